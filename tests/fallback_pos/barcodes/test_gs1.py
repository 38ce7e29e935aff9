"""GS1-128, DataBar, GS1 DataMatrix and QR, Digital Links."""

import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest

from fallback_pos.barcodes import (
    Barcode,
    DamagedElements,
    Kind,
    UnreadableBarcode,
    WrongCheckDigit,
    prepare_gs1,
    understand,
)
from fallback_pos.barcodes.element_strings import BAD_DATE, REST_UNREAD, SEPARATOR_LOST

GTIN = "09506000134352"
GS = "\x1d"


def read(text: str, symbology: str | None = None) -> Barcode:
    barcode = understand(text, symbology)
    assert barcode.lookup_keys == (GTIN,)
    return barcode


@pytest.mark.parametrize("symbology", ["]C1", "]e0", "]d2", "]Q3", None])
def test_the_product_its_batch_and_its_expiry_are_read_from_every_gs1_symbol(symbology: str | None) -> None:
    barcode = read(f"01{GTIN}10ABC123{GS}17261231", symbology)
    assert barcode.kind is Kind.GS1
    assert barcode.expiry == date(2026, 12, 31)
    assert barcode.elements is not None
    assert barcode.elements.batch == "ABC123"
    assert barcode.warnings == ()


def test_the_weight_and_price_of_a_pack_are_read() -> None:
    barcode = read(f"01{GTIN}3103001234", "]e0")
    assert (barcode.weight, barcode.weight_unit) == (Decimal("1.234"), "kg")
    assert read(f"01{GTIN}3922001250").price == Decimal("12.50")
    priced = read(f"01{GTIN}39329781250")
    assert (priced.price, priced.currency) == (Decimal("12.50"), "978")
    assert read(f"01{GTIN}3012", "]C1").count == 12
    assert (read(f"01{GTIN}3202000550").weight, read(f"01{GTIN}3202000550").weight_unit) == (Decimal("5.50"), "lb")


def test_a_price_shorter_than_its_decimals_is_cents_and_not_whole_money() -> None:
    assert read(f"01{GTIN}39225").price == Decimal("0.05")


def test_a_weight_of_zero_is_no_weight() -> None:
    assert read(f"01{GTIN}3103000000").weight is None


def test_a_lost_separator_is_noticed_and_the_batch_not_believed() -> None:
    barcode = read(f"01{GTIN}10ABC12317261231", "]C1")
    assert barcode.warnings == (SEPARATOR_LOST,)
    assert barcode.elements is not None
    assert (barcode.elements.batch, barcode.expiry) == (None, None)


def test_an_impossible_date_costs_the_date_and_not_the_product() -> None:
    barcode = read(f"01{GTIN}1726023010A", "]C1")
    assert (barcode.warnings, barcode.expiry) == ((BAD_DATE,), None)


def test_day_zero_is_the_last_day_of_the_month() -> None:
    assert read(f"01{GTIN}17270200", "]d2").expiry == date(2027, 2, 28)


def test_an_unreadable_rest_leaves_the_product_with_a_warning() -> None:
    assert read(f"01{GTIN}zz", "]C1").warnings == (REST_UNREAD,)


def test_a_leading_separator_of_an_old_scanner_is_no_damage() -> None:
    assert read(f"{GS}01{GTIN}").kind is Kind.GS1


def test_elements_that_begin_with_another_field_need_no_identifier() -> None:
    assert read(f"1726123101{GTIN}").expiry == date(2026, 12, 31)


def test_a_wrong_gtin_inside_gs1_data_is_refused() -> None:
    for text in (f"01{GTIN[:-1]}3", f"01{'0' * 14}"):
        with pytest.raises(WrongCheckDigit):
            understand(text, "]C1")


def test_gs1_data_without_a_product_names_none() -> None:
    assert understand("00095060001343520000", "]C1").lookup_keys == ()
    with pytest.raises(DamagedElements):
        understand("ABC", "]C1")


def test_a_coupon_in_gs1_data_is_a_coupon() -> None:
    assert understand("8110106141416543213150110120", "]e0").kind is Kind.COUPON


def test_elements_typed_with_brackets_are_read_and_other_brackets_are_text() -> None:
    barcode = read(f"(01) {GTIN} (10)ABC")
    assert barcode.kind is Kind.GS1_HRI
    assert understand("(see manager)").kind is Kind.TEXT
    assert understand(f"(01){GTIN}(10").kind is Kind.TEXT
    with pytest.raises(WrongCheckDigit):
        understand(f"(01){GTIN[:-1]}3")


@pytest.mark.parametrize(
    "url",
    [
        f"https://id.gs1.org/01/{GTIN}/10/ABC?17=261231",
        f"https://id.gs1.org/01/{GTIN[1:]}",
        f"HTTPS://EXAMPLE.COM/SHOP/01/{GTIN}",
        f"https://example.com/01/{GTIN}?utm_source=x&foo",
        f"https://example.com/gtin/{GTIN}",
        f"https://example.com/01/{GTIN}/nonsense",
        f"https://example.com/01/{GTIN}/99/1/2",
    ],
)
def test_a_digital_link_is_its_product_whatever_surrounds_it(url: str) -> None:
    for symbology in ("]Q1", "]d1", "]Q3", None):
        assert read(url, symbology).kind is Kind.DIGITAL_LINK


def test_a_digital_link_gives_batch_expiry_and_weight() -> None:
    barcode = read(f"https://example.com/01/{GTIN}/10/AB%2FC?3103=001250&17=261231")
    assert barcode.elements is not None
    assert (barcode.elements.batch, barcode.weight) == ("AB/C", Decimal("1.250"))
    assert barcode.expiry == date(2026, 12, 31)


def test_a_digital_link_with_a_wrong_number_is_refused() -> None:
    with pytest.raises(WrongCheckDigit):
        understand(f"https://example.com/01/{GTIN[:-1]}3")


@pytest.mark.parametrize("url", ["https://example.com/promo", "http://[bad", "https://x/01/123", "https://x/01/abc"])
def test_an_advertisement_is_a_web_address_and_no_product(url: str) -> None:
    barcode = understand(url)
    assert (barcode.kind, barcode.lookup_keys) == (Kind.URL, ())


def test_plain_products_are_read_without_loading_the_gs1_library() -> None:
    program = (
        "import sys; from fallback_pos.barcodes import understand; "
        "understand('4006381333931'); sys.exit('biip' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_preparing_twice_does_no_harm() -> None:
    prepare_gs1()
    prepare_gs1()


def test_a_description_names_what_was_read() -> None:
    facts = read(f"01{GTIN}310300123410ABC{GS}17261231", "]C1").describe()
    assert facts["ai"] == {"01": GTIN, "3103": "001234", "10": "ABC", "17": "261231"}
    assert (facts["weight_kg"], facts["expiry"], facts["batch"]) == ("1.234", "2026-12-31", "ABC")


def test_damage_says_what_to_do() -> None:
    with pytest.raises(UnreadableBarcode, match="Scan again"):
        understand("\x1d\x1dx")
