"""No card number gets in, and honest numbers do."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.domain.card_numbers import (
    CardNumberRefused,
    looks_like_card_number,
    passes_luhn,
    refuse_card_numbers,
)


def _with_luhn(payload: str) -> str:
    return next(payload + check for check in "0123456789" if passes_luhn(payload + check))


def _gtin13(payload: str) -> str:
    total = sum(int(digit) * (3 if position % 2 else 1) for position, digit in enumerate(payload))
    return payload + str(-total % 10)


_payloads = st.integers(12, 18).flatmap(lambda size: st.text("0123456789", min_size=size, max_size=size))


@given(_payloads, st.sampled_from(["", " ", "-", " - ", "\u00a0", "."]), st.integers(1, 6))
def test_every_whole_number_that_passes_luhn_is_refused_however_it_is_grouped(
    payload: str, separator: str, group: int
) -> None:
    digits = _with_luhn(payload)
    text = separator.join(digits[start : start + group] for start in range(0, len(digits), group))
    assert looks_like_card_number(text)
    assert looks_like_card_number(f"  {text}\n")
    with pytest.raises(CardNumberRefused):
        refuse_card_numbers(text)


@given(_payloads, st.integers(1, 9))
def test_a_number_that_fails_luhn_is_taken(payload: str, shift: int) -> None:
    digits = _with_luhn(payload)
    other = digits[:-1] + str((int(digits[-1]) + shift) % 10)
    assert refuse_card_numbers(other) == other


@given(st.text("0123456789", min_size=12, max_size=12))
def test_every_product_number_is_taken_in_a_field_that_knows_its_form(payload: str) -> None:
    gtin = _gtin13(payload)
    assert refuse_card_numbers(gtin, re.compile(r"\d{13}")) == gtin


def test_about_a_tenth_of_honest_product_numbers_look_like_cards_without_a_pattern() -> None:
    chance = random.Random(1)
    numbers = [_gtin13("385" + "".join(chance.choices("0123456789", k=9))) for _ in range(5_000)]
    share = sum(looks_like_card_number(number) for number in numbers) / len(numbers)
    assert 0.05 < share < 0.15


@given(st.text("0123456789", max_size=12) | st.text("0123456789", min_size=20, max_size=40))
def test_shorter_and_longer_numbers_are_no_cards(digits: str) -> None:
    assert not looks_like_card_number(digits)


@pytest.mark.parametrize(
    "track",
    [
        ";4111111111111112=29121010000000000000?",
        ";4111111111111112=29121010000000000000",
        "4111111111111112=2912",
        "%B4111111111111112^CARDHOLDER/TEST^29121010000000000000?",
        "%b4111 1111 1111 1112^A/B^2912?",
        "note: %B4111111111111112^CARDHOLDER/TEST^2912 end",
        "；４１１１１１１１１１１１１１１２＝２９１２？",
    ],
)
def test_a_swiped_card_is_refused_in_every_field_even_where_its_pattern_would_take_it(track: str) -> None:
    with pytest.raises(CardNumberRefused) as refusal:
        refuse_card_numbers(track, re.compile(r".*"))
    assert refusal.value.params == {}
    assert not re.search(r"\d{4}", str(refusal.value))


@pytest.mark.parametrize(
    "text", ["Visa 4111111111111111", "paid with 5555 5555 5555 4444, signed", "no. 378282246310005."]
)
def test_a_card_number_inside_a_note_is_refused(text: str) -> None:
    assert looks_like_card_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "damaged",
        "Marina Kovač, Ilica 10, 10000 Zagreb",
        "price of 4000000000006 was wrong",
        "HR1210010051863000160",
        "03-1-000057",
        "approval 123456, slip 000789",
        "2026-11-22 14:40:05 +01:00",
        "https://example.com/01/09506000134352?3103=001250",
        "+385 1 4111 111",
        "中文备注",
    ],
)
def test_honest_texts_are_taken(text: str) -> None:
    assert refuse_card_numbers(text) == text


def test_a_value_that_matches_only_in_part_is_not_excused_by_the_pattern() -> None:
    with pytest.raises(CardNumberRefused):
        refuse_card_numbers("4111111111111111", re.compile(r"\d{8}"))


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    assert looks_like_card_number(text) in (True, False)
