"""`fallback-pos paper`: vouchers written by hand while even the till was down."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fallback_pos.cli.common import Config, Data, Exit, Operator, print_json, sentence
from fallback_pos.cli.drawer_work import Approver, drawer_command

if TYPE_CHECKING:
    from fallback_pos.errors import TillError

app = typer.Typer(help="Vouchers written by hand while even the till was down.", no_args_is_help=True)


@app.callback()
def paper() -> None:
    """Vouchers written by hand while even the till was down."""


@app.command()
def add(
    operator: Operator,
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE|-]", help='Baskets as for ring, one a line, each with its "paper".'),
    ] = None,
    number: Annotated[str | None, typer.Option("--number", metavar="NUMBER", help="As printed on the pad.")] = None,
    written_at: Annotated[
        str | None, typer.Option("--written-at", metavar="TIME", help='When it was written, "2026-11-22 09:15".')
    ] = None,
    written_by: Annotated[str | None, typer.Option("--written-by", metavar="NAME", help="Who wrote it.")] = None,
    item: Annotated[
        list[str] | None,
        typer.Option("--item", metavar="CODE|N*CODE|TEXT=PRICE", help="Goods, where there is no FILE; repeat it."),
    ] = None,
    tax: Annotated[str | None, typer.Option("--tax", metavar="CLASS", help="Tax class of TEXT=PRICE.")] = None,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Enter vouchers written by hand: each becomes a sale of the open day, flagged, with its own number and time.

    One by options, paid in exact cash, or many from a file. The same number is refused twice. Prints one result a
    line; exit status 1 when a voucher was refused.
    """

    def on_the_screen() -> type[TillError]:
        from fallback_pos.bootstrap.drawer_commands import PaperOnTheScreen

        return PaperOnTheScreen

    named = {"number": number, "written_at": written_at, "operator": written_by}
    baskets = list(_from_file(file, named) if file else _from_options(item or [], tax, named))
    with drawer_command(data, config, operator, approver, on_the_screen) as do:
        from fallback_pos.headless.paper import enter_paper

        failed = enter_paper(baskets, do.till.checkout, do.approver, print_json, sentence, do.till.after_sale)
    if failed:
        raise typer.Exit(Exit.FOUND_WRONG)


def _from_options(items: list[str], tax: str | None, named: dict[str, str | None]) -> Iterator[str]:
    missing = [name for name, given in named.items() if not given]
    if missing or not items:
        raise typer.BadParameter("name --number, --written-at, --written-by and at least one --item, or a FILE")
    yield json.dumps({"lines": [_line(text, tax) for text in items], "paper": named}, ensure_ascii=False)


def _line(text: str, tax: str | None) -> dict[str, Any]:
    name, equals, price = text.partition("=")
    if equals:
        if tax is None:
            raise typer.BadParameter(f"name the tax class of {name} with --tax")
        return {"description": name.strip(), "price": price.strip(), "tax": tax}
    quantity, times, code = text.partition("*")
    return {"code": code.strip(), "quantity": quantity.strip()} if times else {"code": text.strip()}


def _from_file(file: str, named: dict[str, str | None]) -> Iterator[str]:
    """The baskets of a file; with options, what they say joins the only one."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}") from error
    lines = [line for line in text.splitlines() if line.strip()]
    given = {name: value for name, value in named.items() if value}
    if not given:
        yield from lines
        return
    if len(lines) != 1:
        raise typer.BadParameter('with several baskets in the file, write "paper" into each of them')
    try:
        basket = json.loads(lines[0])
        yield json.dumps(basket | {"paper": basket.get("paper", {}) | given}, ensure_ascii=False)
    except (ValueError, TypeError, AttributeError):
        yield lines[0]
