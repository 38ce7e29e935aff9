"""What is held under the scanner and is no product."""

import re

import pytest

from fallback_pos.barcodes import (
    BarcodeRules,
    DamagedCode,
    Kind,
    PaymentCodeScanned,
    TooLong,
    WrongLength,
    describe_scan,
    describe_scans,
    join_addon,
    understand,
)
from fallback_pos.domain.card_numbers import CardNumberRefused


@pytest.mark.parametrize(
    "code",
    [
        "281234567890123456",
        "134567890123456789",
        "6212345678901234567",
        "wxp://f2f0abcdef",
        "https://qr.alipay.com/fkx00000",
        "BCD\n002\n1\nSCT\n\nShop\nHR1210010051863000160\nEUR1.00",
        "00020101021126",
    ],
)
def test_a_wallets_payment_code_is_refused_and_not_repeated(code: str) -> None:
    with pytest.raises(PaymentCodeScanned) as refusal:
        understand(code)
    assert refusal.value.params == {}


@pytest.mark.parametrize(
    "code",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "378282246310005",
        ";4111111111111111=29121010000000000000?",
        "%B4111111111111111^CARDHOLDER/TEST^29121010000000000000?",
        "５５５５５５５５５５５５４４４４",
        "30569309025904",
        "]C04111111111111111",
        "card 4111111111111111 please",
    ],
)
def test_a_card_is_refused_and_its_number_goes_nowhere(code: str) -> None:
    with pytest.raises(CardNumberRefused) as refusal:
        understand(code)
    assert refusal.value.params == {}
    assert "4111" not in str(describe_scan(code))


def test_a_mistyped_card_number_is_not_repeated_either() -> None:
    with pytest.raises(WrongLength) as refusal:
        understand("4111111111111112")
    assert refusal.value.params == {"code": "…1112", "digits": 16}


def test_a_product_whose_number_passes_the_card_check_is_still_a_product() -> None:
    assert understand("4006381333931").kind is Kind.GTIN
    assert understand("4000000000006").lookup_keys == ("04000000000006",)


def test_coupons_receipts_and_empty_scans_name_no_product() -> None:
    for text, kind in (
        ("9901234567899", Kind.COUPON),
        ("03-1-000057", Kind.RECEIPT),
        ("", Kind.EMPTY),
        ("]E0", Kind.EMPTY),
    ):
        barcode = understand(text)
        assert (barcode.kind, barcode.lookup_keys) == (kind, ())


def test_a_receipt_number_of_another_system_is_text() -> None:
    assert understand("T1-20261122-0007", "]Q1").kind is Kind.TEXT


def test_text_of_a_label_is_asked_as_it_stands() -> None:
    barcode = understand("]A0PLU0042")
    assert (barcode.kind, barcode.text, barcode.lookup_keys) == (Kind.TEXT, "PLU0042", ("text:PLU0042",))
    assert understand("1000234", "]C0").lookup_keys == ("text:1000234",)
    assert understand("x" * 200).lookup_keys == ()


def test_why_a_text_is_no_product_number_is_kept() -> None:
    barcode = understand("4006381333930", "]C0")
    assert [(other.reading, other.reason) for other in barcode.other_readings] == [("product number", "check digit")]


def test_loyalty_cards_of_the_shop_are_text_even_where_they_look_like_a_product() -> None:
    shop = BarcodeRules(own_pattern=re.compile(r"29\d{11}|6\d{15}"))
    for number in ("2912345678900", "6011000990139424"):
        barcode = understand(number, None, shop)
        assert (barcode.kind, barcode.lookup_keys) == (Kind.TEXT, (f"text:{number}",))


def test_a_document_held_under_the_scanner_is_thrown_away() -> None:
    with pytest.raises(TooLong):
        understand("9" * 5000)


def test_control_characters_never_reach_a_receipt() -> None:
    with pytest.raises(DamagedCode):
        understand("name\x1b@")


def test_an_addon_sent_apart_is_joined_to_its_magazine() -> None:
    magazine, addon = understand("]E09772049363002"), understand("]E105")
    assert (addon.kind, addon.lookup_keys) == (Kind.ADDON, ())
    joined = join_addon(magazine, addon)
    assert joined is not None
    assert (joined.addon, joined.issn) == ("05", "2049-3630")
    assert join_addon(understand("96385074"), addon) is None
    assert join_addon(magazine, magazine) is None


@pytest.mark.parametrize(("text", "addon"), [("977204936300205", "05"), ("978030640615751495", "51495")])
def test_an_addon_in_the_same_message_is_split_off(text: str, addon: str) -> None:
    for symbology in ("]E3", None):
        barcode = understand(text, symbology)
        assert barcode.addon == addon
        assert barcode.lookup_keys == ("0" + text[:13],)


def test_two_scans_at_once_are_described_together() -> None:
    facts = describe_scans([("4006381333931", None), ("96385074", None)])
    assert (facts["kind"], facts["scans"]) == ("multi", ["4006381333931", "96385074"])
    assert describe_scans([])["kind"] == "empty"
    assert describe_scan("4006381333930")["reason"] == "check digit"
