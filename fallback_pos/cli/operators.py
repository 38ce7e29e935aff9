"""`fallback-pos operator`: who may use the till.

PINs and codes are typed or come from the environment, never as options, which other users of the PC could see.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fallback_pos.cli.common import (
    APPROVER_PIN_VARIABLE,
    PIN_VARIABLE,
    AsJson,
    Config,
    Data,
    Operator,
    data_dir,
    print_json,
    read_pin,
    recovery_paper,
    sentences,
)
from fallback_pos.cli.common import language as reader_language
from fallback_pos.cli.drawer_work import Approver

if TYPE_CHECKING:
    from fallback_pos.access.people import Changes
    from fallback_pos.bootstrap.till import HeadlessTill
    from fallback_pos.domain.operator import Operator as Person
    from fallback_pos.domain.operator import Role

NEW_PIN_VARIABLE = "FALLBACK_POS_NEW_PIN"
ONE_TIME_CODE_VARIABLE = "FALLBACK_POS_ONE_TIME_CODE"
RECOVERY_CODE_VARIABLE = "FALLBACK_POS_RECOVERY_CODE"
ROLES = ("cashier", "supervisor", "manager", "it")
NONE = "none"

app = typer.Typer(help="Operators: who may use the till, and what they used.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(metavar="CODE", help="The code of the operator it is about.")]
RoleName = Annotated[str | None, typer.Option("--role", metavar="ROLE", help=f"One of {', '.join(ROLES)}.")]
First = Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day, as 2026-12-01; none for open.")]
Last = Annotated[str | None, typer.Option("--until", metavar="DAY", help="Last day, as 2026-12-31; none for open.")]
Badge = Annotated[str | None, typer.Option("--badge", metavar="TEXT", help="What the badge's barcode says, or none.")]
Language = Annotated[str | None, typer.Option("--language", metavar="LANGUAGE", help="en or zh; none for the shop's.")]


@app.command()
def add(
    code: Code,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="As on the receipt.")],
    operator: Operator,
    role: RoleName = "cashier",
    first: First = None,
    last: Last = None,
    badge: Badge = None,
    language: Language = None,
    no_pin: Annotated[
        bool, typer.Option("--no-pin", help="They set it themselves, with a one-time code (operator code).")
    ] = False,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Put somebody on the list, flagged for review. Their PIN is asked for, or comes from FALLBACK_POS_NEW_PIN."""
    days = _day(first, "--from"), _day(last, "--until")
    chosen = _role(role or "cashier")
    with _work(data, config, operator, approver) as do:
        pin = None if no_pin else _new_pin(f"PIN of {code}")
        added = do.till.access.people.add(
            do.operator,
            code,
            name,
            chosen,
            pin,
            language=_or_none(language),
            valid_from=days[0],
            valid_until=days[1],
            badge=_or_none(badge),
            approver=do.approver,
        )
        facts = {"code": added.code, "name": added.name, "role": added.role.value, "pin": pin is not None}
        _tell(facts, f"{added.name} ({added.code}) is on the list, flagged for review.", as_json=as_json)


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV: code, name, role, language, valid_from, valid_until.")
    ],
    operator: Operator,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Take the central's list of people from a file, whole: who is missing from it is out, PINs stay as they are."""
    with _work(data, config, operator, approver) as do:
        from fallback_pos.access.central_list import read_central_list

        done = do.till.access.take_central_list(do.operator, read_central_list(file), approver=do.approver)
        facts = {
            "added": list(done.added),
            "changed": list(done.changed),
            "withdrawn": list(done.withdrawn),
            "conflicts": list(done.conflicts),
        }
        _tell(facts, "; ".join(f"{name}: {', '.join(codes) or '-'}" for name, codes in facts.items()), as_json=as_json)
    if done.conflicts:
        raise typer.Exit(1)


