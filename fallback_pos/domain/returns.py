"""What a return gives back: the line's share of everything the receipt took off or put on, to the cent.

Shares are differences of running totals, so that returning piece by piece refunds exactly what returning all at once
would.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fallback_pos.domain.cart import CartLine, LineKind, PriceSource, ReturnOf, ReturnSource
from fallback_pos.domain.goods_name import GoodsName
from fallback_pos.domain.money import Money, round_half_away
from fallback_pos.domain.quantity import is_quantity, quantity_text
from fallback_pos.domain.sale import Sale, SaleLine
from fallback_pos.domain.tax import TaxClass, Taxed, TaxMode
from fallback_pos.errors import TillError


class MoreThanSold(TillError):
    sentence = "Of {name}, {left} of {sold} on receipt {receipt} can still be returned, not {wanted}."


class NotOnReceipt(TillError):
    sentence = "Receipt {receipt} has no line {line} that can be returned. Choose one of its lines."


@dataclass(frozen=True, slots=True)
class ReturnableLine:
    """A sold line and how much of it has not come back yet."""

    line: SaleLine
    left: Decimal


def returnable_lines(sale: Sale, returned: dict[int, Decimal]) -> tuple[ReturnableLine, ...]:
    """The sold lines of a receipt, given what was returned of each (positive quantities)."""
    return tuple(
        ReturnableLine(line, line.quantity - returned.get(line.number, Decimal(0)))
        for line in sale.lines
        if line.quantity > 0
    )


def return_line(
    sale: Sale,
    number: int,
    quantity: Decimal,
    already: Decimal,
    reason: str | None,
    mode: TaxMode,
    names: tuple[tuple[str, str], ...] = (),
) -> CartLine:
    """A line for a cart of that tax mode that gives `quantity` of a sold line back, after `already` was returned.

    `names`: what the goods are called in other languages, which a sale does not keep.

    Raises NotOnReceipt or MoreThanSold.
    """
    sold = sale.line(number)
    if sold is None or sold.quantity <= 0:
        raise NotOnReceipt(receipt=sale.receipt, line=number)
    left = sold.quantity - already
    if not is_quantity(quantity) or quantity > left:
        raise MoreThanSold(
            name=GoodsName(sold.name, names),
            left=quantity_text(left),
            sold=quantity_text(sold.quantity),
            receipt=sale.receipt,
            wanted=quantity_text(quantity),
        )
    value, taxed = refund_share(sold, already, quantity, mode)
    return CartLine(
        number=0,
        kind=LineKind(sold.kind),
        name=sold.name,
        quantity=-quantity,
        price=sold.price,
        tax=TaxClass(sold.tax_class, sold.rate),
        price_source=PriceSource.RECEIPT,
        product_id=sold.product_id,
        code=sold.code,
        names=names,
        department=sold.department,
        unit=sold.unit,
        list_price=sold.list_price,
        returns=ReturnOf(
            source=ReturnSource.TILL,
            receipt=sale.receipt,
            line=number,
            entry=sale.id,
            reason=reason,
            value=value,
            taxed=taxed,
        ),
    )


def refund_share(sold: SaleLine, already: Decimal, quantity: Decimal, mode: TaxMode) -> tuple[Money, Taxed]:
    """(value, taxed), both negative, for `quantity` of a sold line after `already` came back.

    The value is what is paid back and the share of the discounts: each shared by itself, so that neither changes sides.
    """

    def share(amount: Money) -> Money:
        after = _running(amount, already + quantity, sold.quantity)
        return Money(_running(amount, already, sold.quantity) - after, amount.currency)

    gross, tax = share(sold.taxed.gross), share(sold.taxed.tax)
    amount = gross if mode is TaxMode.INCLUSIVE else gross - tax
    return amount + share(sold.value - sold.amount), Taxed(gross - tax, tax)


def _running(amount: Money, quantity: Decimal, whole: Decimal) -> int:
    return round_half_away(Fraction(amount.minor) * Fraction(quantity) / Fraction(whole))
