"""`fallback-pos setup`: the first set-up of a till."""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer

from fallback_pos.cli.common import (
    PIN_VARIABLE,
    AsJson,
    Config,
    Data,
    data_dir,
    print_json,
    read_pin,
    recovery_paper,
    sentences,
)
from fallback_pos.cli.setup_questions import Check, ask, ask_new_pin, fits_settings

LISTS = ("address", "tax", "language", "scanner")
"""Answers of which there may be several."""
NEEDED = ("store", "till", "name", "currency", "manager_code", "manager_name")
LONGEST_NAME_CHARACTERS = 60
PRINTER_KINDS = ("tcp", "serial", "file", "virtual", "none")


def setup(
    demo: Annotated[
        bool, typer.Option("--demo", help="A demo shop with products and operators; prints their PINs.")
    ] = False,
    store: Annotated[str | None, typer.Option(help="Number of the shop, as in the main POS.")] = None,
    till: Annotated[str | None, typer.Option(help="Number of this till, unique in the shop.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the shop.")] = None,
    address: Annotated[list[str] | None, typer.Option(help="A line of the address; repeat for more.")] = None,
    tax_number: Annotated[str | None, typer.Option(help="Tax number, printed under the address.")] = None,
    currency: Annotated[str | None, typer.Option(help="ISO 4217 code of the currency.")] = None,
    tax: Annotated[
        list[str] | None, typer.Option(metavar="CLASS=PERCENT", help="A tax class, such as A=25; repeat for more.")
    ] = None,
    tax_mode: Annotated[
        str | None, typer.Option(help="inclusive or exclusive: do shelf prices contain the tax?")
    ] = None,
    language: Annotated[list[str] | None, typer.Option(help="en or zh; the first is printed; repeat for more.")] = None,
    manager_code: Annotated[str | None, typer.Option(help="Operator code of the first manager.")] = None,
    manager_name: Annotated[
        str | None, typer.Option(help=f"Name of the first manager; the PIN comes from {PIN_VARIABLE} or is asked for.")
    ] = None,
    catalogue: Annotated[Path | None, typer.Option(metavar="FILE", help="A catalogue to import.")] = None,
    printer: Annotated[
        str | None,
        typer.Option(
            metavar="KIND[:ADDRESS]", help="tcp:192.168.1.50, serial:/dev/ttyS0, file:/dev/usb/lp0, virtual or none."
        ),
    ] = None,
    scanner: Annotated[
        list[str] | None, typer.Option(metavar="PORT", help="A scanner's serial port; keyboard scanners need none.")
    ] = None,
    central: Annotated[
        str | None, typer.Option(metavar="URL", help="Where to replay to when it answers again.")
    ] = None,
    central_token: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File with the bearer token for the central.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Answers in TOML or JSON, by these options' names.")
    ] = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Set up a till: shop, number, currency, taxes, languages, keys, first manager.

    Asks on a terminal for what options and --file do not say; without a terminal that is an error.
    """
    folder = data_dir(data)
    with sentences():
        from fallback_pos.bootstrap.setup import refuse_second_time

        if demo:
            _demo(folder, as_json=as_json)
            return
        given = {
            "store": store, "till": till, "name": name, "address": address, "tax_number": tax_number,
            "currency": currency, "tax": tax, "tax_mode": tax_mode, "language": language,
            "manager_code": manager_code, "manager_name": manager_name,
            "catalogue": str(catalogue) if catalogue else None, "printer": printer, "scanner": scanner,
            "central": central, "central_token": str(central_token) if central_token else None,
        }  # fmt: skip
        refuse_second_time(folder)
        answered = _asked(_merged(answers, given))
        recovery_code = _set_up(folder, answered)
        facts = {"data": str(folder), "store": answered["store"], "till": answered["till"]}
        if as_json:
            print_json(facts | {"recovery_code": recovery_code})
        else:
            typer.echo(f"Till {facts['till']} of shop {facts['store']} is set up in {folder}.")
            typer.echo(f"\n{recovery_paper(recovery_code)}\n")
            typer.echo("Next: fallback-pos catalogue import FILE.csv, then fallback-pos till.")


def _demo(folder: Path, *, as_json: bool) -> None:
    from fallback_pos.bootstrap.demo import demo_people, set_up_demo

    set_up_demo(folder)
    people = demo_people()
    if as_json:
        print_json({"data": str(folder), "operators": people})
        return
    typer.echo(f"A demo shop is set up in {folder}. Its operators:")
    for person in people:
        typer.echo(f"  code {person['code']}  PIN {person['pin']}  {person['role']:<11}{person['name']}")
    typer.echo(f"Next: fallback-pos till --data {folder}")


def _merged(file: Path | None, given: dict[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in given.items() if value is not None}
    return _read(file, set(given)) | known if file is not None else known


def _read(file: Path, known: set[str]) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        content = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"{file} cannot be read as TOML or JSON: {error}") from error
    if not isinstance(content, dict):
        raise typer.BadParameter(f"{file} holds no table of answers")
    strange = sorted(set(content) - known)
    if strange:
        raise typer.BadParameter(f"{file}: {', '.join(strange)} is no answer of set-up")
    return {name: _of_its_form(name, value, file) for name, value in content.items()}


def _of_its_form(name: str, value: Any, file: Path) -> Any:
    """A text, or a list of texts where there may be several; one text stands for a list of one."""
    if name == "tax" and isinstance(value, dict):
        return value
    if name not in LISTS:
        if not isinstance(value, str):
            raise typer.BadParameter(f"{file}: {name} is a text in quotes")
        return value
    if isinstance(value, str):
        return _tax_texts(value) if name == "tax" else [value]
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise typer.BadParameter(f"{file}: {name} is a list of texts in quotes")
    return value


def _asked(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers, with what is missing asked for on a terminal."""
    if not sys.stdin.isatty():
        unsaid = ", ".join("--" + name.replace("_", "-") for name in NEEDED if name not in answers)
        if unsaid:
            raise typer.BadParameter(f"say {unsaid}, or run this on a terminal")
        return answers
    for name, text, default, check in _questions():
        if name not in answers:
            answers[name] = ask(text, default, check)
    if isinstance(answers.get("tax"), str):
        answers["tax"] = _tax_texts(answers["tax"])
    return answers


