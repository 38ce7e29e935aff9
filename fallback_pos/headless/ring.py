"""Ringing baskets through the checkout, one JSON object in, one out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from decimal import Decimal
from typing import Any

from fallback_pos.checkout.checkout import Checkout, Completed
from fallback_pos.checkout.errors import UnknownBarcode
from fallback_pos.checkout.reading import Meaning
from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.payment import Payment
from fallback_pos.domain.quantity import NotAQuantity, parse_quantity, quantity_text
from fallback_pos.domain.returns import NotOnReceipt, ReturnableLine
from fallback_pos.errors import TillError
from fallback_pos.headless.basket import BadBasket, Basket, BasketDiscount, BasketLine, BasketTender
from fallback_pos.storage.journal_errors import OutcomeUnknown

ANSWERED_BY_A_SCRIPT = ("quantity", "cash")
"""Questions that only ask whether a hand slipped; a script's does not."""
NO_REASON_GIVEN = "not given"

Result = dict[str, Any]
Approver = Callable[[str], Operator]
"""Takes an operator's code, gives the operator once the PIN was right."""

Purse = Callable[[Payment, int], Iterable[Result]]
"""Takes what is due and the step of cash in minor units, gives tenders in the form of a basket's."""


def no_tenders(due: Payment, cash_step_minor: int) -> Iterable[Result]:
    """Exact cash."""
    return ()


class AmbiguousCode(TillError):
    sentence = "{code} stands for several products here: {names}. Use a code that only one of them has."


class ReceiptScanned(TillError):
    sentence = '{code} is a receipt number. To return its goods, name it in "return_of".'


def ring(
    baskets: Iterable[str],
    checkout: Checkout,
    approver: Approver,
    report: Callable[[Result], None],
    say: Callable[[TillError], str],
    after: Callable[[Completed], None],
) -> int:
    """Sell every basket; the number of baskets that failed.

    `report` gets one result a line, after the commit; `say` puts an error into words; `after` is what else follows a
    sale, such as its receipt. Blank lines are passed over. A failed basket leaves nothing behind. A cart that was open
    on this till is parked first.
    Raises OutcomeUnknown: whether that basket was sold shows after a restart, and so its cart is kept; TooManyParked.
    """
    if not checkout.cart.is_empty:
        checkout.park("")
    failed = 0
    for number, text in enumerate(baskets, start=1):
        if not text.strip():
            continue
        try:
            completed = ring_basket(Basket.read(text), checkout, approver)
        except OutcomeUnknown as error:
            report({"line": number, "error": error.code, "message": say(error)})
            raise
        except TillError as error:
            failed += 1
            checkout.discard()
            report({"line": number, "error": error.code, "message": say(error)})
            continue
        report(result_of(completed))
        after(completed)
    return failed


def ring_basket(basket: Basket, checkout: Checkout, approver: Approver, pay: Purse = no_tenders) -> Completed:
    """Sell one basket. `pay` offers tenders once the amount due is known, where the basket has none.

    Raises TillErrors; what was on the desk then is still there.
    """
    second = approver(basket.approved_by) if basket.approved_by else None
    for line in basket.lines:
        if basket.is_return:
            _return_line(basket, line, checkout, second)
        else:
            _sell_line(basket, line, checkout, second)
    if basket.discount is not None:
        percent, amount = _discount(basket.discount, checkout)
        reason = basket.discount.reason or NO_REASON_GIVEN
        checkout.discount_basket(reason, percent=percent, amount=amount, approver=second)
    if basket.customer is not None:
        checkout.attach_customer(basket.customer.name, basket.customer.tax_number)
    if basket.loyalty:
        checkout.attach_loyalty(basket.loyalty)
    if basket.paper is not None:
        paper = basket.paper
        checkout.mark_paper(paper.number, paper.written_at, paper.operator, approver=second)
    offers = pay(checkout.payment, checkout.rules.cash_step_minor)
    tenders = basket.tenders or [BasketTender(**offer) for offer in offers]
    for tender in tenders:
        _take(tender, basket, checkout, second)
    if not tenders and not checkout.payment.complete:
        checkout.exact_cash(approver=second)
    return checkout.complete()


def result_of(completed: Completed) -> Result:
    """The result line of a committed sale."""
    sale = completed.sale
    return {
        "receipt": completed.receipt,
        "id": completed.entry_id,
        "seq": completed.seq,
        "total": sale.total.text,
        "tax": [
            {"class": row.tax_class, "rate": quantity_text(row.rate), "net": row.net.text, "tax": row.tax.text}
            for row in sale.tax
        ],
        "tendered": sale.tendered.text,
        "change": sale.change.text,
        "rounding": sale.rounding.text,
    }


