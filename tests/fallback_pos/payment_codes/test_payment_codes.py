"""A phone must read what the till shows, and a mistake in the settings must be found before a customer stands there."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.domain.money import Currency, Money
from fallback_pos.payment_codes.code import check_payee, payment_code
from fallback_pos.payment_codes.emv import checksum
from fallback_pos.payment_codes.errors import (
    AccountNotValid,
    AmountOutOfRange,
    BicNotValid,
    CodeTooLong,
    FieldMissing,
    FieldTooLong,
    IbanNotValid,
    NotPlainCharacters,
    PaymentCodeError,
    ReferenceNotValid,
    UnknownScheme,
    WrongCurrency,
)
from fallback_pos.payment_codes.iban import checked_iban, is_creditor_reference
from fallback_pos.payment_codes.payee import AccountTemplate, Payee, Scheme
from tests.fallback_pos.payment_codes.strict_reader import NotReadable, crc16, read_emv, read_epc, read_fields, read_upi

IBAN = "HR12 1001 0051 8630 0016 0"
SEPA_SHOP = Payee(name="Dućan „Kod Ane“ d.o.o.", account=IBAN)
PIX_SHOP = Payee(name="Padaria São João", account="123e4567-e12b-12d1-a456-426655440000", city="São Paulo")
RECEIPT = "03-1-000057"


def money(text: str, code: str) -> Money:
    return Money.parse(text, Currency.of(code))


PAYEES = {
    Scheme.EPC: (SEPA_SHOP, "EUR"),
    Scheme.PIX: (PIX_SHOP, "BRL"),
    Scheme.PAYNOW: (Payee(name="Corner Shop Pte Ltd", account="201403121W"), "SGD"),
    Scheme.FPS: (Payee(name="Corner Shop", account="1234567"), "HKD"),
    Scheme.PROMPTPAY: (Payee(name="Corner Shop", account="081-234-5678"), "THB"),
    Scheme.EMVCO: (
        Payee(
            name="Toko Sudut",
            city="Jakarta",
            country="ID",
            category="5411",
            templates=(
                AccountTemplate("51", (("00", "ID.CO.QRIS.WWW"), ("02", "ID1020021181745"), ("03", "UMI"))),
                AccountTemplate("26", (("00", "COM.BANK.WWW"), ("01", "9360000801100231234"))),
            ),
            reference_tag="01",
        ),
        "IDR",
    ),
    Scheme.UPI: (Payee(name="Corner Shop & Sons", account="corner.shop@okbank"), "INR"),
}
READERS = {scheme: read_emv for scheme in PAYEES} | {Scheme.EPC: read_epc, Scheme.UPI: read_upi}
AMOUNT_FIELDS = {scheme: "54" for scheme in PAYEES} | {Scheme.EPC: "amount", Scheme.UPI: "am"}


@given(st.sampled_from(sorted(PAYEES)), st.integers(1, 99_999_999), st.integers(1, 9_999_999_999))
def test_every_scheme_carries_every_amount_to_the_cent(scheme: Scheme, minor: int, counter: int) -> None:
    payee, code = PAYEES[scheme]
    amount = Money(minor, Currency.of(code))
    read = READERS[scheme](payment_code(scheme, payee, amount, f"03-1-{counter:06d}"))
    assert Decimal(read[AMOUNT_FIELDS[scheme]].removeprefix("EUR")) == amount.amount


def test_a_sepa_code_names_payee_amount_and_receipt() -> None:
    read = read_epc(payment_code("epc", SEPA_SHOP, money("12.50", "EUR"), RECEIPT))
    assert read["name"] == "Dućan „Kod Ane“ d.o.o."
    assert read["iban"] == "HR1210010051863000160"
    assert read["amount"] == "EUR12.50"
    assert (read["structured"], read["text"]) == ("", RECEIPT)


def test_a_creditor_reference_goes_into_the_structured_field_alone() -> None:
    read = read_epc(payment_code("epc", SEPA_SHOP, money("12.50", "EUR"), "RF18539007547034"))
    assert (read["structured"], read["text"]) == ("RF18539007547034", "")


def test_a_sepa_code_without_reference_ends_with_the_amount() -> None:
    assert payment_code("epc", SEPA_SHOP, money("0.01", "EUR"), "").endswith("\nEUR0.01")


@pytest.mark.parametrize(
    "wrong",
    ["HR1310010051863000160", "HR121001005186300016", "XX12345678901234", "", "HR12 1001 ❤", "HR121001005186300016٠"],
)
def test_a_mistyped_iban_is_refused_before_anybody_pays_to_it(wrong: str) -> None:
    with pytest.raises(IbanNotValid):
        checked_iban(wrong)


@given(st.integers(0, 20), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_one_wrong_character_in_an_iban_never_passes(place: int, char: str) -> None:
    iban = "HR1210010051863000160"
    changed = iban[:place] + char + iban[place + 1 :]
    if changed == iban:
        assert checked_iban(changed) == iban
    else:
        with pytest.raises(IbanNotValid):
            checked_iban(changed)


def test_creditor_references_are_checked() -> None:
    assert is_creditor_reference("RF18539007547034")
    assert not is_creditor_reference("RF19539007547034")
    assert not is_creditor_reference(RECEIPT)


def test_sepa_refuses_what_a_bank_would() -> None:
    euro = money("1.00", "EUR")
    with pytest.raises(WrongCurrency):
        payment_code("epc", SEPA_SHOP, money("1.00", "USD"), "")
    with pytest.raises(AmountOutOfRange):
        payment_code("epc", SEPA_SHOP, money("0.00", "EUR"), "")
    with pytest.raises(AmountOutOfRange):
        payment_code("epc", SEPA_SHOP, money("1000000000.00", "EUR"), "")
    with pytest.raises(BicNotValid):
        payment_code("epc", Payee(name="Shop", account=IBAN, bic="ABC"), euro, "")
    with pytest.raises(FieldMissing):
        payment_code("epc", Payee(account=IBAN), euro, "")
    with pytest.raises(FieldTooLong):
        payment_code("epc", Payee(name="x" * 71, account=IBAN), euro, "")
    with pytest.raises(NotPlainCharacters):
        payment_code("epc", Payee(name="Shop\nEUR999.00", account=IBAN), euro, "")
    with pytest.raises(ReferenceNotValid):
        payment_code("epc", SEPA_SHOP, euro, "x" * 141)
    with pytest.raises(CodeTooLong):
        payment_code("epc", Payee(name="北" * 70, account=IBAN), euro, "京" * 60)


def test_the_checksum_is_that_of_emvco() -> None:
    assert checksum("123456789") == crc16("123456789") == "29B1"


def test_one_changed_digit_of_an_emv_code_is_noticed() -> None:
    payload = payment_code("pix", PIX_SHOP, money("12.97", "BRL"), RECEIPT)
    with pytest.raises(NotReadable, match="checksum"):
        read_emv(payload.replace("12.97", "92.97"))


def test_a_pix_code_folds_accents_and_keeps_letters_and_digits_of_the_receipt() -> None:
    fields = read_emv(payment_code("pix", PIX_SHOP, money("12.97", "BRL"), RECEIPT))
    assert (fields["59"], fields["60"], fields["53"], fields["58"]) == ("Padaria Sao Joao", "Sao Paulo", "986", "BR")
    assert read_fields(fields["26"]) == {"00": "br.gov.bcb.pix", "01": PIX_SHOP.account}
    assert read_fields(fields["62"]) == {"05": "031000057"}
    assert "01" not in fields


def test_a_pix_code_without_reference_says_so_with_three_stars() -> None:
    assert read_fields(read_emv(payment_code("pix", PIX_SHOP, money("1.00", "BRL"), ""))["62"]) == {"05": "***"}


@pytest.mark.parametrize("key", ["12345678901", "12345678000195", "+5511912345678", "shop@example.com"])
def test_every_form_of_pix_key_is_known(key: str) -> None:
    check_payee("pix", Payee(name="Shop", account=key, city="Rio"), Currency.of("BRL"))


@pytest.mark.parametrize("key", ["1234", "11912345678 ", "shop@", "+1555123456", ""])
def test_anything_else_is_not_a_pix_key(key: str) -> None:
    if key.strip() == "11912345678":
        check_payee("pix", Payee(name="Shop", account=key, city="Rio"), Currency.of("BRL"))
        return
    with pytest.raises(AccountNotValid):
        check_payee("pix", Payee(name="Shop", account=key, city="Rio"), Currency.of("BRL"))


def test_a_paynow_code_fixes_the_amount() -> None:
    payee, _ = PAYEES[Scheme.PAYNOW]
    fields = read_emv(payment_code("paynow", payee, money("5.00", "SGD"), RECEIPT))
    assert read_fields(fields["26"]) == {"00": "SG.PAYNOW", "01": "2", "02": "201403121W", "03": "0"}
    assert read_fields(fields["62"]) == {"01": RECEIPT}
    mobile = read_emv(payment_code("paynow", Payee(name="Shop", account="+6591234567"), money("5.00", "SGD"), RECEIPT))
    assert read_fields(mobile["26"])["01"] == "0"


@pytest.mark.parametrize(
    ("account", "field"),
    [("123456789", ("02", "123456789")), ("+85291234567", ("03", "+852-91234567")), ("a@b.hk", ("04", "a@b.hk"))],
)
def test_an_fps_code_knows_id_mobile_and_mail(account: str, field: tuple[str, str]) -> None:
    fields = read_emv(payment_code("fps", Payee(name="Shop", account=account), money("5.00", "HKD"), RECEIPT))
    assert read_fields(fields["26"]) == {"00": "hk.com.hkicl", field[0]: field[1]}
    assert fields["53"] == "344"


@pytest.mark.parametrize(
    ("account", "field"),
    [
        ("0812345678", ("01", "0066812345678")),
        ("+66812345678", ("01", "0066812345678")),
        ("1-2345-67890-12-1", ("02", "1234567890121")),
        ("004999000288505", ("03", "004999000288505")),
    ],
)
def test_a_promptpay_code_knows_mobile_tax_id_and_wallet(account: str, field: tuple[str, str]) -> None:
    fields = read_emv(payment_code("promptpay", Payee(name="Shop", account=account), money("5.00", "THB"), RECEIPT))
    assert read_fields(fields["29"]) == {"00": "A000000677010111", field[0]: field[1]}
    assert "62" not in fields


def test_a_qris_code_is_made_from_the_settings_templates_in_order() -> None:
    payee, _ = PAYEES[Scheme.EMVCO]
    fields = read_emv(payment_code("emvco", payee, money("25000.00", "IDR"), RECEIPT))
    assert fields["01"] == "12"
    assert read_fields(fields["51"])["00"] == "ID.CO.QRIS.WWW"
    assert (fields["52"], fields["53"], fields["58"]) == ("5411", "360", "ID")


def test_a_currency_without_cents_has_no_point() -> None:
    payee = Payee(
        name="Cua hang", city="Ha Noi", country="VN", templates=(AccountTemplate("38", (("00", "A000000727"),)),)
    )
    assert read_emv(payment_code("emvco", payee, money("25000", "VND"), RECEIPT))["54"] == "25000"


def test_half_filled_emvco_settings_are_named() -> None:
    full = PAYEES[Scheme.EMVCO][0]
    rupiah = Currency.of("IDR")
    for payee, wanted in (
        (Payee(name="Shop", city="X", country="ID"), FieldMissing),
        (Payee(name="Shop", city="X", country="Indonesia", templates=full.templates), FieldMissing),
        (Payee(name="Shop", country="ID", templates=full.templates), FieldMissing),
        (
            Payee(name="Shop", city="X", country="ID", templates=(AccountTemplate("62", (("00", "A"),)),)),
            AccountNotValid,
        ),
        (Payee(name="角店", city="X", country="ID", templates=full.templates), NotPlainCharacters),
        (Payee(name="S" * 26, city="X", country="ID", templates=full.templates), FieldTooLong),
        (
            Payee(name="S", city="X", country="ID", templates=(AccountTemplate("26", (("00", "A" * 100),)),)),
            FieldTooLong,
        ),
    ):
        with pytest.raises(wanted):
            check_payee("emvco", payee, rupiah)


def test_an_amount_of_more_than_thirteen_characters_is_refused() -> None:
    payee, _ = PAYEES[Scheme.EMVCO]
    with pytest.raises(AmountOutOfRange):
        payment_code("emvco", payee, money("10000000000.00", "IDR"), RECEIPT)


def test_a_upi_link_escapes_what_would_break_it() -> None:
    payload = payment_code("upi", PAYEES[Scheme.UPI][0], money("12.50", "INR"), RECEIPT)
    assert "pn=Corner%20Shop%20%26%20Sons" in payload
    assert read_upi(payload) == {
        "pa": "corner.shop@okbank",
        "pn": "Corner Shop & Sons",
        "am": "12.50",
        "cu": "INR",
        "tr": RECEIPT,
        "tn": RECEIPT,
    }


def test_a_static_code_is_shown_as_the_provider_made_it() -> None:
    text = "https://qr.example/bax0123456789abcdef"
    assert payment_code("static", Payee(account=text), money("1.00", "CNY"), RECEIPT) == text
    with pytest.raises(FieldMissing):
        payment_code("static", Payee(), money("1.00", "CNY"), RECEIPT)
    with pytest.raises(CodeTooLong):
        payment_code("static", Payee(account="x" * 513), money("1.00", "CNY"), RECEIPT)


def test_an_unknown_scheme_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownScheme, match="epc, pix"):
        payment_code("bitcoin", SEPA_SHOP, money("1.00", "EUR"), RECEIPT)


@given(
    st.sampled_from(sorted(PAYEES)),
    st.tuples(st.text(max_size=90), st.text(max_size=40), st.text(max_size=30)),
    st.text(max_size=40),
    st.integers(-5, 10**14),
)
def test_whatever_the_settings_say_the_code_is_readable_or_refused_with_a_sentence(
    scheme: Scheme, fields: tuple[str, str, str], reference: str, minor: int
) -> None:
    good, code = PAYEES[scheme]
    name, account, city = fields
    payee = Payee(name, account or good.account, city, country=good.country, templates=good.templates)
    try:
        payload = payment_code(scheme, payee, Money(minor, Currency.of(code)), reference)
    except PaymentCodeError as error:
        assert re.search(r"\w.*\.$", str(error), re.S)
        return
    READERS[scheme](payload)
