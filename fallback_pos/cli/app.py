"""The command line. Every command is imported when it is called, so that the till paints at once."""

from __future__ import annotations

import typer

from fallback_pos.cli import (
    alarm,
    cash,
    catalogue,
    journal,
    looking_up,
    operators,
    paper,
    receipt,
    reconcile,
    report,
    sale,
    selling,
    services,
    setup,
    shift,
    training,
)
from fallback_pos.cli.backup import backup
from fallback_pos.cli.doctor import doctor
from fallback_pos.cli.scan import scan

HELP = """The till that goes on selling when the main POS, the server or the network is down.

Start with `fallback-pos setup`, or `fallback-pos till --demo` for a demo shop.

Every setting also comes from a file (--config) or the environment: FALLBACK_POS_<SECTION>__<FIELD>.

Exit status: 0 done; 1 done, and something is wrong (a basket refused, a finding, a bad row); 2 wrong usage;
3 nothing done (settings, sign-in, another till running, a file); 130 interrupted.
"""

app = typer.Typer(
    name="fallback-pos",
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(setup.setup)
app.command()(selling.till)
app.command()(selling.ring)
app.command()(selling.simulate)
app.command()(scan)
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(journal.app, name="journal")
app.add_typer(receipt.app, name="receipt")
app.add_typer(report.app, name="report")
app.add_typer(shift.app, name="shift")
app.add_typer(cash.app, name="cash")
sale.app.command()(looking_up.find)
sale.app.command()(looking_up.show)
app.add_typer(sale.app, name="sale")
app.add_typer(operators.app, name="operator")
app.add_typer(reconcile.app, name="reconcile")
app.add_typer(paper.app, name="paper")
app.add_typer(alarm.app, name="alarm")
app.add_typer(training.app, name="training")
app.command()(services.agent)
app.add_typer(services.hub_app, name="hub")
app.command()(backup)
app.command()(doctor)


def run() -> None:
    """Run the command line of this process."""
    app()
