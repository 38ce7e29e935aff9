"""A line as a format gives it, and the name that stands for its content."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from fallback_pos.domain.card_numbers import looks_like_card_number
from fallback_pos.domain.money import Money
from fallback_pos.domain.reconciling import StatementLine, reference_keys
from fallback_pos.domain.tender import TenderType
from fallback_pos.errors import TillError

LONGEST_SHOWN_CHARACTERS = 200
MOST_REFERENCES = 12
ID_CHARACTERS = 24


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A payment in a file. `bank_id` is the number the bank gave it, `references` what may name a tender."""

    amount: Money
    day: date
    at: datetime | None
    references: tuple[str, ...]
    text: str = ""
    type: TenderType | None = None
    bank_id: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read; `row` counts as the file does."""

    row: int
    reason: TillError


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """What a format makes of a file. `source` is the account or contract; `skipped` rows were meant to be left out:
    other currencies, payments not booked yet.
    """

    source: str
    lines: tuple[ReadLine, ...]
    bad_rows: tuple[BadRow, ...] = ()
    skipped: int = 0


def identified(statement: str, source: str, lines: Iterable[ReadLine]) -> Iterator[StatementLine]:
    """Lines with ids of their content: the same line in another export of the same account gets the same id.

    Lines that do not differ in anything are counted through, because two customers may pay the same.
    """
    seen: Counter[str] = Counter()
    for line in lines:
        kept = _without_card_numbers(line)
        content = json.dumps(
            {
                "source": source,
                "amount": f"{kept.amount.text} {kept.amount.currency.code}",
                "at": str(kept.at or kept.day),
                "references": sorted(kept.references),
                "text": kept.text,
                "type": kept.type,
                "bank_id": kept.bank_id,
            },
            ensure_ascii=False,
        )
        seen[content] += 1
        digest = hashlib.sha256(f"{seen[content]} {content}".encode()).hexdigest()
        shown = " ".join(dict.fromkeys(filter(None, (*kept.references, kept.text))))
        yield StatementLine(
            id=digest[:ID_CHARACTERS],
            statement=statement,
            amount=kept.amount,
            day=kept.day,
            at=kept.at,
            references=reference_keys((*kept.references, kept.text)),
            shown=shown[:LONGEST_SHOWN_CHARACTERS],
            type=kept.type,
        )


def statement_id(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:ID_CHARACTERS]


def cleaned(text: str | None) -> str:
    """One line of bearable length."""
    printable = "".join(character if character.isprintable() else " " for character in text or "")
    return " ".join(printable.split())[:LONGEST_SHOWN_CHARACTERS]


def _without_card_numbers(line: ReadLine) -> ReadLine:
    """Providers cut card numbers; where one did not, the till keeps nothing of that text."""
    references = tuple(each for each in line.references[:MOST_REFERENCES] if not looks_like_card_number(each))
    text = "" if looks_like_card_number(line.text) else line.text
    return replace(line, references=references, text=text)
