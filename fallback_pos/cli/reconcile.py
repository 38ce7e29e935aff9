"""`fallback-pos reconcile`: statements of banks and providers against what customers claimed at the till."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from fallback_pos.cli.common import AsJson, Config, Data, Exit, Operator, print_json, sentence
from fallback_pos.cli.drawer_work import Approver, DrawerWork, Reason, drawer_command

if TYPE_CHECKING:
    from fallback_pos.domain.reconciling import PaidTender, StatementLine
    from fallback_pos.errors import TillError
    from fallback_pos.reconciliation.csv_format import CsvOptions
    from fallback_pos.reconciliation.values import Finding, Imported, Resolved

app = typer.Typer(
    help="Compare card and wallet payments with what the bank or the provider says was paid.", no_args_is_help=True
)
MOST_BAD_ROWS_SHOWN = 20


@app.command("import")
def import_statement(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The statement.", exists=True, dir_okay=False)],
    operator: Operator,
    format: Annotated[
        Literal["csv", "camt053", "acquirer"] | None,
        typer.Option("--format", help="csv: a table of any bank; camt053: ISO 20022; acquirer: a card provider's."),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help="Which heading a field has; several joined by |."),
    ] = None,
    decimal_mark: Annotated[
        Literal[".", ","] | None, typer.Option("--decimal-mark", help="Decimal mark of the amounts.")
    ] = None,
    date_format: Annotated[
        str | None, typer.Option("--date-format", metavar="FORM", help="Form of the dates, such as %d/%m/%Y.")
    ] = None,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Import a statement. What fits in reference, amount and time is confirmed; the rest waits for a person.

    The same file twice changes nothing. Exit status 1 when rows could not be read.
    """
    with _work(data, config, operator, approver) as do:
        from fallback_pos.reconciliation.reading import StatementFormat, open_statement

        chosen = StatementFormat(format) if format else None
        reconciliation = do.till.reconciliation
        options = _options(reconciliation.rules.csv, columns or [], decimal_mark, date_format)
        done = reconciliation.import_statement(do.operator, open_statement(file), chosen, options, approver=do.approver)
        if as_json:
            print_json(_import_json(done))
        else:
            _say_import(done)
    if done.bad_rows:
        raise typer.Exit(Exit.FOUND_WRONG)


