"""Settings come from four places; what is wrong is said in a sentence with the file, the field and what to write."""

from decimal import Decimal
from pathlib import Path

import pytest

from config.errors import SettingsError
from config.loader import find_problems, load_settings
from fallback_pos.domain.operator import Action, Role


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("FALLBACK_POS_"):
            monkeypatch.delenv(name)


def _write(folder: Path, text: str, name: str = "shop.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_defaults_alone_load_and_say_that_the_till_is_not_set_up() -> None:
    settings = load_settings()
    assert not settings.shop.is_set_up
    assert settings.cash.rounding_step == Decimal("0.01")
    assert settings.tenders.card.required_fields == ("approval_code", "last_four", "slip")


def test_the_environment_wins_over_the_named_file_over_the_tills_own_over_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, '[shop]\nname = "own"\ntill = "03"\n[screen]\ntheme = "light"\nlanguage = "zh"\n', "till.toml")
    named = _write(tmp_path, '[shop]\nname = "named"\n[screen]\nlanguage = "en"\n')
    monkeypatch.setenv("FALLBACK_POS_SHOP__NAME", "environment")
    settings = load_settings(named, tmp_path)
    assert (settings.shop.name, settings.shop.till) == ("environment", "03")
    assert (settings.screen.theme, settings.screen.language, settings.screen.beep) == ("light", "en", True)


def test_every_kind_of_value_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FALLBACK_POS_CASH__QUICK_KEYS", '["5", "10"]')
    monkeypatch.setenv("FALLBACK_POS_PERMISSIONS__CASHIER__LINE_DISCOUNT", "false")
    monkeypatch.setenv("FALLBACK_POS_PERMISSIONS__CASHIER__NO_SALE", "true")
    monkeypatch.setenv("FALLBACK_POS_PERMISSIONS__CASHIER__OPEN_ITEM", "12.50")
    monkeypatch.setenv("FALLBACK_POS_SCREEN__BEEP", "false")
    monkeypatch.setenv("FALLBACK_POS_CATALOGUE__COLUMNS__PRICE", "Cijena")
    monkeypatch.setenv("FALLBACK_POS_SHOP__TILL", "007")
    monkeypatch.setenv("FALLBACK_POS_DEVICES__DISPLAY", '{"kind":"serial","line":{"port":"/dev/ttyS1"}}')
    monkeypatch.setenv("FALLBACK_POS_PIN", "482913")
    settings = load_settings()
    cashier = settings.permissions.granted()["cashier"]
    assert settings.cash.quick_keys == (Decimal(5), Decimal(10))
    assert "line_discount" not in cashier
    assert cashier["no_sale"] is None
    assert cashier["open_item"] == Decimal("12.50")
    assert settings.screen.beep is False
    assert settings.catalogue.columns == {"price": "Cijena"}
    assert settings.shop.till == "007"
    assert settings.devices.display.line is not None
    assert settings.devices.display.line.port == "/dev/ttyS1"
    assert settings.devices.display.code_page == "cp437"


def test_a_file_changes_one_grant_and_leaves_the_others(tmp_path: Path) -> None:
    settings = load_settings(_write(tmp_path, "[permissions.cashier]\nreprint = false\n"))
    cashier = settings.permissions.granted()["cashier"]
    assert "reprint" not in cashier
    assert cashier["sell"] is None
    assert cashier["line_discount"] == Decimal(10)


def test_the_actions_are_those_of_the_till() -> None:
    from config.sections.permissions import ACTIONS, PermissionsSettings

    assert set(ACTIONS) == {action.value for action in Action}
    assert set(PermissionsSettings.model_fields) == {role.value for role in Role}
    for grants in load_settings().permissions:
        assert set(grants[1]) == set(ACTIONS), grants[0]


