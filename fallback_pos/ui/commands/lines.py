"""Commands on one line of the basket: quantity, discount, price, void; and goods that are not on file."""

from __future__ import annotations

from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.quantity import parse_quantity
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.form import Values
from fallback_pos.ui.fields import Field, FieldKind
from fallback_pos.ui.reasons import reason_field


async def change_quantity(desk: SaleDesk) -> None:
    """Set a line's quantity: to what stands in the scan field, or asked for."""
    number = desk.line()
    if number is None:
        return
    line = desk.checkout.cart.line(number)
    typed = desk.take_typed()

    def change(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> None:
        quantity = parse_quantity(values["quantity"])
        desk.checkout.change_quantity(number, quantity, approver=approver, confirmed=confirmed)

    if typed:
        done = await attempt(desk, lambda approver, confirmed: change({"quantity": typed}, approver, confirmed))
    else:
        tr = desk.tr
        field = Field("quantity", tr.text("Quantity"), FieldKind.QUANTITY, tr.quantity(abs(line.quantity)), limit=9)
        done = await fill_in(desk, tr.text("Quantity"), (field,), change, lead=(line.name_in(tr.language),))
    if done is not None:
        desk.show_cart(line.name_in(desk.tr.language))


async def discount(desk: SaleDesk) -> None:
    """Percent or an amount off a line or the basket, with a reason."""
    number = desk.line()
    if number is None:
        return
    tr, checkout = desk.tr, desk.checkout
    name = checkout.cart.line(number).name_in(tr.language)

    def take_off(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> None:
        percent = amount = None
        if values["how"] == "percent":
            percent = parse_quantity(values["value"])
        else:
            amount = Money.parse(values["value"], checkout.cart.currency)
        if values["scope"] == "line":
            checkout.discount_line(number, values["reason"], percent=percent, amount=amount, approver=approver)
        else:
            checkout.discount_basket(values["reason"], percent=percent, amount=amount, approver=approver)

    fields = (
        Field("value", tr.text("Discount"), FieldKind.AMOUNT, limit=9),
        Field(
            "how",
            tr.text("Counted in"),
            FieldKind.CHOICE,
            "percent",
            options=(("percent", tr.text("percent")), ("amount", checkout.cart.currency.code)),
        ),
        Field(
            "scope",
            tr.text("Taken off"),
            FieldKind.CHOICE,
            "line",
            options=(("line", tr.text("this line")), ("basket", tr.text("the basket"))),
        ),
        reason_field(tr, desk.till.rules.discount_reasons),
    )
    if await fill_in(desk, tr.text("Discount"), fields, take_off, lead=(name,)) is not None:
        desk.show_cart(tr.text("discount"))


async def override_price(desk: SaleDesk) -> None:
    """Sell a line at another unit price, with a reason."""
    number = desk.line()
    if number is None:
        return
    tr, checkout = desk.tr, desk.checkout
    priced = checkout.priced.line(number)

    def change(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> None:
        price = Money.parse(values["price"], checkout.cart.currency)
        checkout.override_price(number, price, values["reason"], approver=approver)

    fields = (
        Field("price", tr.text("New price"), FieldKind.AMOUNT, limit=12),
        reason_field(tr, desk.till.rules.discount_reasons),
    )
    said = tr.text("{name}, {price} each", name=priced.line.name_in(tr.language), price=priced.price)
    if await fill_in(desk, tr.text("Price"), fields, change, lead=(said,)) is not None:
        desk.show_cart(tr.text("price changed"))


async def void_line(desk: SaleDesk) -> None:
    """Take a line out. One undo brings it back."""
    number = desk.line()
    if number is None:
        return
    name = desk.checkout.cart.line(number).name_in(desk.tr.language)
    step = await attempt(desk, lambda approver, confirmed: desk.checkout.void_line(number, approver=approver))
    if step is not None:
        desk.show_cart()
        desk.say(desk.tr.text("Voided: {name}. Ctrl+Z brings it back.", name=name))


async def open_item(desk: SaleDesk) -> None:
    """Sell something that is not on file: description, price, tax class, department, quantity."""
    tr, checkout, rules = desk.tr, desk.checkout, desk.till.rules
    classes = checkout.rules.tax_classes.values()
    chosen = rules.open_item_tax_class or next(iter(checkout.rules.tax_classes), "")

    def add(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> None:
        checkout.add_open_item(
            values["description"],
            Money.parse(values["price"], checkout.cart.currency),
            values["tax"],
            values["department"] or None,
            parse_quantity(values["quantity"]),
            approver=approver,
            confirmed=confirmed,
        )

    fields = (
        Field("description", tr.text("What is it"), limit=60),
        Field("price", tr.text("Price each"), FieldKind.AMOUNT, limit=12),
        Field(
            "tax",
            tr.text("Tax class"),
            FieldKind.CHOICE,
            chosen,
            options=tuple((known.code, f"{known.code} {tr.percent(known.rate)}") for known in classes),
        ),
        Field("department", tr.text("Department"), value=rules.open_item_department, limit=40),
        Field("quantity", tr.text("Quantity"), FieldKind.QUANTITY, "1", limit=9),
    )
    if await fill_in(desk, tr.text("Item not on file"), fields, add) is not None:
        desk.show_cart(checkout.cart.lines[-1].name)
