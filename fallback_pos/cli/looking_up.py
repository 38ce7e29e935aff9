"""`fallback-pos sale find` and `sale show`: sales of any day by whatever is known of them, and everything about one."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from fallback_pos.cli.common import AsJson, Config, Data, Exit, Operator, print_json
from fallback_pos.cli.drawer_work import DrawerWork, drawer_command

if TYPE_CHECKING:
    from fallback_pos.domain.sale_criteria import SaleCriteria
    from fallback_pos.errors import TillError
    from fallback_pos.lookups.values import FoundSale, SaleView

State = Literal["sale", "return", "voided", "corrected", "unconfirmed", "paper", "discounted", "approved"]
TenderName = Literal["cash", "card", "wallet", "voucher", "store_credit", "paid_elsewhere"]
_TIME_ONLY = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")
_DAY_ONLY_CHARACTERS = len("2026-11-22")


def find(
    operator: Operator,
    number: Annotated[
        str, typer.Option("--number", metavar="TEXT", help="Receipt number, its end, or a voucher's.")
    ] = "",
    day: Annotated[str | None, typer.Option("--day", metavar="DAY", help="Business date, such as 2026-11-22.")] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help='"2026-11-22 14:00", or 14:00 today.')
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="TIME", help="Until this minute, included.")] = None,
    amount: Annotated[str | None, typer.Option("--amount", metavar="AMOUNT", help="Exactly this total.")] = None,
    at_least: Annotated[str | None, typer.Option("--at-least", metavar="AMOUNT", help="This total or more.")] = None,
    at_most: Annotated[str | None, typer.Option("--at-most", metavar="AMOUNT", help="This total or less.")] = None,
    product: Annotated[str, typer.Option("--product", metavar="TEXT", help="A part of a name, or a whole code.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="CODE", help="Operator code of who sold it.")] = "",
    tender: Annotated[TenderName | None, typer.Option("--tender", help="What was paid with.")] = None,
    reference: Annotated[
        str, typer.Option("--reference", metavar="TEXT", help="A part of a reference, approval code or slip.")
    ] = "",
    state: Annotated[State | None, typer.Option("--state", help="What became of it, or what is special.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="So many of the newest.")] = 50,
    before: Annotated[
        int | None, typer.Option("--before", metavar="ENTRY", help="Go on behind this entry: the last of a page.")
    ] = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Find sales and returns of any day, newest first. Everything that is given must fit. Exit status 1 for none."""
    with _work(data, config, operator) as do:
        from fallback_pos.domain.sale_criteria import SaleCriteria, SaleState
        from fallback_pos.domain.tender import TenderType

        exactly = do.money_or_none(amount)
        criteria: SaleCriteria = SaleCriteria(
            number=number,
            day=_day(day),
            first=_moment(first),
            last=_moment(last, end=True),
            at_least=exactly or do.money_or_none(at_least),
            at_most=exactly or do.money_or_none(at_most),
            product=product,
            operator=by,
            tender=TenderType(tender) if tender else None,
            reference=reference,
            state=SaleState(state) if state else None,
        )
        found = do.till.lookups.find(criteria, limit, before)
        for row in found:
            if as_json:
                print_json(_row_json(row))
            else:
                typer.echo(_row_text(row))
    if not found:
        raise typer.Exit(Exit.FOUND_WRONG)


def show(
    receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help="Receipt number, such as 03-1-000057.")],
    operator: Operator,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Everything about a sale: lines, payments, who approved, what was done afterwards, printed, sent, acknowledged."""
    with _work(data, config, operator) as do:
        view = do.till.lookups.open(receipt)
        if as_json:
            print_json(_view_json(view))
        else:
            typer.echo("\n".join(_view_lines(view)))


def _work(data: Path | None, config: Path | None, operator: str) -> AbstractContextManager[DrawerWork]:
    def on_the_screen() -> type[TillError]:
        from fallback_pos.bootstrap.drawer_commands import LookUpsOnTheScreen

        return LookUpsOnTheScreen

    return drawer_command(data, config, operator, None, on_the_screen)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"write a day like 2026-11-22, not {text}") from None


def _moment(text: str | None, *, end: bool = False) -> datetime | None:
    """A moment of the shop's clock; a day alone is its beginning, or its end; a time alone is of today."""
    if not text:
        return None
    whole = f"{datetime.now().astimezone():%Y-%m-%d} {text:0>5}" if _TIME_ONLY.fullmatch(text) else text
    try:
        moment = datetime.fromisoformat(whole)
    except ValueError:
        raise typer.BadParameter(f'write a time like "2026-11-22 14:00" or 14:00, not {text}') from None
    if end and len(whole) == _DAY_ONLY_CHARACTERS:
        moment = moment.replace(hour=23, minute=59)
    return (moment if moment.tzinfo else moment.astimezone()).replace(second=59 if end else moment.second)


