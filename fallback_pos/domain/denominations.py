"""Coins and notes: a drawer counted piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fallback_pos.domain.money import Currency, Money, NotAnAmount, total
from fallback_pos.errors import TillError

MOST_PIECES = 100_000
_PAIR = re.compile(r"(?P<value>[^:=x×*]+)[:=x×*](?P<count>\d{1,6})", re.ASCII)


class NotADenomination(TillError):
    sentence = "There is no coin or note of {value} in this shop. Use {known}, or add it under cash.denominations."


class NotAPieceCount(TillError):
    sentence = "“{text}” is not a number of pieces. Type a whole number, 0 for none."


class NotDenominations(TillError):
    sentence = "“{text}” is not a list of coins and notes. Write it like 50:2,20:5 for two fifties and five twenties."


@dataclass(frozen=True, slots=True)
class Pieces:
    """So many coins or notes of one value."""

    value: Money
    count: int

    @property
    def amount(self) -> Money:
        return self.value.times(self.count)


def checked_pieces(pieces: Iterable[Pieces], known: Sequence[Money]) -> tuple[Pieces, ...]:
    """The pieces of each value once, largest first, without those of which there is none.

    Raises NotADenomination or NotAPieceCount.
    """
    counts: dict[Money, int] = {}
    for each in pieces:
        if each.value not in known:
            raise NotADenomination(value=each.value.text, known=", ".join(value.text for value in known))
        if not 0 <= each.count <= MOST_PIECES:
            raise NotAPieceCount(text=str(each.count))
        counts[each.value] = counts.get(each.value, 0) + each.count
    ordered = sorted(counts.items(), key=lambda item: -item[0].minor)
    return tuple(Pieces(value, count) for value, count in ordered if count)


def read_pieces(text: str, known: Sequence[Money], currency: Currency) -> tuple[Pieces, ...]:
    """Read "50:2,20:5". Raises NotDenominations, NotADenomination or NotAPieceCount."""
    pieces = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;\s]+", text))):
        pair = _PAIR.fullmatch(part)
        try:
            value = Money.parse(pair["value"], currency) if pair else None
        except NotAnAmount:
            value = None
        if pair is None or value is None:
            raise NotDenominations(text=text.strip()[:40])
        pieces.append(Pieces(value, int(pair["count"])))
    if not pieces:
        raise NotDenominations(text=text.strip()[:40])
    return checked_pieces(pieces, known)


def pieces_total(pieces: Iterable[Pieces], currency: Currency) -> Money:
    return total((each.amount for each in pieces), currency)


def pieces_body(pieces: Iterable[Pieces]) -> list[dict[str, object]]:
    """As entries carry it."""
    return [{"value": each.value.text, "count": each.count} for each in pieces]


def pieces_of_body(body: Iterable[Mapping[str, Any]] | None, currency: Currency) -> tuple[Pieces, ...]:
    """What `pieces_body` wrote; nothing for None."""
    return tuple(Pieces(Money.parse(each["value"], currency), int(each["count"])) for each in body or ())
