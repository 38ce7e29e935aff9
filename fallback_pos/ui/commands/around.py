"""Commands around the sale: help, finding a product, language, light, facts for IT, signing out."""

from __future__ import annotations

from fallback_pos.domain.product import Product
from fallback_pos.i18n.translator import LANGUAGE_NAMES, LANGUAGES
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.weighing import weigh
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.dialogs.find import FindDialog
from fallback_pos.ui.dialogs.notice import NoticeDialog
from fallback_pos.ui.widgets.status_words import status_facts


async def show_help(desk: SaleDesk) -> None:
    """The manual, offline."""
    from fallback_pos.ui.dialogs.help import HelpDialog

    await desk.ask(HelpDialog(desk.session))


async def find(desk: SaleDesk) -> None:
    """Find a product by name and sell it; what is sold by weight asks for the weight."""
    found = await desk.ask(FindDialog(desk.session, desk.checkout.catalogue.search, desk.tr.text("Find a product")))
    if found is None or found.product is None:
        return
    if found.product.weighed:
        await _sell_weighed(desk, found.product)
        return
    product = found.product
    step = await attempt(
        desk,
        lambda approver, confirmed: desk.checkout.add_product(product, approver=approver, confirmed=confirmed),
    )
    if step is not None:
        desk.show_cart(product.name_in(desk.tr.language))


async def _sell_weighed(desk: SaleDesk, product: Product) -> None:
    tr, checkout = desk.tr, desk.checkout
    name = product.name_in(tr.language)
    said = tr.text("{name}, {price} per {unit}", name=name, price=product.price, unit=product.unit)
    sold = await weigh(
        desk,
        said,
        product.unit,
        lambda quantity, approver, confirmed: checkout.add_product(
            product, quantity, approver=approver, confirmed=confirmed
        ),
    )
    if sold is not None:
        desk.show_cart(name)


async def choose_language(desk: SaleDesk) -> None:
    """English or 简体中文, for this operator's session."""
    choices = [Choice(language, LANGUAGE_NAMES[language]) for language in LANGUAGES]
    chosen = await desk.ask(ChooseDialog(desk.session, "Language / 语言", choices))
    if chosen is not None and chosen != desk.tr.language:
        desk.speak(chosen)


async def change_light(desk: SaleDesk) -> None:
    """From dark to light and back."""
    desk.change_light()


async def show_status(desk: SaleDesk) -> None:
    """The top row in full, for a terminal that is too narrow for it."""
    tr = desk.tr
    facts = status_facts(tr, desk.till.status(), desk.session.now())
    await desk.ask(NoticeDialog(desk.session, tr.text("The top row in full"), (), facts))


async def details(desk: SaleDesk) -> None:
    """What IT asks about on the telephone."""
    step = await attempt(desk, lambda approver, confirmed: desk.till.details())
    if step is not None:
        await desk.ask(NoticeDialog(desk.session, desk.tr.text("For IT"), (), step.value))


async def sign_out(desk: SaleDesk) -> None:
    """Back to the sign-in screen; a basket that is open waits for whoever signs in next."""
    desk.leave()
