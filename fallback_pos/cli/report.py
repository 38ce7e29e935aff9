"""`fallback-pos report`: X, Z, day, period and shop. Nothing is journalled; the till may be selling meanwhile."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fallback_pos.cli.common import AsJson, Config, Data, Exit, data_dir, load, print_json, sentences

if TYPE_CHECKING:
    from config.settings import Settings
    from fallback_pos.reports.report import Report

app = typer.Typer(help="Reports: X, Z, a day, a period, a whole shop.", no_args_is_help=True)
WIDEST_COLUMNS = 64
DAY_FORM = "%Y-%m-%d"

Csv = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="Also write one figure a row.", show_default=False)
]
Pdf = Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Also write a PDF.", show_default=False)]
Format = Annotated[
    Literal["screen", "text", "escpos", "png"],
    typer.Option("--format", help="For a terminal; or the receipt printer's paper as text, bytes or picture."),
]
Day = Annotated[
    datetime | None,
    typer.Option("--date", metavar="DAY", formats=[DAY_FORM], help="Business date.", show_default=False),
]
ShiftId = Annotated[
    str | None, typer.Option("--shift", metavar="ID", help="A shift's id, or the end of it as reports print it.")
]


@dataclass(frozen=True)
class _Forms:
    """In which forms the reader wants reports."""

    as_json: bool
    csv: Path | None
    pdf: Path | None
    format: Literal["screen", "text", "escpos", "png"]


@app.command()
def x(
    shift: ShiftId = None,
    day: Day = None,
    as_json: AsJson = False,
    csv: Csv = None,
    pdf: Pdf = None,
    format: Format = "screen",
    data: Data = None,
    config: Config = None,
) -> None:
    """A look at the open shift: what was sold, what the drawer should hold. Changes nothing."""
    with sentences():
        from fallback_pos.bootstrap.reports import report_maker, with_parked

        folder = data_dir(data)
        settings = load(config, folder)
        with report_maker(folder, settings) as maker:
            reports = [with_parked(each, folder) for each in maker.x(shift, _text(day))]
        _give(reports, settings, _Forms(as_json, csv, pdf, format))


@app.command()
def z(
    number: Annotated[int | None, typer.Option(min=1, help="The Z's number.", show_default=False)] = None,
    shift: ShiftId = None,
    day: Day = None,
    as_json: AsJson = False,
    csv: Csv = None,
    pdf: Pdf = None,
    format: Format = "screen",
    data: Data = None,
    config: Config = None,
) -> None:
    """The Z of a closed shift again: the last one, or by number, shift or business date.

    It is checked against the shift's entries and the Z before; exit status 1 when it does not add up. Closing a shift
    is `fallback-pos shift close`.
    """
    with sentences():
        from dataclasses import replace

        from fallback_pos.bootstrap.reports import report_maker

        folder = data_dir(data)
        settings = load(config, folder)
        with report_maker(folder, settings) as maker:
            reports = [replace(each, is_copy=True) for each in maker.z(number, shift, _text(day))]
        _give(reports, settings, _Forms(as_json, csv, pdf, format))
    _end(reports)


@app.command("day")
def day_command(
    day: Day = None,
    write: Annotated[
        Path | None,
        typer.Option(
            "--write",
            metavar="FILE",
            help="Write the day, signed by this till.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    csv: Csv = None,
    pdf: Pdf = None,
    format: Format = "screen",
    data: Data = None,
    config: Config = None,
) -> None:
    """A business date of this till: its Z where the day is closed, else what there is so far."""
    with sentences():
        from fallback_pos.bootstrap.reports import day_of_now, report_maker, signed_day, with_parked, write_file

        folder = data_dir(data)
        settings = load(config, folder)
        with report_maker(folder, settings) as maker:
            report = maker.day(_text(day) or day_of_now(maker, settings))
        if report.number is None:
            report = with_parked(report, folder)
        if write is not None:
            write_file(write, signed_day(report, folder))
        _give([report], settings, _Forms(as_json, csv, pdf, format))


@app.command()
def period(
    first: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help="First business date.")
    ],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DAY", help="Last business date.")],
    from_entries: Annotated[
        bool, typer.Option("--from-entries", help="Read every entry instead of believing the Zs: slow, and a check.")
    ] = False,
    as_json: AsJson = False,
    csv: Csv = None,
    pdf: Pdf = None,
    format: Format = "screen",
    data: Data = None,
    config: Config = None,
) -> None:
    """Several business dates of this till: a week, a month, a year."""
    with sentences():
        from fallback_pos.bootstrap.reports import report_maker

        folder = data_dir(data)
        settings = load(config, folder)
        with report_maker(folder, settings) as maker:
            days = (first.date().isoformat(), last.date().isoformat())
            report = maker.period(*days, from_entries=from_entries)
        _give([report], settings, _Forms(as_json, csv, pdf, format))


@app.command()
def store(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="What `report day --write` wrote.")],
    tills: Annotated[
        str, typer.Option("--tills", metavar="01,02,...", help="Tills that must be there; else those of the settings.")
    ] = "",
    as_json: AsJson = False,
    csv: Csv = None,
    pdf: Pdf = None,
    format: Format = "screen",
    data: Data = None,
    config: Config = None,
) -> None:
    """Add up the days of several tills, name a missing one, and print the bank deposit.

    Exit status 1 when a till is missing.
    """
    with sentences():
        from fallback_pos.bootstrap.reports import store_day

        folder = data_dir(data)
        settings = load(config, folder)
        expected = [till.strip() for till in tills.split(",") if till.strip()] or list(settings.shop.tills)
        report = store_day(files, expected, is_demo=settings.shop.demo)
        _give([report], settings, _Forms(as_json, csv, pdf, format))
    _end([report])


@app.command()
def shifts(
    day: Day = None,
    as_json: AsJson = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Every shift of the journal, oldest first: business date, opening, closing, id."""
    with sentences():
        from fallback_pos.bootstrap.reports import report_maker

        folder = data_dir(data)
        settings = load(config, folder)
        with report_maker(folder, settings) as maker:
            for span in maker.spans:
                if day is not None and span.day != _text(day):
                    continue
                closed = span.closed.occurred_at if span.closed else None
                if as_json:
                    print_json(
                        {"shift": span.id, "day": span.day, "opened_at": span.opened.occurred_at, "closed_at": closed}
                    )
                else:
                    typer.echo(f"{span.day}  {span.opened.occurred_at}  {closed or 'open':<24}  {span.id}")