@app.command("list")
def list_(data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """Everybody on the list. Works while the till is open."""
    with sentences():
        from fallback_pos.bootstrap.staff_work import staff_facts

        for person in staff_facts(data_dir(data), config):
            if as_json:
                print_json(person)
            else:
                typer.echo(_line(person))


@app.command()
def change(
    code: Code,
    operator: Operator,
    pin: Annotated[bool, typer.Option("--pin", help=f"A new PIN, from {NEW_PIN_VARIABLE} or asked for.")] = False,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="Another name.")] = None,
    role: RoleName = None,
    first: First = None,
    last: Last = None,
    badge: Badge = None,
    language: Language = None,
    active: Annotated[bool | None, typer.Option("--active/--inactive", help="Let them in, or keep them out.")] = None,
    reviewed: Annotated[bool, typer.Option("--reviewed", help="Somebody has looked: take the flag away.")] = False,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Change somebody: PIN, name, role, days, badge, or keep them out. For one's own PIN no manager is needed."""
    changes = _changes(name, role, first, last, badge, language, active, reviewed=reviewed)
    if changes is None and not pin:
        raise typer.BadParameter("say what is to change, such as --pin, --role or --inactive")
    with _work(data, config, operator, approver) as do:
        people = do.till.access.people
        new_pin = _new_pin(f"new PIN of {code}") if pin else ""
        changed: tuple[str, ...] = ()
        if changes is not None:
            changed = people.change(do.operator, code, changes, approver=do.approver)
        if pin and do.operator.code == code:
            people.change_own_pin(do.operator, do.pin, new_pin)
        elif pin:
            people.set_pin(do.operator, code, new_pin, approver=do.approver)
        changed = (*changed, "pin") if pin else changed
        _tell({"code": code, "changed": list(changed)}, f"{code}: changed {', '.join(changed)}.", as_json=as_json)


@app.command()
def review(
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help="How far back; who was not seen in them.")] = 90,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Who may do what, who used and approved what, who has not signed in. Works while the till is open."""
    with sentences():
        from fallback_pos.bootstrap.permission_review import permission_review, review_text
        from fallback_pos.i18n import Translator

        found = permission_review(data_dir(data), config, days)
        if as_json:
            print_json(found)
        else:
            typer.echo(review_text(found, Translator(reader_language())))


@app.command()
def unlock(
    code: Code,
    operator: Operator,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Lift the lock after wrong PINs; the PIN stays."""
    with _work(data, config, operator, approver) as do:
        do.till.access.people.unlock(do.operator, code, approver=do.approver)
        _tell({"code": code, "unlocked": True}, f"{code} may try again.", as_json=as_json)


@app.command("code")
def give_code(
    code: Code,
    operator: Operator,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Print a one-time code with which somebody sets their own PIN. An earlier one is no longer good."""
    with _work(data, config, operator, approver) as do:
        told = do.till.access.codes.give_one_time_code(do.operator, code, approver=do.approver)
        text = f"One-time code for {code}: {told}\nThey type it with: fallback-pos operator enrol {code}"
        _tell({"code": code, "one_time_code": told}, text, as_json=as_json)


@app.command()
def enrol(code: Code, data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """Set your own PIN with a manager's one-time code (asked for, or FALLBACK_POS_ONE_TIME_CODE)."""
    one_time_code = read_pin(ONE_TIME_CODE_VARIABLE, "one-time code")
    pin = _new_pin(f"new PIN of {code}")
    with sentences():
        from fallback_pos.bootstrap.staff_work import staff_work

        with staff_work(data_dir(data), config) as till:
            operator = till.access.codes.enrol(code, one_time_code, pin)
            _tell({"code": operator.code, "pin": True}, f"{operator.name} has a PIN.", as_json=as_json)


@app.command()
def recover(
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="The manager who gets a new PIN.")] = None,
    new: Annotated[
        bool, typer.Option("--new", help="Only print a new recovery code, for a manager who signs in (--operator).")
    ] = False,
    operator: Annotated[str | None, typer.Option("--operator", metavar="CODE", help="Who signs in for --new.")] = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Set a manager's new PIN with the sealed recovery code (asked for, or FALLBACK_POS_RECOVERY_CODE).

    The code is good once; the next one is printed, to be sealed in its place.
    """
    if new:
        if operator is None:
            raise typer.BadParameter("--new needs --operator, a manager who signs in")
        with _work(data, config, operator, None) as do:
            _tell_recovery_code(do.till.access.codes.make_recovery_code(do.operator), as_json=as_json)
        return
    if code is None:
        raise typer.BadParameter("say which manager gets a new PIN")
    recovery_code = read_pin(RECOVERY_CODE_VARIABLE, "recovery code")
    pin = _new_pin(f"new PIN of {code}")
    with sentences():
        from fallback_pos.bootstrap.staff_work import staff_work

        with staff_work(data_dir(data), config) as till:
            _tell_recovery_code(till.access.codes.recover(recovery_code, code, pin), as_json=as_json)


@app.command("confirm-clock")
def confirm_clock(
    operator: Operator,
    approver: Approver = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Say that the computer's clock is right: until then nobody expires by a clock that is doubted."""
    with _work(data, config, operator, approver) as do:
        doubted = do.till.access.clock_doubt is not None
        do.till.access.confirm_clock(do.operator, approver=do.approver)
        text = "The clock is believed again." if doubted else "The clock was believed already; this is noted."
        _tell({"doubted": doubted, "confirmed": True}, text, as_json=as_json)


