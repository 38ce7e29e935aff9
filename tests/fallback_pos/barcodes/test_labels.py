"""Scale labels with a price or weight inside."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.barcodes import (
    BarcodeRules,
    Kind,
    LabelHoldsMeasure,
    UnknownLabelSet,
    WrongLabelMeasure,
    WrongLabelPattern,
    check_digit,
    known_label_sets,
    label_layout,
    label_layouts,
    label_set,
    measure_check_digit,
    normalise_for_catalogue,
    understand,
)


def rules(name: str | None = None, *patterns: str) -> BarcodeRules:
    return BarcodeRules(layouts=label_layouts(name, patterns))


def label(payload: str) -> str:
    return payload + check_digit(payload)


def test_without_a_chosen_layout_nothing_inside_a_label_is_guessed() -> None:
    barcode = understand("2010101012343")
    assert (barcode.kind, barcode.price, barcode.weight, barcode.label) == (Kind.RCN, None, None, None)
    assert barcode.lookup_keys == ("02010101012343",)
    assert barcode.describe()["measure"] is None


@pytest.mark.parametrize(
    ("name", "text", "key", "price", "weight", "pieces"),
    [
        ("europe", label("231234501250"), "label:23:12345", "12.50", None, None),
        ("europe", label("291234501250"), "label:29:12345", None, "1.250", None),
        ("se", "2010101012343", "label:20:101010", "12.34", None, None),
        ("se", "2412345012507", "label:24:123450", None, "12.50", None),
        ("de", "2312345012500", "label:23:12345", "12.50", None, None),
        ("de", label("251234500012"), "label:25:12345", None, None, 12),
        ("us-5-digits", "0212345123454", "label:02:12345", "123.45", None, None),
        ("us", label("02123455") + "", "label:02:12345", None, None, None),
        ("it", label("210000412345"), "label:2:100004", "123.45", None, None),
        ("odoo", label("211234501250"), "label:21:12345", None, "1.250", None),
        ("dk", label("221234001250"), "label:22:1234", "12.50", None, None),
        ("cn", label("20123450125000734"), "label:20:12345", "12.50", "0.734", None),
    ],
)
def test_a_label_is_read_as_the_chosen_country_prints_it(
    name: str, text: str, key: str, price: str | None, weight: str | None, pieces: int | None
) -> None:
    if name == "us":
        text = label("0212345" + measure_check_digit("0599") + "0599")
        price = "5.99"
    barcode = understand(text, None, rules(name))
    assert (barcode.kind, barcode.lookup_keys) == (Kind.RCN, (key,))
    assert barcode.price == (None if price is None else Decimal(price))
    assert barcode.weight == (None if weight is None else Decimal(weight))
    assert barcode.count == pieces


def test_a_twelve_digit_us_label_is_the_same_as_its_thirteen_digits() -> None:
    thirteen = "0212345123454"
    assert understand(thirteen[1:], None, rules("us-5-digits")).price == Decimal("123.45")


def test_a_damaged_price_inside_a_label_is_refused_rather_than_charged() -> None:
    good = "0212345" + measure_check_digit("0599") + "0599"
    bad = good[:8] + "0699"
    assert understand(label(good), None, rules("us")).price == Decimal("5.99")
    with pytest.raises(WrongLabelMeasure, match="Weigh the goods again"):
        understand(label(bad), None, rules("us"))


def test_a_label_with_zeros_names_the_item_and_never_a_price_of_zero() -> None:
    barcode = understand(label("231234500000"), None, rules("europe"))
    assert (barcode.price, barcode.lookup_keys) == (None, ("label:23:12345",))
    assert barcode.warnings


def test_the_shops_own_pattern_goes_before_the_countrys_set() -> None:
    own = rules("europe", "23IIIIIIPP.PPC")
    assert understand(label("231234501250"), None, own).lookup_keys == ("label:23:123450",)


def test_a_shop_whose_label_items_are_plus_finds_them_by_plu_too() -> None:
    shop = BarcodeRules(layouts=label_layouts("europe"), label_items_are_plu=True, weight_unit="lb")
    barcode = understand(label("290401101250"), None, shop)
    assert barcode.lookup_keys == ("label:29:04011", "plu:4011")
    assert barcode.weight_unit == "lb"


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "23",
        "IIIIIPPPPPC",
        "23PPP.PPC",
        "23IIIIIIIIIIC",
        "23IIIIIPPPPP",
        "23IIIIPPP.PPC",
        "23IIIIVPPPPPPC",
        "23IIPPP.PPIIIC",
        "23IIIIIP.P.PPPC",
        "23IIIIIPPPPP.C",
        "40IIIIIPPP.PPC",
        "28IIIIIPPP.PPWW.WWWC",
        "23IIIVVPPP.PPC",
        "2IIIIIIPPP.PPWW.WWWC",
        "23IIIIIIPPP.PPC",
        "23IIIIIIIIPPP.PPC",
    ],
)
def test_a_pattern_that_cannot_work_is_refused_when_the_settings_are_read(pattern: str) -> None:
    with pytest.raises(WrongLabelPattern) as refusal:
        label_layout(pattern)
    assert refusal.value.params["problem"]


def test_an_unknown_country_is_refused_and_names_those_there_are() -> None:
    with pytest.raises(UnknownLabelSet, match="europe"):
        label_set("atlantis")


@pytest.mark.parametrize("name", known_label_sets())
def test_no_label_fits_two_layouts_of_one_set(name: str) -> None:
    seen = [(layout.prefix, layout.digits) for layout in label_set(name)]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("name", known_label_sets())
def test_the_catalogues_zero_label_is_found_by_every_label_of_that_item(name: str) -> None:
    for layout in label_set(name):
        digits = "".join(layout.prefix + "1" * (layout.item.end - layout.item.start)).ljust(layout.digits - 1, "0")
        zero = label(digits)
        key = normalise_for_catalogue(zero, rules(name))
        measured = list(digits)
        field = layout.checked_field or layout.price or layout.weight or layout.pieces
        assert field is not None
        measured[field.end - 1] = "5"
        if layout.inner_check is not None:
            measured[layout.inner_check] = measure_check_digit("".join(measured[field.start : field.end]))
        full = label("".join(measured))
        assert understand(full, None, rules(name)).lookup_keys == (key,)
        with pytest.raises(LabelHoldsMeasure, match=zero):
            normalise_for_catalogue(full, rules(name))


@given(st.integers(1, 99999), st.integers(1, 99999))
def test_whatever_a_scale_prints_is_read_back_to_the_cent(item: int, cents: int) -> None:
    barcode = understand(label(f"23{item:05}{cents:05}"), None, rules("europe"))
    assert barcode.price == Decimal(cents) / 100
    assert barcode.lookup_keys == (f"label:23:{item:05}",)


def test_inner_check_digits_follow_the_examples_of_the_standard() -> None:
    assert measure_check_digit("2875") == "9"
    assert measure_check_digit("14685") == "6"
    with pytest.raises(ValueError, match="4 or 5"):
        measure_check_digit("123")
