"""Fields and limits of tenders."""

from datetime import UTC, datetime, timedelta

import pytest

from fallback_pos.domain.money import Money
from fallback_pos.domain.tender import TenderType
from fallback_pos.domain.tender_rules import (
    Exposure,
    LastFourWrong,
    TenderFieldMissing,
    TenderNotTaken,
    TenderReferenceWrong,
    TenderRule,
    check_fields,
    limit_exceeded,
)
from tests.fallback_pos.domain.strategies import EUR

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
LIMITS = TenderRule(
    TenderType.WALLET,
    largest_per_sale=Money(10_000, EUR),
    largest_open_total=Money(20_000, EUR),
    largest_open_count=3,
    longest_open_hours=24,
)


def broken(amount: int, in_sale: int = 0, count: int = 0, open_total: int = 0, hours: int = 0) -> str | None:
    exposure = Exposure(count, Money(open_total, EUR), NOW - timedelta(hours=hours) if count else None)
    return limit_exceeded(LIMITS, Money(amount, EUR), Money(in_sale, EUR), exposure, NOW, unconfirmed=True)


@pytest.mark.parametrize(
    ("taken", "limit"),
    [
        ({"amount": 10_000}, None),
        ({"amount": 10_001}, "sale"),
        ({"amount": 5_001, "in_sale": 5_000}, "sale"),
        ({"amount": 5_000, "open_total": 15_000, "count": 1}, None),
        ({"amount": 5_001, "open_total": 15_000, "count": 1}, "total"),
        ({"amount": 1, "count": 2}, None),
        ({"amount": 1, "count": 3}, "count"),
        ({"amount": 1, "count": 1, "hours": 24}, None),
        ({"amount": 1, "count": 1, "hours": 25}, "hours"),
    ],
)
def test_a_tender_that_would_break_a_limit_is_told_which(taken: dict[str, int], limit: str | None) -> None:
    assert broken(**taken) == limit


def test_money_that_is_confirmed_counts_only_for_the_sale() -> None:
    over = Exposure(9, Money(10**9, EUR), NOW - timedelta(days=9))
    assert limit_exceeded(LIMITS, Money(1, EUR), Money(0, EUR), over, NOW, unconfirmed=False) is None


def test_a_tender_the_shop_does_not_take_is_refused_by_its_name() -> None:
    with pytest.raises(TenderNotTaken, match="Kekspay"):
        check_fields(TenderRule(TenderType.WALLET, taken=False, label="Kekspay"), None, {})


def test_without_its_fields_nobody_finds_the_money_again() -> None:
    rule = TenderRule(TenderType.CARD, required_fields=("approval_code", "reference"))
    check_fields(rule, "S1", {"approval_code": "123456"})
    with pytest.raises(TenderFieldMissing, match="approval_code"):
        check_fields(rule, "S1", {"approval_code": " "})
    with pytest.raises(TenderFieldMissing, match="reference"):
        check_fields(rule, None, {"approval_code": "123456"})


def test_a_reference_of_another_form_is_refused() -> None:
    rule = TenderRule(TenderType.VOUCHER, reference_pattern="V-[0-9]{4}")
    check_fields(rule, "V-1234", {})
    with pytest.raises(TenderReferenceWrong, match="W-1"):
        check_fields(rule, "W-1", {})


@pytest.mark.parametrize("digits", ["123", "12345", "41111111", "12a4", "１２３４"])
def test_the_last_four_digits_are_four(digits: str) -> None:
    check_fields(TenderRule(TenderType.CARD), None, {"last_four": "0042"})
    with pytest.raises(LastFourWrong):
        check_fields(TenderRule(TenderType.CARD), None, {"last_four": digits})


def test_a_wallet_has_the_reference_form_of_its_scheme() -> None:
    rule = TenderRule(TenderType.WALLET, reference_pattern="[0-9]{6}", scheme_patterns=(("pix", "E[0-9]{31}"),))
    check_fields(rule, "123456", {})
    check_fields(rule, "123456", {"scheme": "other"})
    check_fields(rule, "E" + "1" * 31, {"scheme": "pix"})
    with pytest.raises(TenderReferenceWrong):
        check_fields(rule, "123456", {"scheme": "pix"})
