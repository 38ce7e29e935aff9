"""The lines of what was sold and returned. The amounts at the right edge add up to the goods' total."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fallback_pos.domain.cart import PriceSource, ReturnOf, ReturnSource
from fallback_pos.domain.money import Money
from fallback_pos.domain.pricing import AppliedDiscount, DiscountScope
from fallback_pos.domain.sale import Sale, SaleLine
from fallback_pos.i18n.translator import Translator
from fallback_pos.receipt_layout.columns import indented, left_and_right

INDENT_COLUMNS = 2
PIECE = "pc"


def goods_lines(sale: Sale, translator: Translator, columns: int) -> Iterator[str]:
    """Every line of the sale, then the discounts on the whole basket, each once."""
    tax_columns = max((len(line.tax_class) for line in sale.lines), default=0)
    for line in sale.lines:
        yield from _line(line, translator, columns, tax_columns)
    for label, amount in _basket_discounts(sale, translator):
        yield from left_and_right(label, _amount(-amount, "", tax_columns, translator), columns)


def _line(line: SaleLine, translator: Translator, columns: int, tax_columns: int) -> Iterator[str]:
    name = translator.text("RETURN {name}", name=line.name) if line.quantity < 0 else line.name
    amount = _amount(line.value, line.tax_class, tax_columns, translator)
    how_much = _how_much(line, translator)
    if how_much is None:
        yield from left_and_right(name, amount, columns)
    else:
        yield from left_and_right(name, "", columns)
        yield from left_and_right(how_much, amount, columns, INDENT_COLUMNS)
    if line.price_source == PriceSource.OVERRIDE and line.list_price != line.price and line.returns is None:
        text = translator.text("Price changed from {price}", price=translator.money(line.list_price))
        yield from indented(text, columns, INDENT_COLUMNS)
    for discount in line.discounts:
        if discount.scope is not DiscountScope.BASKET:
            off = _amount(-discount.amount, "", tax_columns, translator)
            yield from left_and_right(_discount_label(discount, translator), off, columns, INDENT_COLUMNS)
    if line.returns is not None:
        yield from indented(_origin(line.returns, translator), columns, INDENT_COLUMNS)
        if line.returns.reason:
            yield from indented(translator.text(line.returns.reason), columns, INDENT_COLUMNS)


def _how_much(line: SaleLine, translator: Translator) -> str | None:
    """ "2 x 1.29" or "0.734 kg x 1.99/kg"; None for a single piece, whose amount says it all.

    The price stays away where quantity times price is not the amount: the label on the goods decided it.
    """
    if line.unit == PIECE and abs(line.quantity) == Decimal(1):
        return None
    quantity, price = translator.quantity(line.quantity), translator.money(line.price)
    if line.unit != PIECE:
        quantity, price = f"{quantity} {line.unit}", f"{price}/{line.unit}"
    return f"{quantity} x {price}" if line.price.times(line.quantity) == line.value else quantity


def _discount_label(discount: AppliedDiscount, translator: Translator) -> str:
    if discount.scope is DiscountScope.RECEIPT:
        return translator.text("Discounts of that receipt")
    what = translator.text("Discount")
    if discount.percent is not None:
        what = f"{what} {translator.percent(discount.percent)}"
    return f"{what} ({translator.text(discount.reason)})" if discount.reason else what


def _basket_discounts(sale: Sale, translator: Translator) -> Iterator[tuple[str, Money]]:
    sums: dict[tuple[str, Decimal | None], tuple[AppliedDiscount, Money]] = {}
    for line in sale.lines:
        for discount in line.discounts:
            if discount.scope is DiscountScope.BASKET:
                key = (discount.reason, discount.percent)
                _, so_far = sums.get(key, (discount, sale.currency.zero()))
                sums[key] = (discount, so_far + discount.amount)
    for discount, amount in sums.values():
        yield _discount_label(discount, translator), amount


def _origin(returns: ReturnOf, translator: Translator) -> str:
    if returns.source is ReturnSource.NONE:
        return translator.text("without a receipt")
    if returns.source is ReturnSource.TILL:
        return translator.text("of receipt {receipt}, line {line}", receipt=returns.receipt, line=returns.line)
    day = translator.date(returns.day) if returns.day else "?"
    return translator.text("of receipt {receipt} of {day}, not verified", receipt=returns.receipt or "?", day=day)


def _amount(amount: Money, tax_class: str, tax_columns: int, translator: Translator) -> str:
    letter = tax_class + " " * (tax_columns - len(tax_class))
    return f"{translator.money(amount)} {letter}" if tax_columns else translator.money(amount)