def _row_text(row: FoundSale) -> str:
    paid = ",".join(row.tenders)
    states = " ".join(state.value.upper() for state in row.states)
    return (
        f"{row.seq:>8}  {row.receipt}  {row.local:%Y-%m-%d %H:%M}  {row.total.text:>10}  {row.lines:>3}  "
        f"{row.operator[:12]:<12}  {paid:<12}  {states}"
    ).rstrip()


def _row_json(row: FoundSale) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "receipt": row.receipt,
        "at": row.local.isoformat(timespec="seconds"),
        "total": row.total.text,
        "lines": row.lines,
        "operator": row.operator,
        "tenders": [tender.value for tender in row.tenders],
        "states": [state.value for state in row.states],
    }


def _view_lines(view: SaleView) -> list[str]:
    sale = view.sale
    states = " ".join(state.value.upper() for state in view.states)
    lines = [
        f"{sale.receipt}  entry {view.seq}  {view.local:%Y-%m-%d %H:%M:%S}  {sale.operator_name}  {states}".rstrip()
    ]
    if sale.paper is not None:
        lines.append(f"paper voucher {sale.paper.number}, written {sale.paper.written_at} by {sale.paper.operator}")
    lines += [
        f"  {line.number:>3}  {line.name[:34]:<34}  {line.quantity:>8f} {line.unit:<3}  {line.taxed.gross.text:>10}"
        for line in sale.lines
    ]
    lines.append(f"  total {sale.total.text}  tax {sale.tax_total.text}  rounding {sale.rounding.text}")
    for each in view.paid:
        tender = each.tender
        known = each.result or ("unconfirmed" if tender.unconfirmed else "")
        lines.append(f"  paid  {tender.type.value} {tender.amount.text}  {tender.reference or ''} {known}".rstrip())
    lines += [f"  approved  {each.action}: {each.name} ({each.reason})" for each in view.approvals]
    for done in view.afterwards:
        second = f", approved by {done.approved_by}" if done.approved_by else ""
        lines.append(
            f"  afterwards  {done.kind} {done.at:%Y-%m-%d %H:%M} UTC by {done.operator}{second}: {done.reason}"
        )
    lines.append(f"  printed  {view.printed or 'not known'}{f', {view.copies} copies' if view.copies else ''}")
    lines += [f"  sent  {each.target}: {each.state.value} {each.why}".rstrip() for each in view.deliveries]
    return lines


def _view_json(view: SaleView) -> dict[str, Any]:
    sale = view.sale
    return {
        "receipt": sale.receipt,
        "seq": view.seq,
        "id": sale.id,
        "at": view.local.isoformat(timespec="seconds"),
        "business_date": sale.business_date,
        "operator": {"code": sale.operator_code, "name": sale.operator_name},
        "states": [state.value for state in view.states],
        "paper": sale.paper.number if sale.paper else None,
        "lines": [
            {"line": line.number, "name": line.name, "quantity": f"{line.quantity:f}", "gross": line.taxed.gross.text}
            for line in sale.lines
        ],
        "total": sale.total.text,
        "paid": [
            {"type": each.tender.type.value, "amount": each.tender.amount.text, "result": each.result}
            for each in view.paid
        ],
        "approvals": [
            {"action": each.action, "name": each.name, "reason": each.reason, "asked_by": each.asked_by}
            for each in view.approvals
        ],
        "afterwards": [
            {"kind": each.kind, "operator": each.operator, "approved_by": each.approved_by, "reason": each.reason}
            for each in view.afterwards
        ],
        "printed": view.printed,
        "copies": view.copies,
        "deliveries": [{"target": each.target, "state": each.state.value, "why": each.why} for each in view.deliveries],
    }
