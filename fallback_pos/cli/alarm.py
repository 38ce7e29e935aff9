"""`fallback-pos alarm`: limits that were passed, and saying that somebody has looked."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fallback_pos.cli.common import AsJson, Config, Data, Operator, print_json
from fallback_pos.cli.drawer_work import Approver, DrawerWork, drawer_command

if TYPE_CHECKING:
    from fallback_pos.alarms.alarms import RaisedAlarm
    from fallback_pos.errors import TillError

app = typer.Typer(help="Limits of the settings that were passed.", no_args_is_help=True)


@app.command("list")
def list_alarms(
    operator: Operator,
    unseen: Annotated[bool, typer.Option("--unseen", help="Only those that nobody has looked at.")] = False,
    last: Annotated[int, typer.Option("--last", min=1, max=500, help="So many of the newest.")] = 100,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Alarms of this till, newest first."""
    with _work(data, config, operator, approver) as do:
        for alarm in do.till.alarms.known(do.operator, only_unseen=unseen, limit=last, approver=do.approver):
            _show(alarm, as_json=as_json)


@app.command()
def seen(
    operator: Operator,
    number: Annotated[list[int] | None, typer.Argument(metavar="NUMBER...", help="As the list shows it.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that nobody has looked at.")] = False,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Say that you have looked at alarms; each is journalled with your name."""
    if not number and not everything:
        raise typer.BadParameter("name the numbers of the alarms, or --all")
    with _work(data, config, operator, approver) as do:
        alarms = do.till.alarms
        open_ones = alarms.known(do.operator, only_unseen=True, limit=500, approver=do.approver) if everything else []
        for each in [*(number or []), *(alarm.number for alarm in open_ones)]:
            _show(alarms.seen(do.operator, each, approver=do.approver), as_json=as_json)


def _work(
    data: Path | None, config: Path | None, operator: str, approver: str | None
) -> AbstractContextManager[DrawerWork]:
    def on_the_screen() -> type[TillError]:
        from fallback_pos.bootstrap.drawer_commands import AlarmsOnTheScreen

        return AlarmsOnTheScreen

    return drawer_command(data, config, operator, approver, on_the_screen)


def _show(alarm: RaisedAlarm, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "number": alarm.number,
                "id": alarm.id,
                "at": alarm.at.isoformat(),
                "rule": alarm.rule.value,
                "value": alarm.value,
                "limit": alarm.limit,
                "operator": alarm.operator,
                "shift": alarm.shift,
                "seen_by": alarm.seen_by,
            }
        )
        return
    at = alarm.at.astimezone()
    looked = f"seen by {alarm.seen_by}" if alarm.seen_by else "NOBODY HAS LOOKED"
    about = f"{alarm.rule.value} {alarm.value} (limit {alarm.limit})"
    typer.echo(f"{alarm.number:>8}  {at:%Y-%m-%d %H:%M}  {about:<36}  {alarm.operator or '-':<12}  {looked}")
