"""Operators and PINs: who is on the list, locks, codes, one's own PIN, and the clock that decides who has expired."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import TYPE_CHECKING

from fallback_pos.domain.operator import Operator, Role
from fallback_pos.errors import TillError
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.desk import Desk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.dialogs.confirm import ConfirmDialog
from fallback_pos.ui.dialogs.form import Values
from fallback_pos.ui.dialogs.notice import NoticeDialog
from fallback_pos.ui.dialogs.sealed_code import SealedCodeDialog
from fallback_pos.ui.fields import PIN_DIGITS, Field, FieldKind

if TYPE_CHECKING:
    from fallback_pos.access import StaffMember
    from fallback_pos.i18n.translator import Translator

CODE_CHARACTERS = 12
"""Longest operator code."""
BADGE_CHARACTERS = 40
Work = Callable[[Desk], Awaitable[None]]


class PinsDiffer(TillError):
    sentence = "The two new PINs are not the same. Type both again."


class NotADay(TillError):
    """Parameter: text."""

    sentence = "“{text}” is not a day. Type it as year-month-day, such as 2026-12-31."


async def operators(desk: Desk) -> None:
    """Everything about people, for whoever is signed in; what they may not do asks a second person."""
    tr = desk.tr
    work: dict[str, tuple[str, Work]] = {
        "pin": (tr.text("Change my PIN"), change_my_pin),
        "add": (tr.text("Add an operator"), add_operator),
        "code": (tr.text("One-time code for somebody"), give_one_time_code),
        "enrol": (tr.text("I have a one-time code"), enrol),
        "unlock": (tr.text("Unlock somebody"), unlock),
        "active": (tr.text("Keep somebody out, or let them in"), keep_out_or_let_in),
        "reviewed": (tr.text("Somebody added here is in order"), mark_reviewed),
        "recovery": (tr.text("New recovery code for the safe"), new_recovery_code),
        "clock": (tr.text("The clock is right"), confirm_clock),
    }
    await _choose_work(desk, tr.text("Operators and PINs"), work)


async def without_a_pin(desk: Desk) -> None:
    """At the sign-in, for whoever cannot sign in."""
    tr = desk.tr
    work: dict[str, tuple[str, Work]] = {
        "enrol": (tr.text("I have a one-time code"), enrol),
        "recover": (tr.text("Recovery code from the safe"), recover),
    }
    await _choose_work(desk, tr.text("New here, or PIN forgotten"), work)


async def change_my_pin(desk: Desk) -> None:
    """The old one, and the new one twice."""
    tr = desk.tr

    def change(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> None:
        desk.till.access.people.change_own_pin(desk.operator, values["old"], _same(values))

    fields = (_pin("old", tr.text("PIN so far")), *_new_pin_fields(tr))
    if await fill_in(desk, tr.text("Change my PIN"), fields, change) is not None:
        desk.say(tr.text("Your PIN is changed."), "good")


async def add_operator(desk: Desk) -> None:
    """Somebody new, who works at once; the list says that they have to be reviewed."""
    tr = desk.tr

    def add(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> Operator:
        pin = _same(values) if values["pin"] or values["again"] else None
        return desk.till.access.people.add(
            desk.operator,
            values["code"],
            values["name"],
            Role(values["role"]),
            pin,
            valid_until=_day(values["until"]),
            badge=values["badge"] or None,
            approver=approver,
        )

    fields = (
        Field("code", tr.text("Operator code"), limit=CODE_CHARACTERS),
        Field("name", tr.text("Name of the person"), limit=60),
        Field("role", tr.text("Role"), FieldKind.CHOICE, Role.CASHIER.value, options=_roles(tr)),
        Field("until", tr.text("Last day, or empty"), limit=10),
        Field("badge", tr.text("Badge, or empty"), limit=BADGE_CHARACTERS, accepts_scan=True),
        *_new_pin_fields(tr),
    )
    lead = tr.text("They type the PIN themselves. Without one they need a one-time code.")
    done = await fill_in(desk, tr.text("Add an operator"), fields, add, lead=(lead,), width=76)
    if done is not None:
        desk.say(tr.text("{name} is on the list, flagged for review.", name=done.value.name), "good")


async def give_one_time_code(desk: Desk) -> None:
    """A code that the manager reads out; the person sets a PIN with it that nobody else knows."""
    tr = desk.tr
    member = await _choose_member(desk, tr.text("One-time code for somebody"), lambda member: True)
    if member is None:
        return
    codes = desk.till.access.codes
    step = await attempt(
        desk, lambda approver, confirmed: codes.give_one_time_code(desk.operator, member.code, approver=approver)
    )
    if step is not None:
        lead = tr.text("{name} sets a PIN with this code: F12 at the sign-in. It is good once.", name=member.name)
        await desk.ask(SealedCodeDialog(desk.session, tr.text("One-time code"), (lead,), step.value))


async def enrol(desk: Desk) -> None:
    """Operator code, one-time code, a PIN of one's own choice. Nobody is signed in by it."""
    tr = desk.tr

    def set_pin(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> Operator:
        return desk.till.access.codes.enrol(values["code"], values["one_time"], _same(values))

    fields = (
        Field("code", tr.text("Operator code"), limit=CODE_CHARACTERS),
        Field("one_time", tr.text("One-time code"), limit=20),
        *_new_pin_fields(tr),
    )
    lead = tr.text("A manager gave you a one-time code. Choose a PIN of six digits that only you know.")
    done = await fill_in(desk, tr.text("I have a one-time code"), fields, set_pin, lead=(lead,))
    if done is not None:
        desk.say(tr.text("{name} has a PIN. Sign in with it.", name=done.value.name), "good")


async def recover(desk: Desk) -> None:
    """The sealed code of the safe lets a manager in again; the next code is shown until somebody has it on paper."""
    tr = desk.tr

    def open_shop(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> str:
        return desk.till.access.codes.recover(values["recovery"], values["code"], _same(values))

    fields = (
        Field("recovery", tr.text("Recovery code"), limit=BADGE_CHARACTERS),
        Field("code", tr.text("Manager's code"), limit=CODE_CHARACTERS),
        *_new_pin_fields(tr),
    )
    lead = tr.text("The sealed code sets a manager's PIN, once. It is journalled, and the next code is shown.")
    done = await fill_in(desk, tr.text("Recovery code from the safe"), fields, open_shop, lead=(lead,))
    if done is not None:
        await _show_recovery_code(desk, done.value)
        desk.say(tr.text("The PIN is set. Sign in with it."), "good")


async def new_recovery_code(desk: Desk) -> None:
    """In place of a paper that was used or lost."""
    codes = desk.till.access.codes
    step = await attempt(desk, lambda approver, confirmed: codes.make_recovery_code(desk.operator, approver=approver))
    if step is not None:
        await _show_recovery_code(desk, step.value)


async def unlock(desk: Desk) -> None:
    """Lift the lock after wrong PINs."""
    tr, people = desk.tr, desk.till.access.people
    member = await _choose_member(desk, tr.text("Unlock somebody"), lambda member: people.lock_seconds(member.code) > 0)
    if member is None:
        return
    step = await attempt(desk, lambda approver, confirmed: people.unlock(desk.operator, member.code, approver=approver))
    if step is not None:
        desk.say(tr.text("{name} may try again.", name=member.name), "good")


async def keep_out_or_let_in(desk: Desk) -> None:
    """Nobody is taken off the list: old receipts name them."""
    from fallback_pos.access.people import Changes

    tr, people = desk.tr, desk.till.access.people
    member = await _choose_member(desk, tr.text("Keep somebody out, or let them in"), lambda member: True)
    if member is None:
        return
    question = tr.text("Keep {name} out?", name=member.name)
    if not member.active:
        question = tr.text("Let {name} in again?", name=member.name)
    if not await desk.ask(ConfirmDialog(desk.session, tr.text("Please check"), question)):
        return
    changes = Changes(active=not member.active)
    step = await attempt(
        desk, lambda approver, confirmed: people.change(desk.operator, member.code, changes, approver=approver)
    )
    if step is not None:
        said = tr.text("{name} is let in.", name=member.name)
        desk.say(tr.text("{name} is kept out.", name=member.name) if member.active else said, "good")


async def mark_reviewed(desk: Desk) -> None:
    """Take the flag from somebody who was added or changed at this till."""
    from fallback_pos.access.people import Changes

    tr, people = desk.tr, desk.till.access.people
    member = await _choose_member(desk, tr.text("Somebody added here is in order"), lambda member: member.to_review)
    if member is None:
        return
    changes = Changes(reviewed=True)
    step = await attempt(
        desk, lambda approver, confirmed: people.change(desk.operator, member.code, changes, approver=approver)
    )
    if step is not None:
        desk.say(tr.text("{name} needs no review any more.", name=member.name), "good")


async def confirm_clock(desk: Desk) -> None:
    """Look at another clock and say that this one is right."""
    tr, access = desk.tr, desk.till.access
    doubt = access.clock_doubt
    if doubt is None:
        desk.say(tr.text("The clock is not in doubt."))
        return
    question = tr.text(
        "This PC's clock says {says}. By the last sign-in it is {at_least} at least. Until somebody confirms it, "
        "nobody's last day counts by it. Is it right?",
        says=doubt.says.astimezone(),
        at_least=doubt.at_least.astimezone(),
    )
    if await desk.ask(ConfirmDialog(desk.session, tr.text("Is the clock right?"), question)):
        step = await attempt(desk, lambda approver, confirmed: access.confirm_clock(desk.operator, approver=approver))
        if step is not None:
            desk.say(tr.text("The clock is believed again."), "good")


async def ask_about_clock(desk: Desk) -> None:
    """After a sign-in, where the clock is in doubt and this person may end that."""
    access = desk.till.access
    if access.clock_doubt is not None and access.may_confirm_clock(desk.operator):
        await confirm_clock(desk)


async def _choose_work(desk: Desk, title: str, work: dict[str, tuple[str, Work]]) -> None:
    choices = [Choice(name, label) for name, (label, _) in work.items()]
    chosen = await desk.ask(ChooseDialog(desk.session, title, choices, passes_scans_on=False))
    if chosen is not None:
        await work[chosen][1](desk)


async def _choose_member(desk: Desk, title: str, fits: Callable[[StaffMember], bool]) -> StaffMember | None:
    tr = desk.tr
    listed = await attempt(
        desk, lambda approver, confirmed: [member for member in desk.till.access.operators() if fits(member)]
    )
    if listed is None:
        return None
    if not listed.value:
        await desk.ask(NoticeDialog(desk.session, title, (tr.text("There is nobody like that on the list."),)))
        return None
    choices = [Choice(member, f"{member.code}  {member.name}", _note(member, tr)) for member in listed.value]
    return await desk.ask(ChooseDialog(desk.session, title, choices, passes_scans_on=False))


def _note(member: StaffMember, tr: Translator) -> str:
    if not member.let_in:
        return tr.text("kept out")
    if member.pin_hash is None:
        return tr.text("has no PIN")
    return tr.text("to review") if member.to_review else role_name(member.role, tr)


def role_name(role: Role, tr: Translator) -> str:
    from fallback_pos.i18n.words import ROLE_WORDS

    return tr.text(ROLE_WORDS[role])


async def _show_recovery_code(desk: Desk, code: str) -> None:
    tr = desk.tr
    leads = (
        tr.text("Copy it onto paper, put it into an envelope, seal and sign it, and keep it in the safe."),
        tr.text("It is stored nowhere and is not shown again."),
    )
    await desk.ask(SealedCodeDialog(desk.session, tr.text("New recovery code"), leads, code))


def _roles(tr: Translator) -> tuple[tuple[str, str], ...]:
    return tuple((role.value, role_name(role, tr)) for role in Role)


def _pin(key: str, label: str) -> Field:
    return Field(key, label, FieldKind.PIN, limit=PIN_DIGITS)


def _new_pin_fields(tr: Translator) -> tuple[Field, Field]:
    return _pin("pin", tr.text("New PIN")), _pin("again", tr.text("New PIN again"))


def _same(values: Values) -> str:
    """The new PIN, typed twice alike. Raises PinsDiffer."""
    if values["pin"] != values["again"]:
        raise PinsDiffer()
    return values["pin"]


def _day(text: str) -> date | None:
    """Raises NotADay."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise NotADay(text=text[:20]) from error
