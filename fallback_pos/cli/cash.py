"""`fallback-pos cash`: paid in, paid out, dropped to the safe. For a till without a screen."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fallback_pos.cli.common import AsJson, Config, Data, Operator, print_json
from fallback_pos.cli.drawer_work import Approver, Denominations, Drawer, DrawerWork, Reason, drawer_command

if TYPE_CHECKING:
    from fallback_pos.errors import TillError
    from fallback_pos.shifts.movements import Movement

app = typer.Typer(help="Cash that moves without a sale.", no_args_is_help=True)

Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help="Such as 20.00.")]
Slip = Annotated[str | None, typer.Option("--slip", metavar="NUMBER", help="The slip that belongs to it.")]
Float = Annotated[bool, typer.Option("--float", help="It changes the float.")]


@app.command("in")
def pay_in(
    amount: Amount,
    operator: Operator,
    reason: Reason,
    slip: Slip = None,
    changes_float: Float = False,
    drawer: Drawer = None,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Pay cash into the drawer."""
    with _work(data, config, operator, approver) as do:
        cash, sum_ = do.work.cash, do.money(amount)
        step = cash.change_float if changes_float else cash.pay_in
        moved = step(do.operator, sum_, reason, slip=slip, drawer=drawer, approver=do.approver)
        _tell(do, moved, as_json=as_json)


@app.command("out")
def pay_out(
    amount: Amount,
    operator: Operator,
    reason: Reason,
    slip: Slip = None,
    changes_float: Float = False,
    drawer: Drawer = None,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Pay cash out of the drawer."""
    with _work(data, config, operator, approver) as do:
        cash, sum_ = do.work.cash, do.money(amount)
        if changes_float:
            moved = cash.change_float(do.operator, -sum_, reason, slip=slip, drawer=drawer, approver=do.approver)
        else:
            moved = cash.pay_out(do.operator, sum_, reason, slip=slip, drawer=drawer, approver=do.approver)
        _tell(do, moved, as_json=as_json)


@app.command()
def drop(
    operator: Operator,
    bag: Annotated[str, typer.Option("--bag", metavar="NUMBER", help="The number of the bag.")],
    amount: Annotated[str | None, typer.Argument(metavar="[AMOUNT]", help="Such as 250.00.")] = None,
    denominations: Denominations = None,
    reason: Reason = "",
    drawer: Drawer = None,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Drop cash to the safe, in a numbered bag."""
    if amount is None and not denominations:
        raise typer.BadParameter("say how much: an amount, or --denominations")
    with _work(data, config, operator, approver) as do:
        moved = do.work.cash.drop(
            do.operator,
            do.money_or_none(amount),
            bag,
            pieces=do.pieces(denominations),
            reason=reason,
            drawer=drawer,
            approver=do.approver,
        )
        _tell(do, moved, as_json=as_json)


def _work(
    data: Path | None, config: Path | None, operator: str, approver: str | None
) -> AbstractContextManager[DrawerWork]:
    def on_the_screen() -> type[TillError]:
        from fallback_pos.bootstrap.drawer_commands import CashOnTheScreen

        return CashOnTheScreen

    return drawer_command(data, config, operator, approver, on_the_screen)


def _tell(do: DrawerWork, moved: Movement, *, as_json: bool) -> None:
    from fallback_pos.shifts.paper import movement_slip

    if as_json:
        print_json({"entry": moved.entry_id, "seq": moved.number, "kind": moved.kind, "amount": moved.amount.text})
    else:
        typer.echo(do.till.slip_text(movement_slip(moved)))
