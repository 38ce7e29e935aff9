import csv
from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from fallback_pos.barcodes import Barcode, BarcodeRules, has_valid_check_digit, label_layouts, understand
from fallback_pos.demo import DEMO_SHOP, import_demo_products
from fallback_pos.domain.money import Currency
from fallback_pos.domain.operator import Role
from fallback_pos.domain.product import FoundProduct, Product
from fallback_pos.storage.catalogue import Catalogue

TODAY = date(2026, 11, 22)
RULES = BarcodeRules(layouts=label_layouts(DEMO_SHOP.label_set))


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Iterator[Catalogue]:
    folder: Path = tmp_path_factory.mktemp("demo")
    report = import_demo_products(folder)
    assert report.problems == ()
    opened = Catalogue.open(folder, Currency.of(DEMO_SHOP.currency))
    yield opened
    opened.close()


def rows() -> list[dict[str, str]]:
    text = (resources.files("fallback_pos.demo") / "products.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def products(catalogue: Catalogue) -> list[Product]:
    found = [catalogue.by_id(row["id"]) for row in rows()]
    assert None not in found
    return [product for product in found if product is not None]


def scan(catalogue: Catalogue, code: str) -> tuple[Barcode, FoundProduct]:
    barcode = understand(code, None, RULES)
    return barcode, next(found for key in barcode.lookup_keys for found in catalogue.find(key))


def test_every_column_of_a_product_file_is_in_use() -> None:
    table = rows()
    assert len(table) >= 290
    assert all(any(row[column] for row in table) for column in table[0])


def test_every_barcode_has_its_check_digit() -> None:
    codes = [code.partition("*")[0] for row in rows() for code in row["barcodes"].split("|") if code]
    numbers = [code for code in codes if code.isdigit()]
    assert len(numbers) > 200
    assert len(set(codes)) == len(codes)
    assert all(has_valid_check_digit(number) for number in numbers)


def test_the_shop_shows_every_kind_of_product(catalogue) -> None:
    goods = products(catalogue)
    assert {product.tax.code for product in goods} == {tax.code for tax in DEMO_SHOP.tax_classes}
    assert sum(product.weighed for product in goods) >= 30
    assert sum(bool(product.promotion and product.promotion.holds_on(TODAY)) for product in goods) >= 10
    assert any(product.promotion and not product.promotion.holds_on(TODAY) for product in goods)
    assert sum(bool(product.quantity_prices) for product in goods) >= 10
    assert sum(product.minimum_age_years == 18 for product in goods) >= 10
    assert [product.name_in("en") for product in goods if product.blocked] == ["Peanut butter 350 g"]
    assert all(product.name_in("zh") != "" and product.name_in("en") != "" for product in goods)
    assert any(product.name.startswith("酱油") for product in goods)
    deposits = {product.deposit_product for product in goods} - {None}
    assert deposits == {"DEP-010"}
    assert catalogue.by_id("DEP-010").price.text == "0.10"


def test_promotions_are_lower_and_quantity_prices_fall(catalogue) -> None:
    for product in products(catalogue):
        prices = [product.price, *(step.price for step in product.quantity_prices)]
        assert prices == sorted(prices, reverse=True)
        assert product.promotion is None or product.promotion.price < product.price


def test_the_bread_of_the_manual_is_on_the_shelf(catalogue) -> None:
    _, bread = scan(catalogue, "3850104047015")
    assert (bread.product.name, bread.product.price.text, bread.product.tax.code) == ("Kruh bijeli 700 g", "1.29", "C")


@pytest.mark.parametrize("sample", DEMO_SHOP.sample_codes, ids=lambda sample: sample.name)
def test_every_sample_code_names_a_product(catalogue, sample) -> None:
    scan(catalogue, sample.code)


def test_the_sample_codes_show_weight_price_carton_age_and_block(catalogue) -> None:
    readings = {sample.name: scan(catalogue, sample.code) for sample in DEMO_SHOP.sample_codes}
    assert str(readings["Bananas"][0].weight) == "1.234"
    assert str(readings["Gouda"][0].price) == "7.34"
    assert readings["6 × water"][1].pack_quantity == 6
    assert readings["Lager"][1].product.minimum_age_years == 18
    assert readings["Lemons"][1].product.weighed
    assert readings["Peanut butter"][1].product.blocked


def test_each_role_has_an_operator_with_a_pin_of_its_own() -> None:
    operators = DEMO_SHOP.operators
    assert {operator.role for operator in operators} == set(Role)
    assert len({operator.pin for operator in operators}) == len({operator.code for operator in operators}) == 5
    assert all(len(operator.pin) == 6 and operator.pin.isdigit() for operator in operators)