@dataclass(frozen=True)
class _Work:
    """A till opened for one command. `pin` is what the operator just proved themselves with."""

    till: HeadlessTill
    operator: Person
    pin: str
    approver: Person | None


@contextmanager
def _work(data: Path | None, config: Path | None, operator: str, approver: str | None) -> Iterator[_Work]:
    """Open the till for one step, or end with the sentence that says where on the screen it is done."""
    with sentences():
        from fallback_pos.bootstrap.staff_work import staff_work

        pin = read_pin(PIN_VARIABLE, f"PIN of {operator}")
        with staff_work(data_dir(data), config) as till:
            person = till.sign_in(operator, pin)
            second = None
            if approver is not None:
                second = till.access.verify(approver, read_pin(APPROVER_PIN_VARIABLE, f"PIN of {approver}"))
            yield _Work(till, person, pin, second)


def _changes(
    name: str | None,
    role: str | None,
    first: str | None,
    last: str | None,
    badge: str | None,
    language: str | None,
    active: bool | None,
    *,
    reviewed: bool,
) -> Changes | None:
    """None when nothing of the list is to change."""
    from fallback_pos.access.people import AS_IT_IS, Changes

    if not reviewed and all(each is None for each in (name, role, first, last, badge, language, active)):
        return None
    return Changes(
        name=name,
        role=None if role is None else _role(role),
        language=AS_IT_IS if language is None else _or_none(language),
        valid_from=AS_IT_IS if first is None else _day(first, "--from"),
        valid_until=AS_IT_IS if last is None else _day(last, "--until"),
        badge=AS_IT_IS if badge is None else _or_none(badge),
        active=active,
        reviewed=reviewed,
    )


def _role(name: str) -> Role:
    from fallback_pos.domain.operator import Role

    if name not in ROLES:
        raise typer.BadParameter(f"--role is one of {', '.join(ROLES)}, not {name}")
    return Role(name)


def _day(text: str | None, option: str) -> date | None:
    if text is None or text == NONE:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{option} is a day such as 2026-12-31, or none; not {text}") from None


def _or_none(text: str | None) -> str | None:
    return None if text in (None, NONE) else text


def _new_pin(prompt: str) -> str:
    """From the environment, or typed twice without being shown."""
    pin = read_pin(NEW_PIN_VARIABLE, prompt)
    if NEW_PIN_VARIABLE not in os.environ and read_pin(NEW_PIN_VARIABLE, "the same again") != pin:
        raise typer.BadParameter("the two PINs are not the same; nothing was changed")
    return pin


def _line(person: dict[str, Any]) -> str:
    marks = [word for word, there in _marks(person) if there]
    return f"{person['code']:<12}  {person['role']:<10}  {person['name']:<24}  {', '.join(marks)}".rstrip()


def _marks(person: dict[str, Any]) -> list[tuple[str, object]]:
    return [
        ("to review", person["to_review"]),
        ("kept out", not person["active"]),
        ("no PIN", not person["pin"]),
        (f"locked {person['locked_seconds']} s", person["locked_seconds"]),
        (f"from {person['valid_from']}", person["valid_from"]),
        (f"until {person['valid_until']}", person["valid_until"]),
        ("badge", person["badge"]),
        ("of the central", person["source"] == "central"),
    ]


def _tell(facts: dict[str, Any], text: str, *, as_json: bool) -> None:
    if as_json:
        print_json(facts)
    else:
        typer.echo(text)


def _tell_recovery_code(told: str, *, as_json: bool) -> None:
    text = recovery_paper(told)
    _tell({"recovery_code": told}, text, as_json=as_json)