def _sell_line(basket: Basket, line: BasketLine, checkout: Checkout, second: Operator | None) -> None:
    confirmed = (*ANSWERED_BY_A_SCRIPT, *basket.confirmed)
    quantity = _quantity(line.quantity)
    if line.line is not None:
        raise BadBasket(reason='a line number goes with "return_of"')
    if line.description is not None:
        number = checkout.add_open_item(
            line.description,
            _money(line.price, checkout),
            line.tax or "",
            line.department,
            quantity or Decimal(1),
            approver=second,
            confirmed=confirmed,
        )
    else:
        result = checkout.scan(line.code or "", quantity=quantity, approver=second, confirmed=confirmed)
        number = _line_number(result.line, result.meaning, line, [found.product.name for found in result.candidates])
        if line.price is not None:
            reason = line.price_reason or NO_REASON_GIVEN
            checkout.override_price(number, _money(line.price, checkout), reason, approver=second)
    if line.discount is not None:
        percent, amount = _discount(line.discount, checkout)
        reason = line.discount.reason or NO_REASON_GIVEN
        checkout.discount_line(number, reason, percent=percent, amount=amount, approver=second)


def _line_number(number: int | None, meaning: Meaning, line: BasketLine, names: list[str]) -> int:
    if number is not None:
        return number
    if meaning is Meaning.CHOOSE:
        raise AmbiguousCode(code=line.code, names=", ".join(names))
    if meaning is Meaning.RECEIPT:
        raise ReceiptScanned(code=line.code)
    raise UnknownBarcode(code=line.code)


def _return_line(basket: Basket, line: BasketLine, checkout: Checkout, second: Operator | None) -> None:
    reason = line.reason or NO_REASON_GIVEN
    if basket.return_source == "till":
        for number, quantity in _chosen(basket.return_of or "", line, checkout):
            checkout.return_line(basket.return_of or "", number, quantity, reason, approver=second)
        return
    receipt, day = basket.return_of, basket.return_date
    quantity = _quantity(line.quantity) or Decimal(1)
    if line.description is not None:
        price = _money(line.price, checkout)
        checkout.return_open_item(
            line.description, price, line.tax or "", reason, quantity, receipt=receipt, day=day, approver=second
        )
        return
    product = checkout.product_of(line.code or "")
    paid = _money(line.price, checkout) if line.price is not None else None
    checkout.return_product(product, quantity, reason, receipt=receipt, day=day, price=paid, approver=second)


def _chosen(receipt: str, line: BasketLine, checkout: Checkout) -> list[tuple[int, Decimal]]:
    """Which lines of the receipt are meant, and how much of each: by number, or by code over all lines of it."""
    returnable = checkout.returnable(receipt)
    wanted = _quantity(line.quantity)
    if line.line is not None:
        known = next((each for each in returnable.lines if each.line.number == line.line), None)
        return [(line.line, wanted or (known.left if known and known.left > 0 else Decimal(1)))]
    lines = [each for each in returnable.lines if _is_meant(each, line, checkout)]
    if not lines:
        raise NotOnReceipt(receipt=receipt, line=line.code or line.description)
    left = wanted or Decimal(1)
    chosen: list[tuple[int, Decimal]] = []
    for each in lines[:-1]:
        part = min(left, each.left)
        if part > 0:
            chosen.append((each.line.number, part))
            left -= part
    return [*chosen, (lines[-1].line.number, left)] if left > 0 else chosen


def _is_meant(each: ReturnableLine, line: BasketLine, checkout: Checkout) -> bool:
    if line.description is not None:
        return each.line.name == line.description
    if each.line.code == line.code:
        return True
    with suppress(TillError):
        return checkout.product_of(line.code or "").id == each.line.product_id
    return False


def _take(tender: BasketTender, basket: Basket, checkout: Checkout, second: Operator | None) -> None:
    amount = _money(tender.amount, checkout)
    if checkout.payment.remaining.minor < 0 < amount.minor:
        amount = -amount
    checkout.tender(
        tender.type,
        amount,
        reference=tender.reference,
        details=tender.all_details(),
        approver=second,
        confirmed=(*ANSWERED_BY_A_SCRIPT, *basket.confirmed),
    )


def _discount(discount: BasketDiscount, checkout: Checkout) -> tuple[Decimal | None, Money | None]:
    return discount.percent, _money(discount.amount, checkout) if discount.amount is not None else None


def _money(value: Decimal | None, checkout: Checkout) -> Money:
    return Money.parse(f"{value:f}" if value is not None else "", checkout.rules.currency)


def _quantity(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    text = f"{value:f}"
    if not re.fullmatch(r"[0-9.]+", text):
        raise NotAQuantity(text=text)
    return parse_quantity(text)
