"""`fallback-pos shift`: open, count, close, suspend, resume, close-day, status. For a till without a screen."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from fallback_pos.cli.common import AsJson, Config, Data, Exit, Operator, data_dir, load, print_json, sentences
from fallback_pos.cli.drawer_work import Approver, Denominations, Drawer, DrawerWork, Reason, drawer_command

if TYPE_CHECKING:
    from fallback_pos.domain.money import Money
    from fallback_pos.errors import TillError
    from fallback_pos.shifts.counting import CountResult

app = typer.Typer(help="Shifts: one drawer, one period, opened, counted and closed.", no_args_is_help=True)

Counted = Annotated[
    str | None, typer.Option("--counted", metavar="AMOUNT", help="The cash in the drawer, 0 for an empty one.")
]
HandOverSlip = Annotated[
    str | None, typer.Option("--hand-over-slip", metavar="NUMBER", help="The slip that both sides signed.")
]


@app.command("open")
def open_shift(
    operator: Operator,
    amount: Annotated[str | None, typer.Option("--float", metavar="AMOUNT", help="The cash in the drawer.")] = None,
    denominations: Denominations = None,
    source: Annotated[
        Literal["float", "fresh_tray", "main_drawer"], typer.Option("--source", help="Where the cash comes from.")
    ] = "float",
    hand_over_slip: HandOverSlip = None,
    drawer: Drawer = None,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Open a shift with a counted float; without --float and --denominations, with the usual one of the settings."""
    with _work(data, config, operator, approver) as do:
        from fallback_pos.shifts.values import FloatSource

        shifts, pieces = do.work.shifts, do.pieces(denominations)
        counted = do.money_or_none(amount)
        usual = shifts.suggested_float() if counted is None and not pieces else None
        shift = shifts.open(
            do.operator,
            usual.amount if usual else counted,
            pieces=usual.pieces if usual else pieces,
            source=FloatSource(source),
            hand_over_slip=hand_over_slip,
            drawer=drawer,
            approver=do.approver,
        )
        facts = {
            "shift": shift.id,
            "drawer": shift.drawer,
            "business_date": shift.business_date.isoformat(),
            "float": shift.float_amount.text,
        }
        said = f"Shift open on drawer {shift.drawer}, business date {shift.business_date}, float {facts['float']}."
        print_json(facts) if as_json else typer.echo(said)