def _questions() -> Iterator[tuple[str, str, str, Check]]:
    """(name of the answer, question, what is proposed, what an answer has to pass)."""

    def shop(field: str) -> Check:
        return fits_settings("shop", lambda answer: {field: answer})

    yield "store", "Number of the shop, as in the main POS", "0001", shop("store")
    yield "till", "Number of this till", "01", shop("till")
    yield "name", "Name of the shop, as on the receipt", "", shop("name")
    yield "currency", "Currency (ISO 4217)", "EUR", shop("currency")
    taxes = fits_settings("tax", lambda answer: {"classes": _tax_classes(_tax_texts(answer))})
    yield "tax", "Tax classes", "A=20 B=10 Z=0", taxes
    yield "manager_code", "Operator code of the first manager", "301", _check_code
    yield "manager_name", "Name of the first manager", "", _check_name
    printer = fits_settings("devices", lambda answer: {"printer": _devices({"printer": answer})["printer"]})
    yield "printer", "Receipt printer (tcp:ADDRESS, serial:PORT, file:PATH, none)", "none", printer


def _check_code(code: str) -> None:
    from fallback_pos.access.errors import OperatorCodeWrong

    if not re.fullmatch("[A-Za-z0-9]{1,12}", code):
        raise OperatorCodeWrong()


def _check_name(name: str) -> None:
    from fallback_pos.access.errors import OperatorNameMissing

    if not 1 <= len(name.strip()) <= LONGEST_NAME_CHARACTERS or not name.isprintable():
        raise OperatorNameMissing()


