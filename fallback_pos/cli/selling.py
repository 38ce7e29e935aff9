"""`fallback-pos till`, `ring` and `simulate`: three ways into the same checkout."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Literal

import typer

from fallback_pos.cli.common import (
    APPROVER_PIN_VARIABLE,
    PIN_VARIABLE,
    AsJson,
    Config,
    Data,
    Exit,
    Operator,
    data_dir,
    print_json,
    read_pin,
    sentence,
    sentences,
)
from fallback_pos.cli.screen import ScreenOptions, on_a_terminal, open_screen

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


RING_HELP = """Sell baskets without a screen: one JSON basket a line in, one JSON result a line out, after its commit.

In: {"lines":[{"code":"3850104047015","quantity":"2"},{"description":"Bread","price":"1.20","tax":"A"},
{"code":"4011","quantity":"0.734","discount":{"percent":"10","reason":"damaged"}}],
"discount":{"amount":"1.00","reason":"goodwill"},"tenders":[{"type":"cash","amount":"20.00"}]}

No tenders: exact cash. Tender types: cash, card (approval_code, last_four, slip), wallet, voucher, store_credit,
paid_elsewhere (reference). "return_of":"RECEIPT" makes the lines a return; "return_source":"main_pos" or "none" takes
goods back that no receipt of this till proves. "approved_by":"CODE" names a second person, whose PIN is in
FALLBACK_POS_APPROVER_PIN. "confirmed":["age","expired"] answers what the till would ask.

Out: {"receipt","id","seq","total","tax","tendered","change","rounding"}, or {"line","error","message"}.
Opens a shift when none is open. Exit status 1 when a basket was refused; the others were sold.
"""


def till(
    demo: Annotated[bool, typer.Option("--demo", help="Set up a demo shop first if the directory is empty.")] = False,
    training: Annotated[
        bool, typer.Option("--training", help="Open the training till beside the real one: nothing there is real.")
    ] = False,
    real_printer: Annotated[
        bool, typer.Option("--real-printer", help="With --training: print on the shop's printer, marked TRAINING.")
    ] = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Open the till on this terminal."""
    if training and demo:
        raise typer.BadParameter("--demo and --training are two tills; choose one")
    if real_printer and not training:
        raise typer.BadParameter("--real-printer belongs to --training")
    if not on_a_terminal():
        raise typer.BadParameter("the till needs a terminal with a keyboard; programs sell with `fallback-pos ring`")
    status = open_screen(ScreenOptions(data, config, demo, training, real_printer))
    if status:
        raise typer.Exit(status)


def ring(
    operator: Operator,
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="Baskets, one JSON object a line.")] = "-",
    data: Data = None,
    config: Config = None,
) -> None:
    with sentences():
        from fallback_pos.bootstrap.till import headless_till
        from fallback_pos.headless.ring import ring as ring_baskets

        pin = read_pin(PIN_VARIABLE, f"PIN of {operator}")
        with headless_till(data_dir(data), config) as opened, _lines(file) as baskets:
            opened.sign_in(operator, pin)
            opened.open_shift_if_none()
            failed = ring_baskets(
                baskets,
                opened.checkout,
                lambda code: opened.access.verify(code, read_pin(APPROVER_PIN_VARIABLE, f"PIN of {code}")),
                _print_now,
                sentence,
                opened.after_sale,
            )
    if failed:
        raise typer.Exit(Exit.FOUND_WRONG)


ring.__doc__ = RING_HELP


def simulate(
    sales: Annotated[int, typer.Option("--sales", min=0, metavar="N", help="Sales to make; returns come on top.")],
    seed: Annotated[int | None, typer.Option("--seed", metavar="S", help="Repeat the same customers.")] = None,
    rate: Annotated[float | None, typer.Option("--rate", metavar="R", min=0.001, help="Customers a second.")] = None,
    mix: Annotated[
        Literal["sales", "day"],
        typer.Option("--mix", help="day: returns, discounts, overrides and split tenders too."),
    ] = "sales",
    ack: Annotated[
        bool, typer.Option("--ack", help="Print `ACK <entry id>` after each durable commit of a sale.completed.")
    ] = False,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Ring plausible baskets of the catalogue through the checkout, for drills, load and tests.

    Sets up a demo shop where the directory is empty; refuses one that holds real sales. A seed repeats the customers;
    ids never come from it.
    """
    with sentences():
        from fallback_pos.bootstrap.simulation import run_simulation

        def acknowledge(entry_id: str) -> None:
            if ack:
                sys.stdout.write(f"ACK {entry_id}\n")
                sys.stdout.flush()

        result = run_simulation(
            data_dir(data),
            config,
            sales=sales,
            seed=seed,
            rate_per_second=rate,
            mix=mix,
            on_sale=acknowledge,
            on_refused=lambda error: typer.echo(f"refused: {sentence(error)}", err=True),
        )
        facts = {"sales": result.sales, "returns": result.returns, "refused": result.refused}
        if as_json:
            print_json(facts)
        elif not ack:
            typer.echo(f"{result.sales} sales, {result.returns} returns, {result.refused} refused by the checkout.")


def _print_now(result: dict[str, Any]) -> None:
    print_json(result)
    sys.stdout.flush()


def _lines(file: str) -> AbstractContextManager[IO[str]]:
    """One basket a line. A byte that is no UTF-8 spoils its own line only; Windows editors put a mark at the start."""
    encoding, errors = "utf-8-sig", "surrogateescape"
    if file == "-":
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(encoding=encoding, errors=errors)
        return nullcontext(sys.stdin)
    try:
        return Path(file).open(encoding=encoding, errors=errors)
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}") from error
