"""Every command: its keys, its word on the screen, what it does. Key bar, menu and keyboard all read this."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fallback_pos.i18n.marker import N_
from fallback_pos.ui.commands import (
    around,
    baskets,
    cash_moves,
    checking,
    correcting,
    drawers,
    ending,
    lines,
    looking_up,
    paper_voucher,
    paying,
    people,
    reporting,
    returning,
    till_work,
    training,
)
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog

Run = Callable[[SaleDesk], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command. `key` and `second` are Textual's names of its two keys; `shown` what people call the second.

    `bar`: it has a place on the key bar; `wide`: only where the bar is long enough. The menu holds all others.
    """

    id: str
    label: str
    run: Run
    key: str = ""
    second: str = ""
    shown: str = ""
    bar: bool = False
    wide: bool = False
    menu: bool = True
    short: str = ""


async def show_more(desk: SaleDesk) -> None:
    """Everything that has no place on the key bar."""
    choices = [
        Choice(command.id, desk.tr.text(command.label), _keys(command), command.second)
        for command in COMMANDS
        if command.menu
    ]
    chosen = await desk.ask(ChooseDialog(desk.session, desk.tr.text("More"), choices))
    if chosen is not None:
        await command_by_id(chosen).run(desk)


COMMANDS: tuple[Command, ...] = (
    Command("help", N_("Help"), around.show_help, "f1", "question_mark", "?", bar=True, menu=False),
    Command("find", N_("Find"), around.find, "f2", "ctrl+f", "^F", bar=True, menu=False),
    Command("quantity", N_("Qty"), lines.change_quantity, "f3", "ctrl+n", "^N", bar=True, menu=False),
    Command("discount", N_("Disc"), lines.discount, "f4", "ctrl+d", "^D", bar=True, menu=False),
    Command("park", N_("Park"), baskets.park_or_recall, "f5", "ctrl+k", "^K", bar=True, menu=False),
    Command("return", N_("Return"), returning.take_back, "f6", "ctrl+r", "^R", bar=True, menu=False),
    Command("void", N_("Void"), lines.void_line, "f7", "ctrl+x", "^X", bar=True, menu=False),
    Command("open_item", N_("Item"), lines.open_item, "f8", "ctrl+u", "^U", bar=True, wide=True, menu=False),
    Command("cash", N_("Cash"), paying.cash, "f9", "ctrl+t", "^T", bar=True, menu=False),
    Command("pay", N_("Pay"), paying.pay, "f10", "ctrl+p", "^P", bar=True, menu=False),
    Command("undo", N_("Undo"), baskets.undo, "f11", "ctrl+z", "^Z", bar=True, wide=True, menu=False),
    Command("more", N_("More"), show_more, "f12", "ctrl+o", "^O", bar=True, menu=False, short="…"),
    Command("undo_menu", N_("Undo the last step"), baskets.undo, second="ctrl+z", shown="^Z"),
    Command("item_menu", N_("Item not on file"), lines.open_item, second="ctrl+u", shown="F8 ^U"),
    Command("price", N_("Change the price of a line"), lines.override_price, second="ctrl+e", shown="^E"),
    Command("void_cart", N_("Void the whole basket"), baskets.void_cart, second="ctrl+v", shown="^V"),
    Command("customer", N_("Customer on the receipt"), baskets.customer, second="ctrl+y", shown="^Y"),
    Command("loyalty", N_("Loyalty card"), baskets.loyalty, second="ctrl+a", shown="^A"),
    Command("reprint", N_("Print a copy of a receipt"), till_work.reprint, second="ctrl+w", shown="^W"),
    Command("no_sale", N_("Open the drawer"), till_work.no_sale, second="ctrl+s", shown="^S"),
    Command("unsure", N_("Receipts to check at the printer"), till_work.unsure_prints),
    Command("correct", N_("Correct or void a sale"), correcting.correct),
    Command("look_up", N_("Look up sales"), looking_up.look_up),
    Command("paper", N_("Paper voucher"), paper_voucher.paper_voucher),
    Command("cash_moves", N_("Cash in and out"), cash_moves.cash_moves),
    Command("drawers", N_("Drawers"), drawers.drawers),
    Command("reports", N_("Reports"), reporting.reports),
    Command("statements", N_("Bank statements"), checking.statements),
    Command("alarms", N_("Alarms"), checking.alarms),
    Command("close_shift", N_("Close the shift"), ending.close_shift),
    Command("close_day", N_("Close the day"), ending.end_day),
    Command("end_outage", N_("End the outage"), ending.end_outage),
    Command("training", N_("Training"), training.training),
    Command("status", N_("The top row in full"), around.show_status),
    Command("language", "Language / 语言", around.choose_language, second="ctrl+g", shown="^G"),
    Command("light", N_("Light or dark"), around.change_light),
    Command("people", N_("Operators and PINs"), people.operators),
    Command("details", N_("For IT"), around.details),
    Command("sign_out", N_("Sign out"), around.sign_out, second="ctrl+l", shown="^L"),
)
_BY_ID = {command.id: command for command in COMMANDS}
_BY_KEY = {key: command for command in reversed(COMMANDS) for key in (command.key, command.second) if key}


def command_by_id(name: str) -> Command:
    return _BY_ID[name]


def command_by_key(key: str) -> Command | None:
    return _BY_KEY.get(key)


def _keys(command: Command) -> str:
    return command.shown
