"""`fallback-pos catalogue`: importing products, and finding them by name."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fallback_pos.cli.common import (
    AsJson,
    Config,
    Data,
    Exit,
    data_dir,
    load,
    own_language,
    print_json,
    sentence,
    sentences,
)

if TYPE_CHECKING:
    from fallback_pos.catalogue_import.report import ImportProgress, ImportReport

PROBLEMS_SHOWN = 20

app = typer.Typer(help="Products and prices.", no_args_is_help=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv[.gz]", help="Comma, semicolon or tab; UTF-8.")],
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="OURS=THEIRS", help="A column of theirs for one of ours; repeat for more."),
    ] = None,
    delimiter: Annotated[str, typer.Option(help="Delimiter; found out when left out.")] = "",
    encoding: Annotated[str, typer.Option(help="Encoding, such as cp1250; UTF-8 when left out.")] = "",
    new_tax_classes: Annotated[
        bool, typer.Option("--new-tax-classes", help="Give unknown tax rates a letter instead of refusing their rows.")
    ] = False,
    problems: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every problem with its row to this CSV file.")
    ] = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Import a catalogue. It is swapped in whole; a failed import leaves the old one.

    Our columns: id, barcode(s) with pack quantities (4006381333931|4006381333948*6), plu, name, name_en, name_zh,
    department, unit, weighed, price, promotion_price, promotion_from, promotion_to, quantity_prices (6:1.09|12:0.99),
    deposit, tax (a class or a percentage), minimum_age, blocked. Needed: barcode or plu, name, price, tax.
    Exit status 1 when rows were left out.
    """
    with sentences():
        report = _import(file, column or [], delimiter, encoding, new_tax_classes, problems, data, config, as_json)
        print_json(_facts(report)) if as_json else _print(report)
    if report.left_out:
        raise typer.Exit(Exit.FOUND_WRONG)


@app.command()
def find(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Any part of a name, a PLU, or the first digits.")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most products.")] = 20,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Find products by any part of their names. Exit status 1 when there is none."""
    with sentences():
        from fallback_pos.domain.money import Currency
        from fallback_pos.i18n import Translator
        from fallback_pos.storage.catalogue import Catalogue

        folder = data_dir(data)
        settings = load(config, folder)
        catalogue = Catalogue.open(folder, Currency.of(settings.shop.currency))
        products = catalogue.search(text, limit)
        translator, reader = Translator(settings.shop.languages[0]), own_language()
        for product in products:
            if as_json:
                print_json(
                    {
                        "id": product.id,
                        "name": product.name,
                        "names": dict(product.names),
                        "price": product.price.text,
                        "unit": product.unit,
                        "tax": product.tax.code,
                        "plu": product.plu,
                        "department": product.department,
                    }
                )
            else:
                price, name = translator.money(product.price), product.name_in(reader)
                typer.echo(f"{price:>12}  {product.unit:<4}{product.tax.code:<3}{name}")
        catalogue.close()
    if not products:
        raise typer.Exit(Exit.FOUND_WRONG)


def _import(
    file: Path,
    columns: list[str],
    delimiter: str,
    encoding: str,
    new_tax_classes: bool,
    problems: Path | None,
    data: Path | None,
    config: Path | None,
    as_json: bool,
) -> ImportReport:
    from fallback_pos.bootstrap.catalogue import import_into

    folder = data_dir(data)
    settings = load(config, folder)
    with _bar(file, shown=not as_json and sys.stderr.isatty()) as progress:
        return import_into(
            folder,
            settings,
            file,
            columns=dict(_pair(text) for text in columns),
            delimiter=delimiter,
            encoding=encoding,
            new_tax_classes=new_tax_classes,
            problems_file=problems,
            progress=progress,
        )


def _pair(text: str) -> tuple[str, str]:
    ours, equals, theirs = text.partition("=")
    if not equals or not ours.strip() or not theirs.strip():
        raise typer.BadParameter(f"--column takes OURS=THEIRS, such as price=retail_price, not {text!r}")
    return ours.strip(), theirs.strip()


class _bar:
    """A progress bar on standard error, for people."""

    def __init__(self, file: Path, *, shown: bool) -> None:
        self._shown = shown
        self._file = file

    def __enter__(self) -> _bar:
        self._bar = None
        if self._shown:
            self._bar = typer.progressbar(length=1000, label=self._file.name, file=sys.stderr)
            self._bar.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)

    def __call__(self, progress: ImportProgress) -> None:
        if self._bar is not None and progress.bytes_total:
            done = 1000 * progress.bytes_read // progress.bytes_total
            self._bar.update(done - self._bar.pos)


def _facts(report: ImportReport) -> dict[str, object]:
    return {
        "file": report.file,
        "rows": report.rows,
        "left_out": report.left_out,
        "mentioned": report.mentioned,
        "prices_as_of": report.prices_as_of,
        "new_tax_classes": [{"class": tax.code, "rate": str(tax.rate)} for tax in report.new_tax_classes],
        "problems": [
            {"line": problem.line, "left_out": problem.left_out, "reason": str(problem.fault)}
            for problem in report.problems
        ],
        "problems_file": str(report.problems_file) if report.problems_file else None,
    }


def _print(report: ImportReport) -> None:
    for problem in report.problems[:PROBLEMS_SHOWN]:
        what = "left out" if problem.left_out else "went in"
        typer.echo(f"line {problem.line} ({what}): {sentence(problem.fault)}", err=True)
    more = report.left_out + report.mentioned - PROBLEMS_SHOWN
    if more > 0:
        typer.echo(f"... and {more} more; --problems FILE keeps all of them", err=True)
    for tax in report.new_tax_classes:
        typer.echo(f"new tax class {tax.code}: {tax.rate} %")
    typer.echo(f"{report.rows} products imported, {report.left_out} rows left out. Prices as of {report.prices_as_of}.")