@app.command("list")
def list_findings(
    operator: Operator,
    state: Annotated[
        Literal["unmatched", "different", "matched"] | None,
        typer.Option("--state", help="Only these; matched are those that are settled already."),
    ] = None,
    all_tenders: Annotated[
        bool, typer.Option("--all", help="Also card payments that a terminal approved and no statement has.")
    ] = False,
    last: Annotated[int, typer.Option("--last", min=1, max=10_000, help="So many of the newest settled ones.")] = 100,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """What waits for a person: payments that differ, lines and payments that only one side has."""
    with _work(data, config, operator, None) as do:
        from fallback_pos.domain.reconciling import MatchState

        reconciliation = do.till.reconciliation
        if state == "matched":
            for resolved in reconciliation.resolved(last):
                _show(as_json, _resolved_json(resolved), _resolved_text(resolved))
            return
        wanted = MatchState(state) if state else None
        for finding in reconciliation.findings(wanted, all_tenders=all_tenders):
            _show(as_json, _finding_json(finding), _finding_text(finding))


@app.command()
def resolve(
    finding: Annotated[
        list[str],
        typer.Argument(metavar="ID...", help="As the list shows it: of a line or a payment; or a receipt number."),
    ],
    operator: Operator,
    reason: Reason,
    tender: Annotated[
        str | None, typer.Option("--with", metavar="ID", help="The payment that this line pays, chosen by hand.")
    ] = None,
    answer: Annotated[
        Literal["paid", "unpaid"] | None,
        typer.Option("--as", help="Of a payment that no line pays: paid all the same, or not paid."),
    ] = None,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Settle what differs or only one side has, with a reason. A settled payment counts in no limit any more."""
    paid = None if answer is None else answer == "paid"
    with _work(data, config, operator, approver) as do:
        for each in finding:
            done = do.till.reconciliation.resolve(
                do.operator, each, reason, tender=tender, paid=paid, approver=do.approver
            )
            _show(as_json, _resolved_json(done), _resolved_text(done))


def _work(
    data: Path | None, config: Path | None, operator: str, approver: str | None
) -> AbstractContextManager[DrawerWork]:
    def on_the_screen() -> type[TillError]:
        from fallback_pos.bootstrap.drawer_commands import StatementsOnTheScreen

        return StatementsOnTheScreen

    return drawer_command(data, config, operator, approver, on_the_screen)


def _options(settings: CsvOptions, columns: list[str], mark: str | None, form: str | None) -> CsvOptions:
    from dataclasses import replace

    named = {}
    for text in columns:
        name, equals, heading = text.partition("=")
        if not equals or not heading.strip():
            raise typer.BadParameter(f"write FIELD=COLUMN, not {text}")
        named[name.strip()] = heading.strip()
    return replace(
        settings,
        columns={**settings.columns, **named},
        decimal_mark=mark or settings.decimal_mark,
        date_format=form or settings.date_format,
    )


def _show(as_json: bool, content: dict[str, Any], text: str) -> None:
    if as_json:
        print_json(content)
    else:
        typer.echo(text)


def _say_import(done: Imported) -> None:
    typer.echo(f"{done.file} ({done.format}): {done.lines} lines, {done.new} of them new, {done.skipped} left out.")
    typer.echo(f"  {len(done.matched):5} matched and confirmed")
    typer.echo(f"  {done.different:5} different")
    typer.echo(f"  {done.unmatched_lines:5} lines without a payment")
    typer.echo(f"  {done.unmatched_tenders:5} payments without a line")
    for bad in done.bad_rows[:MOST_BAD_ROWS_SHOWN]:
        typer.echo(f"row {bad.row}: {sentence(bad.reason)}", err=True)
    if len(done.bad_rows) > MOST_BAD_ROWS_SHOWN:
        typer.echo(f"and {len(done.bad_rows) - MOST_BAD_ROWS_SHOWN} more rows that cannot be read", err=True)


def _finding_text(finding: Finding) -> str:
    line, tender = finding.line, finding.tender
    differs = ",".join(finding.differs) or ("no payment" if tender is None else "no line")
    parts = [f"{finding.short_id:<10}  {finding.state.value:<9}  {differs:<14}"]
    parts.append(f"{(line or finding.tender_there).amount.text:>10}")
    if finding.difference and line and tender:
        parts.append(f"({finding.difference.text})")
    parts += [_line_text(line)] if line else []
    parts += [_tender_text(tender)] if tender else []
    return "  ".join(parts)


def _line_text(line: StatementLine) -> str:
    return f"{(line.at or line.day):%Y-%m-%d}{f' {line.at:%H:%M}' if line.at else ''} {line.shown[:40]}"


def _tender_text(tender: PaidTender) -> str:
    return f"<{tender.receipt} {tender.type.value} {tender.amount.text} {tender.local:%Y-%m-%d %H:%M} {tender.shown}>"


def _resolved_text(done: Resolved) -> str:
    shown = _line_text(done.line) if done.line else "-"
    why = f"  {done.reason}" if done.reason else ""
    money = f"{done.amount.text:>10}  {done.difference.text:>8}"
    return f"{done.result.value:<9}  {money}  {done.receipt or '-':<13}  {shown}  {done.operator}{why}"


def _import_json(done: Imported) -> dict[str, Any]:
    return {
        "file": done.file,
        "format": done.format,
        "lines": done.lines,
        "new": done.new,
        "skipped": done.skipped,
        "bad_rows": [{"row": bad.row, "message": sentence(bad.reason)} for bad in done.bad_rows],
        "matched": [_resolved_json(each) for each in done.matched],
        "different": done.different,
        "unmatched_lines": done.unmatched_lines,
        "unmatched_tenders": done.unmatched_tenders,
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    tender = finding.tender
    return {
        "id": finding.short_id,
        "state": finding.state.value,
        "differs": [each.value for each in finding.differs],
        "difference": finding.difference.text,
        "line": _line_json(finding.line) if finding.line else None,
        "tender": {
            "id": tender.id,
            "type": tender.type.value,
            "amount": tender.amount.text,
            "receipt": tender.receipt,
            "at": tender.at.isoformat(),
            "references": tender.shown,
            "unconfirmed": tender.unconfirmed,
        }
        if tender
        else None,
    }


def _line_json(line: StatementLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "amount": line.amount.text,
        "day": line.day.isoformat(),
        "at": line.at.isoformat() if line.at else None,
        "text": line.shown,
    }


def _resolved_json(done: Resolved) -> dict[str, Any]:
    return {
        "entry": done.entry_id,
        "seq": done.number,
        "at": done.at,
        "result": done.result.value,
        "line": _line_json(done.line) if done.line else None,
        "tender": done.tender,
        "receipt": done.receipt,
        "amount": done.amount.text,
        "difference": done.difference.text,
        "operator": done.operator,
        "reason": done.reason,
    }
