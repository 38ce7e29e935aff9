"""Amounts, dates and errors in the reader's words."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import SettingWrong
from drivers.faults import Fault
from fallback_pos.domain.money import Currency, Money, NotAnAmount
from fallback_pos.domain.operator import Action, ApprovalNeeded, Role
from fallback_pos.errors import TillError
from fallback_pos.i18n import LANGUAGES, Translator
from fallback_pos.i18n.numbers import UnknownNumberFormat

EUR, JPY, KWD = Currency.of("EUR"), Currency.of("JPY"), Currency.of("KWD")
EN, ZH, HR = Translator("en"), Translator("zh"), Translator("en", "hr")


@pytest.mark.parametrize(
    ("translator", "money", "wanted"),
    [
        (EN, Money(129, EUR), "1.29"),
        (EN, Money(-5, EUR), "-0.05"),
        (EN, Money(123_456_789, EUR), "1,234,567.89"),
        (EN, Money(1_234_567, JPY), "1,234,567"),
        (EN, Money(1_234_567, KWD), "1,234.567"),
        (ZH, Money(123_456, EUR), "1,234.56"),
        (HR, Money(-123_456, EUR), "-1.234,56"),
        (Translator("en", "de_CH"), Money(123_456, EUR), "1’234.56"),
        (Translator("en", "fr"), Money(123_456, EUR), "1 234,56"),
        (Translator("en", "en_IN"), Money(1_234_567_89, EUR), "12,34,567.89"),
    ],
)
def test_amounts_are_written_as_the_country_does(translator: Translator, money: Money, wanted: str) -> None:
    assert translator.money(money) == wanted


def test_quantities_and_percentages() -> None:
    assert [EN.quantity(Decimal(text)) for text in ("2", "0.734", "1.500", "1000")] == ["2", "0.734", "1.5", "1000"]
    assert HR.quantity(Decimal("0.734")) == "0,734"
    assert [EN.percent(Decimal("25")), HR.percent(Decimal("5.5"))] == ["25%", "5,5 %"]


def test_dates_are_in_digits_and_nobody_misreads_them() -> None:
    day = date(2026, 3, 4)
    assert EN.date(day) == ZH.date(day) == "2026-03-04"
    assert HR.date(day) == "04. 03. 2026."
    assert Translator("en", "de").date(day) == "04.03.26"
    assert EN.time(datetime(2026, 3, 4, 14, 5)) == "14:05"  # noqa: DTZ001 - local time as the shop's clock shows it
    assert EN.moment(datetime(2026, 3, 4, 9, 5)) == "2026-03-04 09:05"  # noqa: DTZ001


def test_a_moment_with_a_zone_is_shown_in_the_shops() -> None:
    moment = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
    assert EN.time(moment) == f"{moment.astimezone():%H:%M}"


def test_parameters_are_formatted_for_the_reader() -> None:
    text = HR.text("{a} {b} {c} {d}", a=Money(150, EUR), b=Decimal("0.5"), c=date(2026, 1, 2), d=["x", Decimal("1.5")])
    assert text == "1,50 0,5 02. 01. 2026. x, 1,5"


def test_braces_in_what_a_person_typed_are_only_text() -> None:
    error = NotAnAmount(text="{0.__class__}", currency="EUR", example="12.30")
    assert "{0.__class__}" in EN.sentence(error)
    assert "{0.__class__}" in ZH.sentence(error)


def test_codes_become_words() -> None:
    error = ApprovalNeeded(Action.LINE_DISCOUNT, Role.SUPERVISOR)
    assert EN.sentence(error) == "A discount on a line needs a supervisor. Ask one to enter code and PIN."
    assert "line_discount" not in ZH.sentence(error)
    assert "主管" in ZH.sentence(error)


def test_errors_and_faults_of_every_package_are_put_into_words() -> None:
    wrong = SettingWrong(field="tax.mode", file="till.toml", value='"x"', expected="a whole number")
    assert EN.sentence(wrong) == 'tax.mode in till.toml is "x". Write a whole number.'
    assert "a whole number" not in ZH.sentence(wrong)
    assert EN.sentence(Fault("Out", "{name} is out.", {"name": "Paper"})) == "Paper is out."


def test_a_fault_inside_an_error_is_put_into_words_too() -> None:
    class Outer(TillError):
        sentence = "It failed: {reason}"

    inner = Fault("Out", "{name} is out.", {"name": "Paper"})
    assert EN.sentence(Outer(reason=inner)) == "It failed: Paper is out."


def test_an_unknown_language_is_english_and_an_unknown_country_is_said() -> None:
    assert Translator("xx").language == "en"
    assert Translator("").text("Nothing of this is translated") == "Nothing of this is translated"
    for name in ("nowhere", "xx_YY", "../etc", "12"):
        with pytest.raises(UnknownNumberFormat):
            Translator("en", name)


@given(st.integers(-(10**13), 10**13), st.sampled_from([EUR, JPY, KWD]), st.sampled_from([EN, ZH, HR]))
def test_an_amount_shown_reads_back_the_same(minor: int, currency: Currency, translator: Translator) -> None:
    money = Money(minor, currency)
    decimal, group = (",", ".") if translator is HR else (".", ",")
    plain = translator.money(money).replace(group, "").replace(decimal, ".")
    assert Money.parse(plain, currency) == money


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_paint_needs_no_babel(language: str) -> None:
    program = (
        "import sys; from fallback_pos.i18n import Translator\n"
        f"t = Translator({language!r}); t.text('Cash')\n"
        "from fallback_pos.domain.money import *; from datetime import date; from decimal import Decimal\n"
        "t.money(Money(1, Currency('EUR', 2))); t.date(date.today()); t.percent(Decimal(5))\n"
        "sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
