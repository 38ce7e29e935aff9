"""A cashier scans or types a product's number."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fallback_pos.barcodes import (
    BarcodeRules,
    Kind,
    TooShort,
    UnreadableBarcode,
    WrongCheckDigit,
    WrongLength,
    check_digit,
    has_valid_check_digit,
    understand,
)
from fallback_pos.barcodes.upce import compress_to_upce, expand_upce_with_check


@pytest.mark.parametrize(
    ("text", "gtin14", "kind"),
    [
        ("4006381333931", "04006381333931", Kind.GTIN),
        ("96385074", "00000096385074", Kind.GTIN),
        ("012345678905", "00012345678905", Kind.GTIN),
        ("0012345678905", "00012345678905", Kind.GTIN),
        ("10012345678902", "10012345678902", Kind.GTIN),
        ("9772049363002", "09772049363002", Kind.ISSN),
        ("9791034304837", "09791034304837", Kind.ISBN),
        ("0306406152", "09780306406157", Kind.ISBN),
        ("0-306-40615-2", "09780306406157", Kind.ISBN),
        ("978-0-306-40615-7", "09780306406157", Kind.ISBN),
        ("2049-3630", "09772049363002", Kind.ISSN),
        ("4 006381 333931", "04006381333931", Kind.GTIN),
    ],
)
def test_every_way_of_writing_a_number_finds_the_same_product(text: str, gtin14: str, kind: Kind) -> None:
    barcode = understand(text)
    assert (barcode.gtin14, barcode.kind, barcode.lookup_keys) == (gtin14, kind, (gtin14,))


def test_music_with_a_979_0_number_is_a_product_and_no_book() -> None:
    assert understand("9790260000438").kind is Kind.GTIN


def test_the_symbology_is_kept_whether_it_leads_the_text_or_comes_beside_it() -> None:
    assert understand("]E04006381333931").symbology == "]E0"
    assert understand("4006381333931", "E0").symbology == "]E0"
    assert understand("4006381333931", "]E0").describe()["symbology"] == "]E0"


def test_a_number_typed_with_a_chinese_input_method_is_read() -> None:
    barcode = understand("４００６３８１３３３９３１")
    assert (barcode.gtin14, barcode.raw) == ("04006381333931", "４００６３８１３３３９３１")


def test_a_misread_digit_is_refused_with_the_number_in_the_sentence() -> None:
    with pytest.raises(WrongCheckDigit, match="4006381333930") as refusal:
        understand("4006381333930")
    assert refusal.value.reason == "check digit"


@pytest.mark.parametrize(
    ("text", "error"),
    [("12", TooShort), ("400638", TooShort), ("123456789", WrongLength), ("00000000000000", UnreadableBarcode)],
)
def test_a_broken_off_number_is_refused(text: str, error: type[UnreadableBarcode]) -> None:
    with pytest.raises(error):
        understand(text)


def test_eight_digits_with_a_leading_zero_ask_the_catalogue_for_both_readings() -> None:
    barcode = understand("02345673")
    assert barcode.kind is Kind.AMBIGUOUS
    assert barcode.lookup_keys == ("00023456000073", "00000002345673")
    assert [candidate.format for candidate in barcode.candidates] == ["UPC-E", "RCN-8"]


def test_eight_digits_from_an_ean8_symbol_ask_for_the_short_number_first() -> None:
    assert understand("02345673", "]E4").lookup_keys == ("00000002345673", "00023456000073")


def test_a_leading_zero_whose_check_fits_only_the_short_number_is_no_upce() -> None:
    digits = "0425261" + check_digit("0425261")
    assert understand(digits).gtin14 == digits.zfill(14)


@given(st.from_regex(r"[01][0-9]{5}[1-9]", fullmatch=True))
def test_a_upce_finds_the_product_that_the_full_upc_finds(seven: str) -> None:
    expanded = next(upca for check in "0123456789" if (upca := expand_upce_with_check(seven + check)))
    upce = seven + expanded[-1]
    assume(expanded.strip("0"))  # "0000003" is nobody's product: twelve zeros
    assert has_valid_check_digit(expanded)
    assert expanded.zfill(14) in understand(upce).lookup_keys
    assert understand(expanded).lookup_keys == (expanded.zfill(14),)


@given(st.from_regex(r"[01][0-9]{6}", fullmatch=True))
def test_compressing_an_expanded_upce_names_the_same_number(seven: str) -> None:
    expanded = next(upca for check in "0123456789" if (upca := expand_upce_with_check(seven + check)))
    compressed = compress_to_upce(expanded)
    assert compressed is not None
    assert expand_upce_with_check(compressed) == expanded


def test_a_scanner_that_sends_short_forms_is_believed_only_when_it_is_set_so() -> None:
    scanner = BarcodeRules(upce_six_digits=True, upca_without_check_digit=True)
    assert understand("425261", None, scanner).lookup_keys == ("00042100005264",)
    assert understand("01234567890", None, scanner).lookup_keys == ("00012345678905",)
    for text in ("425261", "01234567890"):
        with pytest.raises(TooShort):
            understand(text)


@given(st.from_regex(r"[0-9]{13}", fullmatch=True), st.integers(0, 12), st.integers(1, 9))
def test_no_single_wrong_digit_passes_as_a_product(thirteen: str, position: int, shift: int) -> None:
    right = thirteen[:12] + check_digit(thirteen[:12])
    wrong = right[:position] + str((int(right[position]) + shift) % 10) + right[position + 1 :]
    assert has_valid_check_digit(right)
    assert not has_valid_check_digit(wrong)


@pytest.mark.parametrize(("typed", "key"), [("4011", "plu:4011"), ("04011", "plu:4011"), ("94011", "plu:94011")])
def test_a_typed_plu_is_asked_without_leading_zeros(typed: str, key: str) -> None:
    barcode = understand(typed)
    assert (barcode.kind, barcode.lookup_keys) == (Kind.PLU, (key,))


def test_check_digits_are_computed_of_digits_only() -> None:
    assert check_digit("400638133393") == "1"
    with pytest.raises(ValueError, match="0-9"):
        check_digit("40063813339x")
