"""What set-up writes is what the till reads, and a failed write leaves the old file."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import SettingsError
from config.loader import load_settings
from config.writer import to_toml, write_till_settings

SHOP = {
    "shop": {"store": "0012", "till": "03", "name": 'Dućan "Kod Ane" \\ 小店', "languages": ["zh", "en"]},
    "cash": {"rounding_step": Decimal("0.05"), "quick_keys": [Decimal(10)]},
    "tax": {"classes": [{"code": "A", "rate": Decimal(25)}, {"code": "B", "rate": "13", "name": "Snižena"}]},
    "permissions": {"cashier": {"no_sale": True, "line_discount": "7.5"}},
    "tenders": {"wallet": {"schemes": [{"code": "giro", "label": "Giro", "scheme": "epc", "account": "HR12"}]}},
    "central": {"token_file": Path("token"), "url": None},
}


def test_what_set_up_writes_is_loaded_again(tmp_path: Path) -> None:
    path = write_till_settings(tmp_path / "new", SHOP)
    settings = load_settings(data_dir=path.parent)
    assert settings.shop.name == 'Dućan "Kod Ane" \\ 小店'
    assert settings.shop.is_set_up
    assert settings.cash.rounding_step == Decimal("0.05")
    assert [tax.name for tax in settings.tax.classes] == ["", "Snižena"]
    assert settings.permissions.granted()["cashier"]["line_discount"] == Decimal("7.5")
    assert settings.tenders.wallet.schemes[0].account == "HR12"
    assert settings.central.url is None


def test_a_second_set_up_changes_only_what_it_says(tmp_path: Path) -> None:
    write_till_settings(tmp_path, SHOP)
    write_till_settings(tmp_path, {"shop": {"name": "Other"}})
    settings = load_settings(data_dir=tmp_path)
    assert (settings.shop.name, settings.shop.till) == ("Other", "03")


def test_wrong_values_are_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    path = write_till_settings(tmp_path, SHOP)
    before = path.read_bytes()
    with pytest.raises(SettingsError, match=r"shop\.currency"):
        write_till_settings(tmp_path, {"shop": {"currency": "money"}})
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["till.toml"]


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(SettingsError, match="could not be written"):
        write_till_settings(blocked, {"shop": {"name": "x"}})


_VALUES = st.one_of(st.booleans(), st.integers(-(2**53), 2**53), st.text(max_size=20))
_TABLES = st.recursive(
    st.one_of(_VALUES, st.lists(_VALUES, max_size=4)),
    lambda inner: st.one_of(
        st.dictionaries(st.text(max_size=8), inner, max_size=4),
        st.lists(st.dictionaries(st.text(max_size=8), _VALUES, min_size=1, max_size=3), min_size=1, max_size=3),
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), _TABLES, max_size=5))
def test_anything_that_is_written_as_toml_reads_back_the_same(content: dict[str, object]) -> None:
    import tomllib

    assert tomllib.loads(to_toml(content)) == content