@app.command()
def count(
    operator: Operator,
    counted: Counted = None,
    denominations: Denominations = None,
    found: Annotated[
        str, typer.Option("--found", metavar="all|none|IDS", help="Slips that lie in the drawer, by tender id.")
    ] = "none",
    purpose: Annotated[Literal["close", "check", "hand_over"], typer.Option("--purpose", help="Why.")] = "close",
    slips: Annotated[bool, typer.Option("--slips", help="Only list the slips that have to be there.")] = False,
    drawer: Drawer = None,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Count the drawer. What is expected is not told.

    Exit status 1 when the count differs by more than is allowed: count again, or close with --reason and --approver.
    """
    with _work(data, config, operator, approver) as do:
        from fallback_pos.shifts.values import CountPurpose

        counting = do.work.counting
        begun = counting.begin(do.operator, CountPurpose(purpose), drawer=drawer, approver=do.approver)
        if slips:
            _list_slips(begun.slips, as_json=as_json)
            return
        _count_cash(do, counted, denominations, drawer)
        if found == "all":
            counting.tick_all(drawer=drawer)
        elif found != "none":
            for tender in found.split(","):
                counting.tick(tender.strip(), drawer=drawer)
        result = counting.commit(do.operator, drawer=drawer, approver=do.approver)
        _tell_count(result, as_json=as_json)
    if result.beyond_limit:
        raise typer.Exit(Exit.FOUND_WRONG)


@app.command("close")
def close_shift(
    operator: Operator,
    counted: Counted = None,
    reason: Reason = "",
    goes_to: Annotated[
        Literal["safe", "main_drawer"], typer.Option("--to", help="Where the counted cash goes.")
    ] = "safe",
    hand_over_slip: HandOverSlip = None,
    drawer: Drawer = None,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Close the shift with its last count, or with --counted cash. Prints what it was over or short."""
    with _work(data, config, operator, approver) as do:
        from fallback_pos.shifts.values import CashGoesTo

        closed = do.work.shifts.close(
            do.operator,
            do.money_or_none(counted),
            reason=reason,
            goes_to=CashGoesTo(goes_to),
            hand_over_slip=hand_over_slip,
            drawer=drawer,
            approver=do.approver,
        )
        facts = {
            "shift": closed.shift.id,
            "entry": closed.entry_id,
            "z_number": closed.z_number,
            "sales": closed.sales,
            "first_receipt": closed.first_receipt,
            "last_receipt": closed.last_receipt,
            "tenders": [
                {"type": each.type, **_texts(expected=each.expected, counted=each.counted, over_short=each.over_short)}
                for each in closed.tenders
            ],
        }
        if as_json:
            print_json(facts)
            return
        typer.echo(f"Shift closed, Z {closed.z_number}, {closed.sales} receipts.")
        for each in closed.tenders:
            typer.echo(
                f"{each.type}: counted {each.counted.text}, expected {each.expected.text}, "
                f"over or short {each.over_short.text}."
            )


@app.command()
def suspend(
    operator: Operator,
    reason: Reason,
    drawer: Drawer = None,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Leave a drawer for a while: nothing is sold from it until somebody resumes it."""
    with _work(data, config, operator, approver) as do:
        shift = do.work.shifts.suspend(do.operator, reason, drawer=drawer, approver=do.approver)
        typer.echo(f"The shift on drawer {shift.drawer} is suspended.")


@app.command()
def resume(
    operator: Operator,
    reason: Reason = "",
    drawer: Drawer = None,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Take a suspended drawer up again; one that belongs to somebody else is taken over."""
    with _work(data, config, operator, approver) as do:
        shift = do.work.shifts.resume(do.operator, reason, drawer=drawer, approver=do.approver)
        typer.echo(f"The shift on drawer {shift.drawer} belongs to {shift.holder.name}.")


@app.command("close-day")
def close_day(
    operator: Operator,
    deposit: Annotated[
        str | None, typer.Option("--deposit", metavar="AMOUNT", help="Cash for the bank beside the dropped bags.")
    ] = None,
    denominations: Denominations = None,
    bag: Annotated[str | None, typer.Option("--bag", metavar="NUMBER", help="The bag it goes in.")] = None,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Close the oldest business date whose shifts are all closed. Prints the deposit slip for the bank."""
    with _work(data, config, operator, approver) as do:
        from fallback_pos.shifts.paper import deposit_slip

        amount, pieces = do.money_or_none(deposit), do.pieces(denominations)
        if amount is None and not pieces:
            amount = do.work.day.deposit_suggested().cash
        closed = do.work.day.close(do.operator, deposit=amount, pieces=pieces, bag=bag, approver=do.approver)
        if as_json:
            facts = {
                "entry": closed.entry_id,
                "business_date": closed.day.isoformat(),
                "z_number": closed.z_number,
                "shifts": [{"shift": each.shift, "z_number": each.number} for each in closed.shifts],
                **_texts(total=closed.figures.total, deposit=closed.deposit.total),
            }
            print_json(facts)
        else:
            typer.echo(do.till.slip_text(deposit_slip(closed)))


@app.command()
def status(data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """Which shifts are open, and what waits for the day's close; also while a till is open. Tells no sums."""
    with sentences():
        from fallback_pos.bootstrap.shift_status import shift_status

        folder = data_dir(data)
        facts = shift_status(folder, load(config, folder))
        if as_json:
            print_json(facts)
            return
        for shift in facts["open"]:
            state = "suspended" if shift["suspended"] else "in use" if shift["in_use"] else "open"
            typer.echo(
                f"Drawer {shift['drawer']}: {shift['holder']['name']}, since {shift['opened_at']}, {state}, "
                f"{shift['receipts']} receipts, business date {shift['business_date']}."
            )
        if not facts["open"]:
            typer.echo("No shift is open.")
        for z in facts["waiting_for_the_day"]:
            typer.echo(f"Z {z['z_number']} of {z['business_date']} waits for the day's close.")


def _work(
    data: Path | None, config: Path | None, operator: str, approver: str | None
) -> AbstractContextManager[DrawerWork]:
    def on_the_screen() -> type[TillError]:
        from fallback_pos.bootstrap.drawer_commands import ShiftsOnTheScreen

        return ShiftsOnTheScreen

    return drawer_command(data, config, operator, approver, on_the_screen)


def _count_cash(do: DrawerWork, counted: str | None, denominations: str | None, drawer: str | None) -> None:
    """Raises typer.BadParameter when nothing was counted."""
    pieces = do.pieces(denominations)
    if pieces:
        do.work.counting.count_pieces(pieces, drawer=drawer)
    elif counted is not None:
        do.work.counting.count_sum(do.money(counted), drawer=drawer)
    elif do.work.counting.begin(do.operator, drawer=drawer).cash is None:
        raise typer.BadParameter("say what is in the drawer: --counted or --denominations")


def _list_slips(slips: tuple[Any, ...], *, as_json: bool) -> None:
    rows = [
        {"tender": each.tender, "type": each.type, "reference": each.reference, "amount": each.amount.text,
         "receipt": each.receipt}
        for each in slips
    ]  # fmt: skip
    if as_json:
        print_json(rows)
    for row in rows if not as_json else ():
        typer.echo(f"{row['tender']}  {row['type']:<14} {row['amount']:>10}  {row['receipt']}  {row['reference']}")


def _tell_count(result: CountResult, *, as_json: bool) -> None:
    made = result.count
    facts = {"count": made.entry_id, "round": made.round, "beyond_limit": result.beyond_limit}
    if as_json:
        print_json(facts)
    elif result.beyond_limit:
        typer.echo(f"Counted, round {made.round}. It differs by more than is allowed: count again.")
    else:
        typer.echo(f"Counted, round {made.round}. Close the shift with it.")


def _texts(**amounts: Money) -> dict[str, str]:
    return {name: amount.text for name, amount in amounts.items()}
