"""The permission review: who may do what, who used what, who is not seen any more. Read while a till may be open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from config.loader import load_settings
from fallback_pos.access.use import KINDS, PersonsUse, use_in
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.bootstrap.rules import permissions
from fallback_pos.bootstrap.staff_work import staff_facts
from fallback_pos.domain.operator import Action, Permissions, Role
from fallback_pos.domain.quantity import quantity_text
from fallback_pos.i18n import N_, Translator
from fallback_pos.i18n.words import ACTION_WORDS, ROLE_WORDS
from fallback_pos.storage.journal_milestones import JournalLookup

ACTION_COLUMN, ROLE_COLUMN = 44, 11
RULE_COLUMNS = 88


def permission_review(folder: Path, config: Path | None, days: int) -> dict[str, Any]:
    """Facts of the review over the last days. Raises NotSetUp, StaffFileUnusable, JournalNotReadable, SettingsError."""
    now = datetime.now(UTC)
    since = now - timedelta(days=days)
    people = staff_facts(folder, config)
    lookup = JournalLookup(DataDir(folder).journal)
    try:
        use = use_in(lookup.of_kinds_since(KINDS, since.isoformat()))
        last_seen = lookup.last_sign_ins()
    finally:
        lookup.close()
    for person in people:
        _add_use(person, use.get(person["code"], PersonsUse()), last_seen.get(person["code"]), since)
    return {
        "made_at": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "days": days,
        "permissions": _matrix(permissions(load_settings(config, folder))),
        "operators": people,
        "not_seen": [person["code"] for person in people if person["active"] and not person["seen"]],
        "to_review": [person["code"] for person in people if person["to_review"]],
        "not_on_the_list": sorted(set(use) - {person["code"] for person in people}),
    }


def review_text(review: dict[str, Any], tr: Translator) -> str:
    """The review for people, 88 columns wide."""
    parts = [
        tr.text(N_("PERMISSION REVIEW")) + f"  {review['made_at']}",
        _matrix_text(review["permissions"], tr),
        "\n\n".join(_person_text(person, tr, review["days"]) for person in review["operators"]),
        _last_words(review, tr),
    ]
    return f"\n{'-' * RULE_COLUMNS}\n".join(parts)


def _add_use(person: dict[str, Any], use: PersonsUse, seen_at: str | None, since: datetime) -> None:
    person["used"] = dict(use.used.most_common())
    person["approved"] = dict(use.approved.most_common())
    person["wrong_pins"] = use.wrong_pins
    person["signed_in_at"] = seen_at
    person["seen"] = seen_at is not None and datetime.fromisoformat(seen_at) >= since


def _matrix(granted: Permissions) -> dict[str, dict[str, str | None]]:
    """Action to role to "yes", a largest magnitude, or None for not granted."""
    return {
        action.value: {role.value: _grant(granted.grants.get(role, {}), action) for role in Role} for action in Action
    }


def _grant(mine: Any, action: Action) -> str | None:
    if action not in mine:
        return None
    return "yes" if mine[action] is None else quantity_text(mine[action])


def _matrix_text(matrix: dict[str, dict[str, str | None]], tr: Translator) -> str:
    head = _left("", ACTION_COLUMN) + "".join(_left(tr.text(ROLE_WORDS[role]), ROLE_COLUMN) for role in Role)
    yes = tr.text(N_("yes"))
    rows = [head.rstrip()]
    for action in Action:
        cells = [{None: "-", "yes": yes}.get(matrix[action][role], str(matrix[action][role])) for role in Role]
        name = tr.text(ACTION_WORDS[action])
        rows.append((_left(name, ACTION_COLUMN) + "".join(_left(cell, ROLE_COLUMN) for cell in cells)).rstrip())
    return "\n".join(rows)


def _person_text(person: dict[str, Any], tr: Translator, days: int) -> str:
    role = tr.text(ROLE_WORDS[Role(person["role"])])
    seen = person["signed_in_at"] or tr.text(N_("never"))
    rows = [
        f"{person['code']}  {person['name']}  ({role})",
        "  " + tr.text(N_("last signed in: {when}"), when=seen),
    ]
    rows += [f"  ! {mark}" for mark in _marks(person, tr, days)]
    if person["used"]:
        rows.append("  " + tr.text(N_("used: {steps}"), steps=_counts(person["used"], tr)))
    if person["approved"]:
        rows.append("  " + tr.text(N_("approved: {steps}"), steps=_counts(person["approved"], tr)))
    return "\n".join(rows)


def _marks(person: dict[str, Any], tr: Translator, days: int) -> Sequence[str]:
    found = [
        (person["to_review"], tr.text(N_("added or changed at this till, to review"))),
        (not person["active"], tr.text(N_("kept out"))),
        (not person["pin"], tr.text(N_("has no PIN"))),
        (person["locked_seconds"], tr.text(N_("locked after wrong PINs"))),
        (person["wrong_pins"], tr.text(N_("wrong PINs: {count}"), count=person["wrong_pins"])),
        (person["valid_from"], tr.text(N_("first day {day}"), day=person["valid_from"])),
        (person["valid_until"], tr.text(N_("last day {day}"), day=person["valid_until"])),
        (person["active"] and not person["seen"], tr.text(N_("has not signed in for {days} days"), days=days)),
    ]
    return [words for there, words in found if there]


def _counts(counts: dict[str, int], tr: Translator) -> str:
    known = {action.value: action for action in Action}
    return ", ".join(
        f"{tr.text(ACTION_WORDS[known[name]]) if name in known else name} {count}" for name, count in counts.items()
    )


def _last_words(review: dict[str, Any], tr: Translator) -> str:
    none = tr.text(N_("nobody"))
    rows = [
        tr.text(N_("To review: {codes}"), codes=", ".join(review["to_review"]) or none),
        tr.text(
            N_("Not signed in for {days} days: {codes}"),
            days=review["days"],
            codes=", ".join(review["not_seen"]) or none,
        ),
        tr.text(N_("In the journal, but not on the list: {codes}"), codes=", ".join(review["not_on_the_list"]) or none),
        "",
        tr.text(N_("Reviewed by: ____________________   Date: ____________")),
    ]
    return "\n".join(rows)


def _left(text: str, columns: int) -> str:
    """Padded by the width on paper: Chinese characters take two columns."""
    from unicodedata import east_asian_width

    width = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * max(columns - width, 1)
