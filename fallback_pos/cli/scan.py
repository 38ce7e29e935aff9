"""`fallback-pos scan`: what the till understands of a raw scan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from fallback_pos.cli.common import AsJson, Config, Data, Exit, data_dir, load, print_json, sentences

BAD_KINDS = ("invalid", "payment_token", "card_number", "empty")


def scan(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="The text of a code, as typed or printed.")] = None,
    hex_bytes: Annotated[
        str | None, typer.Option("--hex", metavar="H", help="The bytes a scanner sends, in hexadecimal.")
    ] = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Tell what the till understands of a raw scan: framing, AIM identifier, product numbers, labels, GS1 data.

    Exit status 1 when it is nothing the till can use.
    """
    with sentences():
        facts = understand(_raw(text, hex_bytes), config, data_dir(data))
        print_json(facts) if as_json else _print(facts)
    if facts["kind"] in BAD_KINDS:
        raise typer.Exit(Exit.FOUND_WRONG)


def understand(raw: bytes, config: Path | None, folder: Path) -> dict[str, Any]:
    """The facts of raw scanner bytes under the shop's label layouts."""
    from fallback_pos.bootstrap.rules import barcode_rules
    from fallback_pos.bootstrap.scan_bytes import describe_bytes

    settings = load(config, folder)
    return describe_bytes(raw, barcode_rules(settings.barcodes, settings.checkout.loyalty_pattern))


def _raw(text: str | None, hex_bytes: str | None) -> bytes:
    if (text is None) == (hex_bytes is None):
        raise typer.BadParameter("give either TEXT or --hex H")
    if hex_bytes is None:
        return (text or "").encode()
    try:
        return bytes.fromhex(hex_bytes)
    except ValueError:
        raise typer.BadParameter("--hex takes pairs of hexadecimal digits, such as 343030330d") from None


def _print(facts: dict[str, Any]) -> None:
    width = max(len(name) for name in facts)
    for name, value in facts.items():
        typer.echo(f"{name:<{width}}  {value}")
