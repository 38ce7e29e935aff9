"""Which receipt a refund belongs to, where one cart takes back goods of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fallback_pos.domain.money import Money


@dataclass(frozen=True, slots=True)
class Refund:
    """A part of what was paid back: by which tender, for the goods of which sale. The amount is positive."""

    sale: str
    tender: str
    amount: Money


def refunds_by_sale(
    back: Mapping[str, Money], paid: Mapping[str, Mapping[str, Money]], refunds: Iterable[tuple[str, Money]]
) -> list[Refund]:
    """Divide refunds over the sales whose goods came back.

    back: what came back of each sale. paid: what each sale can still be paid back with, by tender. A refund goes to the
    sales that were paid that way, up to what came back of them; the rest to whichever still has goods to answer for.
    """
    room = {sale: amount.minor for sale, amount in back.items()}
    left = {(sale, tender): money.minor for sale, tenders in paid.items() for tender, money in tenders.items()}
    made: list[Refund] = []

    def give(sale: str, tender: str, minor: int, like: Money) -> int:
        if minor > 0:
            room[sale] -= minor
            made.append(Refund(sale, tender, Money(minor, like.currency)))
        return max(minor, 0)

    rest: list[tuple[str, int, Money]] = []
    for tender, amount in refunds:
        open_minor = amount.minor
        for sale in back:
            open_minor -= give(sale, tender, min(open_minor, room[sale], left.get((sale, tender), 0)), amount)
        rest.append((tender, open_minor, amount))
    for tender, unmatched, amount in rest:
        open_minor = unmatched
        for sale in back:
            open_minor -= give(sale, tender, min(open_minor, room[sale]), amount)
        give(next(iter(back)), tender, open_minor, amount)
    return made
