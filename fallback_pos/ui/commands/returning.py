"""Goods that come back: against a receipt of this till, against one of the main POS, or without any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fallback_pos.checkout.returning import ScannedGoods
from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.quantity import parse_quantity
from fallback_pos.errors import TillError
from fallback_pos.i18n.translator import Translator
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.dialogs.find import FindDialog
from fallback_pos.ui.dialogs.form import Values
from fallback_pos.ui.dialogs.return_lines import ReturnLinesDialog, Wanted
from fallback_pos.ui.fields import Field, FieldKind
from fallback_pos.ui.reasons import reason_field


class NotADay(TillError):
    sentence = "“{text}” is not a date. Type it as year-month-day, like {example}."


@dataclass(frozen=True, slots=True)
class _Origin:
    """What the cashier knows about an unverified return: the main POS's receipt and day, or nothing."""

    receipt: str | None
    day: date | None


async def take_back(desk: SaleDesk) -> None:
    """Scan or type a receipt; or say that it is one of the main POS, or that there is none."""
    tr = desk.tr
    ways = (
        Choice("till", tr.text("With a receipt of this till"), tr.text("scan it")),
        Choice("main_pos", tr.text("With a receipt of the main POS"), tr.text("unverified")),
        Choice("none", tr.text("Without a receipt"), tr.text("unverified")),
    )
    chosen = await desk.ask(ChooseDialog(desk.session, tr.text("Return goods"), ways, passes_scans_on=True))
    if chosen == "till":
        await _ask_receipt(desk)
    elif chosen == "main_pos":
        await _main_pos_return(desk)
    elif chosen == "none":
        await _unverified_return(desk, _Origin(None, None))


async def return_from_receipt(desk: SaleDesk, receipt: str) -> None:
    """Choose lines and quantities of a receipt of this till and put them into the basket as returns."""
    found = await attempt(desk, lambda approver, confirmed: desk.checkout.returnable(receipt))
    if found is None:
        return
    dialog = ReturnLinesDialog(desk.session, found.value, desk.till.rules.return_reasons)
    wanted = await desk.ask(dialog)
    if wanted is None:
        return
    for one in wanted.lines:
        if not await _return_one(desk, receipt, one, wanted.reason):
            break
        desk.show_cart()
    else:
        desk.say(desk.tr.text("Returned lines added: {count}. Pay back with F9 or F10.", count=len(wanted.lines)))


async def _return_one(desk: SaleDesk, receipt: str, one: Wanted, reason: str) -> bool:
    step = await attempt(
        desk,
        lambda approver, confirmed: desk.checkout.return_line(
            receipt, one.line, one.quantity, reason, approver=approver
        ),
    )
    return step is not None


async def _ask_receipt(desk: SaleDesk) -> None:
    tr = desk.tr

    def look(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> str:
        desk.checkout.returnable(values["receipt"])
        return values["receipt"]

    field = Field("receipt", tr.text("Receipt number"), accepts_scan=True, limit=30)
    lead = tr.text("Scan the barcode on the receipt, or type its number.")
    found = await fill_in(desk, tr.text("Return goods"), (field,), look, lead=(lead,))
    if found is not None:
        await return_from_receipt(desk, found.value)


async def _main_pos_return(desk: SaleDesk) -> None:
    tr = desk.tr

    def read(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> _Origin:
        return _Origin(values["receipt"], _day(values["day"]))

    fields = (
        Field("receipt", tr.text("Receipt number"), accepts_scan=True, limit=40),
        Field("day", tr.text("Date (year-month-day)"), limit=10, value=date.today().isoformat()),  # noqa: DTZ011
    )
    lead = tr.text("The main POS cannot be asked: this return is marked as unverified.")
    origin = await fill_in(desk, tr.text("Receipt of the main POS"), fields, read, lead=(lead,))
    if origin is not None:
        await _unverified_return(desk, origin.value)


async def _unverified_return(desk: SaleDesk, origin: _Origin) -> None:
    """Which goods: found in the catalogue, or described by hand when they are not on file."""
    tr = desk.tr
    search, title = desk.checkout.catalogue.search, tr.text("Which goods come back?")
    found = await desk.ask(FindDialog(desk.session, search, title, returns=desk.checkout.scanned_goods))
    if found is None:
        return
    if found.product is None:
        await _open_return(desk, origin)
    else:
        await _product_return(desk, origin, ScannedGoods(found.product, found.quantity, found.price))


async def _product_return(desk: SaleDesk, origin: _Origin, goods: ScannedGoods) -> None:
    tr, checkout, product = desk.tr, desk.checkout, goods.product

    def back(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> int:
        return checkout.return_product(
            product,
            parse_quantity(values["quantity"]),
            values["reason"],
            receipt=origin.receipt,
            day=origin.day,
            price=Money.parse(values["price"], checkout.cart.currency),
            approver=approver,
        )

    price, name = goods.price or checkout.price_today(product), product.name_in(tr.language)
    fields = (
        Field("quantity", tr.text("Quantity"), FieldKind.QUANTITY, _proposed(goods, tr), limit=9),
        Field("price", tr.text("Price paid each"), FieldKind.AMOUNT, price.text, limit=12),
        reason_field(tr, desk.till.rules.return_reasons),
    )
    title = tr.text("Return goods")
    if await fill_in(desk, title, fields, back, lead=(name,)) is not None:
        desk.show_cart(name)


async def _open_return(desk: SaleDesk, origin: _Origin) -> None:
    tr, checkout, rules = desk.tr, desk.checkout, desk.till.rules
    classes = checkout.rules.tax_classes.values()

    def back(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> int:
        return checkout.return_open_item(
            values["description"],
            Money.parse(values["price"], checkout.cart.currency),
            values["tax"],
            values["reason"],
            parse_quantity(values["quantity"]),
            receipt=origin.receipt,
            day=origin.day,
            approver=approver,
        )

    fields = (
        Field("description", tr.text("What is it"), limit=60),
        Field("price", tr.text("Price paid each"), FieldKind.AMOUNT, limit=12),
        Field(
            "tax",
            tr.text("Tax class"),
            FieldKind.CHOICE,
            rules.open_item_tax_class or next(iter(checkout.rules.tax_classes), ""),
            options=tuple((known.code, f"{known.code} {tr.percent(known.rate)}") for known in classes),
        ),
        Field("quantity", tr.text("Quantity"), FieldKind.QUANTITY, "1", limit=9),
        reason_field(tr, rules.return_reasons),
    )
    if await fill_in(desk, tr.text("Return goods not on file"), fields, back) is not None:
        desk.show_cart(checkout.cart.lines[-1].name)


def _proposed(goods: ScannedGoods, tr: Translator) -> str:
    """What the code said, else one piece; a weight that nobody knows is typed."""
    if goods.quantity is None:
        return "" if goods.product.weighed else "1"
    return tr.quantity(goods.quantity)


def _day(text: str) -> date:
    """Raises NotADay."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADay(text=text[:12], example="2026-11-22") from None