def _tax_texts(answer: str) -> list[str]:
    return answer.replace(",", " ").replace(";", " ").split()


def _manager_pin(code: str) -> str:
    """From the environment, or typed twice on a terminal."""
    if PIN_VARIABLE in os.environ or not sys.stdin.isatty():
        return read_pin(PIN_VARIABLE, f"PIN of {code}")
    from fallback_pos.access.pins import check_new_pin

    return ask_new_pin(code, lambda pin: check_new_pin(pin, code))


def _set_up(folder: Path, answers: dict[str, Any]) -> str:
    """Gives the recovery code."""
    from fallback_pos.bootstrap.setup import NewOperator, SetUpPlan, set_up
    from fallback_pos.domain.operator import Role

    code = str(answers["manager_code"])
    settings, file = _settings(answers), answers.get("catalogue")
    _check_before(settings, code, str(answers["manager_name"]), file)
    manager = NewOperator(code, str(answers["manager_name"]), Role.MANAGER, _manager_pin(code))
    return set_up(folder, SetUpPlan(settings, [manager], Path(file) if file else None))


def _settings(answers: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the answers write into till.toml; None is left out there."""
    shop = {
        "store": answers["store"],
        "till": answers["till"],
        "name": answers["name"],
        "address_lines": answers.get("address"),
        "tax_number": answers.get("tax_number"),
        "currency": answers["currency"],
        "languages": answers.get("language"),
    }
    taxes = {"mode": answers.get("tax_mode"), "classes": _tax_classes(answers.get("tax"))}
    return {"shop": shop, "tax": taxes, "devices": _devices(answers), "central": _central(answers)}


def _check_before(settings: Mapping[str, Mapping[str, Any]], code: str, name: str, catalogue: str | None) -> None:
    """Refuse wrong answers before anything is made."""
    from config.layers import DEFAULTS_FILE, Layer, file_layer
    from config.loader import check_layers

    said = {section: _without_none(values) for section, values in settings.items()}
    check_layers([file_layer(DEFAULTS_FILE), Layer("these answers", said)])
    if not said["shop"]["store"] or not said["shop"]["till"]:
        raise typer.BadParameter("the numbers of shop and till have one to eight letters and digits")
    _check_code(code)
    _check_name(name)
    if catalogue is not None and not Path(catalogue).is_file():
        raise typer.BadParameter(f"there is no catalogue {catalogue}")


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _devices(answers: dict[str, Any]) -> dict[str, Any]:
    """A till that nobody gave a printer has none, and says so; a virtual one would claim to print."""
    kind, _, address = str(answers.get("printer") or "none").partition(":")
    if kind not in PRINTER_KINDS:
        raise typer.BadParameter(f"--printer is one of {', '.join(PRINTER_KINDS)}, not {kind}")
    ports = answers.get("scanner") or []
    names = ("scanner", *(f"scanner {number}" for number in range(2, len(ports) + 1)))
    return {
        "printer": {"kind": kind, "address": address},
        "scanners": [{"name": name, "line": {"port": port}} for name, port in zip(names, ports, strict=False)] or None,
    }


def _central(answers: dict[str, Any]) -> dict[str, Any]:
    url = answers.get("central")
    if not url:
        return {}
    token = answers.get("central_token")
    return {"enabled": True, "url": url, "token_file": str(Path(token).resolve()) if token else None}


def _tax_classes(given: list[str] | dict[str, Any] | None) -> list[dict[str, str]] | None:
    if not given:
        return None
    pairs = given.items() if isinstance(given, dict) else [text.partition("=")[::2] for text in given]
    classes: list[dict[str, str]] = []
    for code, rate in pairs:
        try:
            percent = Decimal(str(rate))
        except InvalidOperation:
            raise typer.BadParameter(f"--tax takes CLASS=PERCENT, such as A=25, not {code}={rate}") from None
        classes.append({"code": str(code).strip(), "rate": f"{percent:f}"})
    return classes
