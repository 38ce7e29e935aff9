"""Codes of a catalogue file are stored so that scans find them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.barcodes import (
    BarcodeRules,
    UnreadableBarcode,
    WrongCheckDigit,
    check_digit,
    label_layouts,
    normalise_for_catalogue,
    understand,
)
from fallback_pos.domain.card_numbers import CardNumberRefused

EUROPE = BarcodeRules(layouts=label_layouts("europe"))


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("3850104047015", "03850104047015"),
        (" 96385074 ", "00000096385074"),
        ("012345678905", "00012345678905"),
        ("04252614", "00042100005264"),
        ("4011", "plu:4011"),
        ("2312345000005", "label:23:12345"),
        ("label:23:12345", "label:23:12345"),
        ("plu:42", "plu:42"),
        ("SKU-0042", "text:SKU-0042"),
        ("0-306-40615-2", "09780306406157"),
    ],
)
def test_each_way_of_writing_a_code_is_stored_as_its_key(code: str, key: str) -> None:
    if code.startswith("2312345"):
        code = "231234500000" + check_digit("231234500000")
    assert normalise_for_catalogue(code, EUROPE) == key


@pytest.mark.parametrize("code", ["", "  ", "03-1-000057", "https://example.com/", "9901234567899", "12", "]E105"])
def test_what_is_no_product_code_is_reported(code: str) -> None:
    with pytest.raises(UnreadableBarcode):
        normalise_for_catalogue(code)


def test_a_wrong_check_digit_is_named_and_never_corrected() -> None:
    with pytest.raises(WrongCheckDigit, match="3850104047016"):
        normalise_for_catalogue("3850104047016")


def test_a_card_number_in_a_catalogue_is_refused() -> None:
    with pytest.raises(CardNumberRefused):
        normalise_for_catalogue("4111111111111111")


@given(st.sampled_from([7, 11, 12, 13]).flatmap(lambda size: st.text("0123456789", min_size=size, max_size=size)))
def test_whatever_the_catalogue_takes_a_scan_of_it_finds(payload: str) -> None:
    code = payload + check_digit(payload)
    try:
        key = normalise_for_catalogue(code)
    except UnreadableBarcode:
        return
    assert key in understand(code).lookup_keys
    assert key in understand(f"]E0{code}").lookup_keys
