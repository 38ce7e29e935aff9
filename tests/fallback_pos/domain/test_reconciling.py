"""Lines of a statement and payments of the till find each other, whatever the order; nothing is counted twice."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.domain.money import Currency, Money, total
from fallback_pos.domain.reconciling import (
    Differs,
    MatchRules,
    MatchState,
    PaidTender,
    StatementLine,
    match,
    reference_keys,
)
from fallback_pos.domain.tender import TenderType

EUR = Currency.of("EUR")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
RULES = MatchRules()


def line(
    id: str, amount: int, *references: str, minutes: int | None = 0, days: int = 0, type: TenderType | None = None
) -> StatementLine:
    """`minutes` after the sale at noon UTC; None: only the day stands there, `days` after it."""
    at = NOON + timedelta(minutes=minutes, days=days) if minutes is not None else None
    day = (NOON + timedelta(days=days)).date()
    return StatementLine(id, "s", Money(amount, EUR), day, at, reference_keys(references), " ".join(references), type)


def tender(id: str, amount: int, *references: str, minutes: int = 0) -> PaidTender:
    at = NOON + timedelta(minutes=minutes)
    local = (at + timedelta(hours=1)).replace(tzinfo=None)
    keys = reference_keys(references)
    return PaidTender(id, TenderType.WALLET, Money(amount, EUR), at, local, f"03-1-{id}", id, keys, "", True)


def states(*pairs: tuple[StatementLine, PaidTender]) -> list[tuple[Differs, ...]]:
    matching = match([each for each, _ in pairs], [each for _, each in pairs], RULES)
    return [pair.differs for pair in matching.pairs]


def test_same_reference_amount_and_time_is_matched() -> None:
    matching = match([line("a", 1297, "WX-2026 11 0042")], [tender("1", 1297, "wx/2026-110-042")], RULES)
    assert [pair.state for pair in matching.pairs] == [MatchState.MATCHED]
    assert (matching.lines, matching.tenders) == ((), ())


def test_what_differs_is_named() -> None:
    assert states((line("a", 1297, "ABCD1"), tender("1", 1279, "ABCD1"))) == [(Differs.AMOUNT,)]
    assert states((line("a", 1297, "ABCD1", minutes=300), tender("1", 1297, "ABCD1"))) == [(Differs.TIME,)]
    assert states((line("a", 1297, "OTHER"), tender("1", 1297, "ABCD1"))) == [(Differs.REFERENCE,)]


def test_a_short_reference_alone_is_no_payment_but_a_long_one_is() -> None:
    assert states((line("a", 1, "734211", minutes=300), tender("1", 2, "734211"))) == []
    long = "4200001234567890"
    assert states((line("a", 1, long, minutes=300), tender("1", 2, long))) == [(Differs.AMOUNT, Differs.TIME)]


def test_a_bank_books_days_later_and_knows_no_time() -> None:
    assert states((line("a", 5, "ABCD1", minutes=None, days=5), tender("1", 5, "ABCD1"))) == [()]
    assert states((line("a", 5, "ABCD1", minutes=None, days=6), tender("1", 5, "ABCD1"))) == [(Differs.TIME,)]
    assert states((line("a", 5, "ABCD1", minutes=None, days=-1), tender("1", 5, "ABCD1"))) == [(Differs.TIME,)]


def test_a_time_without_a_zone_is_the_shops_own() -> None:
    at_one = StatementLine(
        "a",
        "s",
        Money(5, EUR),
        date(2026, 11, 22),
        NOON.replace(hour=13, tzinfo=None),
        reference_keys(["ABCD1"]),
        "",
    )
    assert states((at_one, tender("1", 5, "ABCD1"))) == [()]


def test_money_that_went_back_pays_no_sale() -> None:
    assert states((line("a", -5, "ABCD1"), tender("1", 5, "ABCD1"))) == []


def test_what_the_statement_calls_a_card_is_no_wallet() -> None:
    assert states((line("a", 5, "ABCD1", type=TenderType.CARD), tender("1", 5, "ABCD1"))) == []


def test_two_of_the_same_amount_without_a_reference_are_left_to_a_person() -> None:
    matching = match([line("a", 5), line("b", 5)], [tender("1", 5, "X-11"), tender("2", 5, "X-12")], RULES)
    assert matching.pairs == ()
    assert (len(matching.lines), len(matching.tenders)) == (2, 2)


def test_of_two_with_one_reference_the_fitting_one_is_taken() -> None:
    """A receipt paid with two wallets has one number on both."""
    matching = match(
        [line("a", 300, "03-1-000057"), line("b", 700, "03-1-000057")],
        [tender("1", 700, "03-1-000057"), tender("2", 300, "03-1-000057")],
        RULES,
    )
    assert {(pair.line.id, pair.tender.id, pair.state) for pair in matching.pairs} == {
        ("a", "2", MatchState.MATCHED),
        ("b", "1", MatchState.MATCHED),
    }


_references = st.lists(st.sampled_from(["ABC1", "ABC2", "4200000001", "4200000002"]), max_size=2)
_amounts = st.sampled_from([-500, 300, 500, 501])
_minutes = st.sampled_from([0, 5, 60, 600])


@st.composite
def _sides(draw: st.DrawFn) -> tuple[list[StatementLine], list[PaidTender]]:
    lines = [
        line(f"l{number}", draw(_amounts), *draw(_references), minutes=draw(st.none() | _minutes))
        for number in range(draw(st.integers(0, 6)))
    ]
    tenders = [
        tender(f"t{number}", draw(_amounts), *draw(_references), minutes=draw(_minutes))
        for number in range(draw(st.integers(0, 6)))
    ]
    return lines, tenders


@given(_sides())
def test_nothing_is_used_twice_and_nothing_is_lost(sides: tuple[list[StatementLine], list[PaidTender]]) -> None:
    lines, tenders = sides
    found = match(lines, tenders, RULES)
    assert sorted([pair.line.id for pair in found.pairs] + [each.id for each in found.lines]) == [
        each.id for each in lines
    ]
    assert sorted([pair.tender.id for pair in found.pairs] + [each.id for each in found.tenders]) == [
        each.id for each in tenders
    ]


@given(_sides(), st.randoms(use_true_random=False))
def test_the_order_changes_nothing(
    sides: tuple[list[StatementLine], list[PaidTender]], shuffled: random.Random
) -> None:
    lines, tenders = sides
    before = match(lines, tenders, RULES)
    shuffled.shuffle(lines)
    shuffled.shuffle(tenders)
    assert match(lines, tenders, RULES) == before


@given(_sides())
def test_the_totals_add_up(sides: tuple[list[StatementLine], list[PaidTender]]) -> None:
    lines, tenders = sides
    found = match(lines, tenders, RULES)
    paid = total((each.amount for each in lines), EUR) - total((each.amount for each in tenders), EUR)
    assert found.difference(EUR) == paid
    assert all(pair.line.amount == pair.tender.amount for pair in found.pairs if pair.state is MatchState.MATCHED)
