"""`fallback-pos receipt`: a receipt again, as text, as printer bytes, as a picture. Nothing is printed."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from fallback_pos.cli.common import Config, Data, data_dir, load, sentences

app = typer.Typer(help="Receipts.", no_args_is_help=True)


@app.callback()
def receipts() -> None:
    """Receipts of the journal."""


@app.command()
def show(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Receipt number, such as 03-1-000057.")],
    format: Annotated[Literal["text", "escpos", "png"], typer.Option("--format", help="What to write.")] = "text",
    data: Data = None,
    config: Config = None,
) -> None:
    """Write a receipt to standard output: text, the bytes for an ESC/POS printer, or a PNG picture of the paper."""
    with sentences():
        from fallback_pos.bootstrap.printing import shown_receipt

        folder = data_dir(data)
        content = shown_receipt(folder, load(config, folder), number, format)
        if isinstance(content, str):
            typer.echo(content)
        else:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
