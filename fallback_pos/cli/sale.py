"""`fallback-pos sale`: void a sale of the open shift, correct how it was paid. For a till without a screen."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fallback_pos.cli.common import AsJson, Config, Data, Operator, print_json
from fallback_pos.cli.drawer_work import Approver, DrawerWork, Reason, drawer_command

if TYPE_CHECKING:
    from fallback_pos.corrections.values import KnownSale
    from fallback_pos.errors import TillError

app = typer.Typer(help="Sales of the open shift: void one, correct how it was paid.", no_args_is_help=True)

Receipt = Annotated[str, typer.Argument(metavar="RECEIPT", help="Receipt number, such as 03-1-000057.")]
TYPES = "cash, card, wallet, voucher, store_credit, paid_elsewhere"


@app.command()
def void(
    receipt: Receipt,
    operator: Operator,
    reason: Reason,
    cancellation: Annotated[
        list[str] | None,
        typer.Option(
            "--cancellation",
            metavar="[TENDER=]NUMBER",
            help="Number of the cancellation of each tender that moved money; TENDER is its id or type.",
        ),
    ] = None,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Void a whole sale of the open shift. Needs a second person; its money goes back the way it came."""
    with _work(data, config, operator, approver) as do:
        from fallback_pos.corrections.paper import void_slip

        known = do.work.corrections.look_up(receipt)
        voided = do.work.corrections.void_sale(
            do.operator, receipt, reason, cancellations=_numbers(known, cancellation or []), approver=do.approver
        )
        if as_json:
            print_json(
                {
                    "entry": voided.entry_id,
                    "seq": voided.number,
                    "receipt": voided.sale.receipt,
                    "total": (-voided.sale.total).text,
                    "cash": voided.cash.text,
                }
            )
        else:
            typer.echo(do.till.slip_text(void_slip(voided)))


@app.command()
def correct(
    receipt: Receipt,
    operator: Operator,
    reason: Reason,
    wrong: Annotated[str, typer.Option("--from", metavar="TENDER", help=f"What was rung: its id, or one of {TYPES}.")],
    right: Annotated[str, typer.Option("--to", metavar="TYPE", help=f"How it was paid: one of {TYPES}.")],
    amount: Annotated[str | None, typer.Option("--amount", metavar="AMOUNT", help="Only so much of it.")] = None,
    reference: Annotated[str | None, typer.Option("--reference", metavar="TEXT", help="Of the right tender.")] = None,
    detail: Annotated[
        list[str] | None,
        typer.Option("--detail", metavar="NAME=TEXT", help="Of the right tender: approval_code, last_four, slip."),
    ] = None,
    cancellation: Annotated[
        str | None, typer.Option("--cancellation", metavar="NUMBER", help="Of what was rung, where it moved money.")
    ] = None,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Correct how a sale of the open shift was paid. Needs a second person; the sale keeps its number."""
    details = dict(_pair(each) for each in detail or [])
    with _work(data, config, operator, approver) as do:
        from fallback_pos.corrections.paper import correction_slip
        from fallback_pos.corrections.values import RightTender
        from fallback_pos.domain.tender import TenderType

        if right not in tuple(TenderType):
            raise typer.BadParameter(f"--to is one of {TYPES}")
        part = do.money_or_none(amount)
        tender = _tender(do.work.corrections.look_up(receipt), wrong)
        done = do.work.corrections.correct_tender(
            do.operator,
            receipt,
            tender,
            [RightTender(TenderType(right), reference=reference, details=details)],
            reason,
            amount=part,
            cancellation=cancellation,
            approver=do.approver,
        )
        if as_json:
            amounts = [{"type": each.type.value, "amount": each.amount.text} for each in (*done.before, *done.after)]
            print_json({"entry": done.entry_id, "seq": done.number, "from": amounts[:1], "to": amounts[1:]})
        else:
            typer.echo(do.till.slip_text(correction_slip(done)))


@app.command("list")
def list_sales(
    operator: Operator,
    last: Annotated[int, typer.Option("--last", min=1, max=100, help="So many of the newest.")] = 10,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """The last sales of the open shift, and how each was paid."""
    with _work(data, config, operator, None) as do:
        for known in do.work.corrections.last_sales(last):
            sale = known.sale
            paid = [{"id": each.id, "type": each.type.value, "amount": each.amount.text} for each in known.paid]
            if as_json:
                print_json({"receipt": sale.receipt, "total": sale.total.text, "voided": known.voided, "paid": paid})
            else:
                how = ", ".join(f"{each['type']} {each['amount']}" for each in paid)
                typer.echo(f"{sale.receipt}  {sale.total.text:>10}  {'VOIDED' if known.voided else how}")


def _work(
    data: Path | None, config: Path | None, operator: str, approver: str | None
) -> AbstractContextManager[DrawerWork]:
    def on_the_screen() -> type[TillError]:
        from fallback_pos.bootstrap.drawer_commands import SalesOnTheScreen

        return SalesOnTheScreen

    return drawer_command(data, config, operator, approver, on_the_screen)


def _numbers(known: KnownSale, given: list[str]) -> dict[str, str]:
    """Cancellations by tender. A bare number belongs to the only tender that moved money."""
    outside = [each for each in known.paid if each.moved_money_outside]
    numbers: dict[str, str] = {}
    for text in given:
        name, equals, number = text.partition("=")
        if equals:
            numbers |= {each.id: number for each in outside if name in (each.id, each.type.value)}
        elif len(outside) == 1:
            numbers[outside[0].id] = text
        else:
            raise typer.BadParameter("write TENDER=NUMBER: not exactly one tender moved money outside the till")
    return numbers


def _tender(known: KnownSale, wanted: str) -> str:
    """The id of the one tender with this id or type; what is no tender of the sale is left to be refused."""
    found = [each.id for each in known.paid if wanted in (each.id, each.type.value)]
    if len(found) > 1:
        raise typer.BadParameter(f"{len(found)} tenders are {wanted}: name one by its id (fallback-pos sale list)")
    return found[0] if found else wanted


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"write NAME=TEXT, not {text}")
    return name.strip(), value