def _give(reports: Sequence[Report], settings: Settings, forms: _Forms) -> None:
    """Files first, so that what is on the screen has been written."""
    from fallback_pos.bootstrap.reports import pdf_of, screen_lines, shown_report, write_file
    from fallback_pos.reports.flat import report_body, report_csv

    for place, report in enumerate(reports):
        if forms.csv is not None:
            write_file(_numbered(forms.csv, place), report_csv(report).encode("utf-8-sig"))
        if forms.pdf is not None:
            write_file(_numbered(forms.pdf, place), pdf_of(report, settings))
        if forms.as_json:
            print_json(report_body(report))
        elif forms.format == "screen":
            columns = min(WIDEST_COLUMNS, shutil.get_terminal_size((48, 24)).columns)
            typer.echo("\n".join(screen_lines(report, settings, columns)))
        else:
            shown = shown_report(report, settings, forms.format)
            if isinstance(shown, str):
                typer.echo(shown)
            else:
                sys.stdout.buffer.write(shown)
                sys.stdout.buffer.flush()


def _end(reports: Sequence[Report]) -> None:
    """Exit with FOUND_WRONG where something does not add up or is missing."""
    from fallback_pos.reports.store import missing_tills

    if any(not report.adds_up or missing_tills(report) for report in reports):
        raise typer.Exit(Exit.FOUND_WRONG)


def _numbered(path: Path, place: int) -> Path:
    """The second report goes to FILE-2, and so on."""
    return path if place == 0 else path.with_stem(f"{path.stem}-{place + 1}")


def _text(day: date | None) -> str | None:
    return day.strftime(DAY_FORM) if day is not None else None
