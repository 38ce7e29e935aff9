"""`fallback-pos journal`: verify, show, export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fallback_pos.cli.common import AsJson, Config, Data, Exit, data_dir, load, print_json, sentence, sentences

if TYPE_CHECKING:
    from fallback_pos.journal_check.verify import Verification
    from sync.ledger import Entry

app = typer.Typer(help="The till's journal: every fact, in order, signed.", no_args_is_help=True)
SALE = "sale.completed"
LARGEST_NUMBER = 2**63 - 1
"""Of an entry: what the file can hold."""


@app.command()
def verify(
    ids: Annotated[bool, typer.Option("--ids", help="Also print `ID <entry id>` for each sale.completed.")] = False,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Check every hash, signature and number of the journal, and its end against what others hold of it.

    Exit status 1 when anything was changed, removed, moved, put in or cut off.
    """
    with sentences():
        from fallback_pos.bootstrap.journal_files import verified

        folder = data_dir(data)
        settings = load(config, folder)
        result = verified(folder, settings, _print_id if ids else None)
        print_json(_facts(result)) if as_json else _print(result)
    if not result.is_intact:
        raise typer.Exit(Exit.FOUND_WRONG)


@app.command()
def show(
    entry: Annotated[str | None, typer.Argument(metavar="[ENTRY]", help="Sequence number or id.")] = None,
    last: Annotated[int, typer.Option(min=1, max=100_000, help="Without ENTRY: so many of the newest.")] = 20,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show one entry whole, or a line for each of the newest. Exit status 1 when there is none."""
    with sentences():
        from fallback_pos.bootstrap.journal_files import find_entry, newest_entries
        from fallback_pos.journal_check.export import entry_facts
        from sync.ledger import Origin

        folder = data_dir(data)
        settings = load(config, folder)
        origin = Origin(settings.shop.store, settings.shop.till)
        found = newest_entries(folder, last) if entry is None else find_entry(folder, entry)
        for one in found:
            if as_json:
                print_json(entry_facts(one, origin))
            elif entry is None:
                typer.echo(f"{one.seq:>8}  {one.occurred_at}  {one.kind:<20} {one.id}")
            else:
                import json

                typer.echo(json.dumps(entry_facts(one, origin), ensure_ascii=False, indent=2))
    if not found:
        typer.echo("There is no such entry in this journal." if entry else "This journal is empty.", err=True)
        raise typer.Exit(Exit.FOUND_WRONG)


@app.command()
def export(
    ids: Annotated[bool, typer.Option("--ids", help="Only the ids, one a line.")] = False,
    after: Annotated[int, typer.Option(min=0, max=LARGEST_NUMBER, help="Only entries after this sequence number.")] = 0,
    data: Data = None,
    config: Config = None,
) -> None:
    """Print the journal as JSON, one entry a line, in order."""
    with sentences():
        from fallback_pos.bootstrap.journal_files import open_reader_of
        from fallback_pos.journal_check.export import export_line
        from sync.ledger import Origin

        folder = data_dir(data)
        settings = load(config, folder)
        origin = Origin(settings.shop.store, settings.shop.till)
        for entry in open_reader_of(folder).entries(after):
            typer.echo(entry.id if ids else export_line(entry, origin))


def _print_id(entry: Entry) -> None:
    if entry.kind == SALE:
        typer.echo(f"ID {entry.id}")


def _facts(result: Verification) -> dict[str, object]:
    return {
        "intact": result.is_intact,
        "entries": result.entries,
        "head": {"generation": result.head.generation, "seq": result.head.seq, "hash": result.head.hash.hex()},
        "anchored_seq": result.anchored_seq,
        "beyond_proof": result.beyond_proof,
        "findings": [
            {"seq": finding.seq, "error": finding.problem.code, "message": str(finding.problem)}
            for finding in result.findings
        ],
    }


def _print(result: Verification) -> None:
    for finding in result.findings:
        typer.echo(sentence(finding.problem), err=True)
    state = "intact" if result.is_intact else f"NOT INTACT: {len(result.findings)} findings"
    typer.echo(f"{result.entries} entries, {state}. Head {result.head.seq}: {result.head.hash.hex()}")
    if result.anchored_seq:
        typer.echo(f"Up to entry {result.anchored_seq} somebody else holds the same journal.")
    if result.beyond_proof:
        typer.echo(
            f"{result.beyond_proof} entries at the end are chained and signed, but nobody else holds them yet: if more "
            "had followed and been cut off, this check could not know."
        )