WRONG = {
    "an unknown currency": ('[shop]\ncurrency = "Euro"', 'shop.currency in {file} is "Euro". Write a currency code'),
    "an amount as a float": ("[cash]\nrounding_step = 0.05", 'Write an exact number in quotes, such as "0.05".'),
    "an amount of nothing": ('[cash]\nrounding_step = "0"', "Write a number above zero."),
    "not a number": ('[cash]\nlargest_plausible = "much"', 'cash.largest_plausible in {file} is "much"'),
    "an endless number": ('[cash]\nlargest_plausible = "NaN"', "Write an exact number in quotes"),
    "a choice that is none": ('[tax]\nmode = "both"', "Write inclusive or exclusive."),
    "a misspelt field": ('[shop]\nnmae = "x"', "shop.nmae in {file} is not a setting of this till. Write shop.name"),
    "a misspelt section": ("[shopp]\nx = 1", "shopp in {file} is not a setting of this till. Write shop,"),
    "an unheard-of field": ("[shop]\nzzzzqqq = 1", "Take it out, or correct its name."),
    "a second entry": (
        '[[tax.classes]]\ncode="A"\nrate="20"\n[[tax.classes]]\ncode="B"\nrate="120"\n',
        'tax.classes.2.rate in {file} is "120". Write a percentage',
    ),
    "a missing part": ('[[tax.classes]]\ncode = "A"', "tax.classes.1.rate is missing in {file}. Write a value."),
    "a letter used twice": (
        '[[tax.classes]]\ncode="A"\nrate="20"\n[[tax.classes]]\ncode="A"\nrate="10"\n',
        "tax in {file} do not fit together. Write a different code for each tax class.",
    ),
    "an unknown action": ("[permissions.cashier]\nfly = true", "only actions that the till knows"),
    "a grant that is none": ('[permissions.cashier]\nsell = "maybe"', "true, false, or a largest percentage"),
    "a number too small": ("[agent]\nlinger_minutes = -1", "agent.linger_minutes in {file} is -1. Write 0 or more."),
    "a number too large": ("[shift]\nday_starts_at_hour = 24", "Write 23 or less."),
    "no languages": ("[shop]\nlanguages = []", "shop.languages in {file} is too short. Write at least 1"),
    "a long drawer": ('[shift]\ndrawer = "abcdefghijklmnopqrstuvwxyz"', "is too long. Write at most 20"),
    "a bad pattern": ('[tenders.wallet]\nreference_pattern = "["', "Write a regular expression"),
    "a text for a number": ('[agent]\nlinger_minutes = "soon"', "Write a whole number."),
    "a number for a text": ("[shop]\nname = 5", "shop.name in {file} is 5. Write a text in quotes."),
    "a value for a section": ("shop = 5", "shop in {file} is 5. Write a table."),
    "a text for a switch": ('[screen]\nbeep = "loud"', "Write true or false."),
    "a central without address": ("[central]\nenabled = true", "Write the url of the central"),
    "a till number with spaces": ('[shop]\ntill = "0 3"', "Write one to eight letters and digits"),
    "a wallet without account": (
        '[[tenders.wallet.schemes]]\ncode="giro"\nlabel="Giro"\nscheme="epc"',
        "Write the account that receives the money.",
    ),
    "control characters": ('[shop]\nname = "a\\u001bb"', 'is "a·b". Write one line of text'),
    "no TOML": ("[shop\n", "is not TOML: "),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_setting_is_named_with_its_file_and_what_to_write(case: str, tmp_path: Path) -> None:
    text, wanted = WRONG[case]
    path = _write(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    sentence = str(caught.value)
    assert wanted.format(file=path) in sentence
    assert str(path) in sentence
    assert "pydantic" not in sentence
    assert "\n" not in sentence


def test_all_problems_are_found_at_once(tmp_path: Path) -> None:
    path = _write(tmp_path, '[shop]\ncurrency = "Euro"\n[tax]\nmode = "both"\n')
    assert [problem.params["field"] for problem in find_problems(path)] == ["shop.currency", "tax.mode"]
    assert find_problems() == []


def test_the_file_that_said_the_wrong_thing_is_named_and_not_the_one_it_covers(tmp_path: Path) -> None:
    own = _write(tmp_path, '[shop]\ncurrency = "Euro"\n', "till.toml")
    named = _write(tmp_path, '[shop]\nname = "x"\n')
    with pytest.raises(SettingsError, match="currency") as caught:
        load_settings(named, tmp_path)
    assert caught.value.params["file"] == str(own)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("FALLBACK_POS_SHOP__CURRENCY", "euro", 'shop.currency in FALLBACK_POS_SHOP__CURRENCY is "euro"'),
        ("FALLBACK_POS_SHOPP__NAME", "x", "FALLBACK_POS_SHOPP__NAME is not a setting"),
        ("FALLBACK_POS_SHOP__NMAE", "x", "Write shop.name"),
        ("FALLBACK_POS_CASH__QUICK_KEYS", "[5, 10", "Write a list or table as JSON"),
        ("FALLBACK_POS_CASH__QUICK_KEYS", "5", "Write"),
    ],
)
def test_a_wrong_variable_is_named(name: str, value: str, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert wanted in str(caught.value)
    assert name in str(caught.value)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="There is no settings file"):
        load_settings(tmp_path / "none.toml")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path)
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="is not TOML"):
        load_settings(binary)


def test_a_file_from_a_windows_editor_loads(tmp_path: Path) -> None:
    path = tmp_path / "bom.toml"
    path.write_bytes(b'\xef\xbb\xbf[shop]\r\nname = "Du\xc4\x87an"\r\n')
    assert load_settings(path).shop.name == "Dućan"
