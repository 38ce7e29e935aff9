"""`fallback-pos backup`: a copy of the till's files, also while it sells."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fallback_pos.cli.common import AsJson, Config, Data, Exit, data_dir, load, print_json, sentence, sentences


def backup(
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="DIR", help="Where to put it, such as a USB stick; by default paths.backup_folder."
        ),
    ] = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Copy the till's files into a folder of their own, also while the till sells, and verify the copied journal.

    `journal verify` afterwards knows up to where the backups in paths.backup_folder hold the same journal. Exit
    status 1 when the copied journal is not intact.
    """
    with sentences():
        from fallback_pos.bootstrap.backup import write_backup
        from fallback_pos.bootstrap.journal_files import verified

        folder = data_dir(data)
        settings = load(config, folder)
        made = write_backup(folder, settings, to)
        result = verified(made.folder, settings)
        for finding in result.findings:
            typer.echo(sentence(finding.problem), err=True)
        if as_json:
            head = {"generation": made.head.generation, "seq": made.head.seq, "hash": made.head.hash.hex()}
            print_json({"backup": str(made.folder), "intact": result.is_intact, "head": head})
        else:
            state = "intact" if result.is_intact else "NOT INTACT"
            typer.echo(
                f"{made.folder}: {result.entries} entries, {state}. Head {made.head.seq}: {made.head.hash.hex()}"
            )
    if not result.is_intact:
        raise typer.Exit(Exit.FOUND_WRONG)
