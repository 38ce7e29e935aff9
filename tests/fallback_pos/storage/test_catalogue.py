import random
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.product import Product, Promotion, QuantityPrice
from fallback_pos.storage.catalogue import Catalogue
from fallback_pos.storage.catalogue_files import Layer
from fallback_pos.storage.catalogue_layer import CatalogueUnreadable, OtherCurrency
from fallback_pos.storage.catalogue_schema import product_of, row_of
from tests.fallback_pos.storage.catalogue_rows import EUR, MORNING, TAX, key_of, open_catalogue, product, publish

LATER = MORNING.replace(hour=9)
AMOUNTS = st.integers(0, 10**12).map(lambda minor: Money(minor, EUR))
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))
PRODUCTS = st.builds(
    Product,
    id=st.text(min_size=1, max_size=20),
    name=st.text(min_size=1, max_size=30),
    price=AMOUNTS,
    tax=st.just(TAX),
    names=st.lists(st.tuples(st.sampled_from(["en", "zh"]), st.text(max_size=10)), max_size=2).map(tuple),
    department=st.none() | st.text(max_size=10),
    unit=st.sampled_from(["pc", "kg", "l"]),
    weighed=st.booleans(),
    promotion=st.none() | st.builds(Promotion, AMOUNTS, DAYS, DAYS),
    quantity_prices=st.lists(st.builds(QuantityPrice, st.decimals("0.001", "9999", places=3), AMOUNTS), max_size=3).map(
        tuple
    ),
    deposit_product=st.none() | st.text(min_size=1, max_size=10),
    minimum_age_years=st.integers(0, 99),
    blocked=st.booleans(),
    plu=st.none() | st.text("0123456789", min_size=1, max_size=5),
)


@given(PRODUCTS)
def test_a_product_comes_back_from_its_row_as_it_was(given_product: Product) -> None:
    assert product_of(row_of(given_product), EUR, {"A": TAX}) == given_product


def test_without_a_catalogue_nothing_is_found_and_nothing_fails(tmp_path) -> None:
    catalogue = open_catalogue(tmp_path)
    assert catalogue.find(key_of(1)) == catalogue.search("kruh") == []
    assert catalogue.by_id("P1") is None
    assert catalogue.prices_as_of is None
    assert catalogue.age(MORNING) is None
    assert catalogue.layers == catalogue.faults == catalogue.tax_classes == ()
    assert catalogue.sample(5, random.Random(1)) == []
    assert not catalogue.reload_if_changed()


def test_prices_have_an_age(tmp_path) -> None:
    publish(tmp_path, [product(1, "Kruh")])
    catalogue = open_catalogue(tmp_path)
    assert catalogue.prices_as_of == "2026-11-22T06:00:00Z"
    assert catalogue.age(datetime(2026, 11, 23, 7, 0, tzinfo=UTC)) == timedelta(hours=25)


@pytest.mark.parametrize(("pulled_at", "price"), [(LATER, 130), (MORNING - timedelta(days=1), 120), (MORNING, 120)])
def test_the_layer_with_the_newer_prices_is_asked_first(tmp_path, pulled_at, price) -> None:
    publish(tmp_path, [product(1, "Kruh", 120)], Layer.IMPORTED, MORNING)
    publish(tmp_path, [product(1, "Kruh", 130), product(2, "Mlijeko")], Layer.PULLED, pulled_at)
    catalogue = open_catalogue(tmp_path)
    assert catalogue.find(key_of(1))[0].product.price.minor == price
    assert catalogue.by_id("P1") == catalogue.find(key_of(1))[0].product
    assert catalogue.find(key_of(2))[0].product.name == "Mlijeko"
    assert catalogue.prices_as_of == max(MORNING, pulled_at).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_new_prices_hold_from_the_change_over_and_not_before(tmp_path) -> None:
    publish(tmp_path, [product(1, "Kruh", 120)])
    catalogue = open_catalogue(tmp_path)
    assert catalogue.search("kruh")[0].price.minor == 120
    publish(tmp_path, [product(1, "Kruh", 130)])
    publish(tmp_path, [product(1, "Kruh", 140)])
    assert catalogue.find(key_of(1))[0].product.price.minor == 120, "its file was removed, but it is still open"
    assert catalogue.reload_if_changed()
    assert catalogue.find(key_of(1))[0].product.price.minor == 140
    assert catalogue.search("kruh")[0].price.minor == 140
    assert not catalogue.reload_if_changed()


def test_search_goes_on_in_its_thread_while_the_catalogue_changes_over(tmp_path) -> None:
    publish(tmp_path, [product(number, f"Kruh {number}") for number in range(1, 300)])
    catalogue = open_catalogue(tmp_path)
    stop, counts, faults = threading.Event(), [], []

    def search() -> None:
        try:
            while not stop.is_set():
                counts.append(len(catalogue.search("kru", 20)))
        except Exception as error:  # noqa: BLE001 - the thread's outermost boundary
            faults.append(error)

    worker = threading.Thread(target=search)
    worker.start()
    for cents in range(100, 110):
        publish(tmp_path, [product(number, f"Kruh {number}", cents) for number in range(1, 300)])
        catalogue.reload_if_changed()
        assert catalogue.find(key_of(7))[0].product.price.minor == cents
    stop.set()
    worker.join(30)
    catalogue.close()
    assert not faults
    assert set(counts) == {20}


def test_a_damaged_file_gives_way_to_the_previous_one_with_a_fault(tmp_path) -> None:
    publish(tmp_path, [product(1, "Kruh", 120)])
    newest = publish(tmp_path, [product(1, "Kruh", 130)])
    newest.write_bytes(b"torn" * 1000)
    catalogue = open_catalogue(tmp_path)
    assert catalogue.find(key_of(1))[0].product.price.minor == 120
    assert [type(fault) for fault in catalogue.faults] == [CatalogueUnreadable]


def test_a_missing_file_gives_way_to_the_previous_one(tmp_path) -> None:
    publish(tmp_path, [product(1, "Kruh", 120)])
    publish(tmp_path, [product(1, "Kruh", 130)]).unlink()
    catalogue = open_catalogue(tmp_path)
    assert catalogue.find(key_of(1))[0].product.price.minor == 120
    assert "missing" in str(catalogue.faults[0])


@pytest.mark.parametrize("text", ["", "{", "[]", '{"imported": "../../etc/passwd"}', '{"imported": 7}'])
def test_a_broken_pointer_never_stops_the_till(tmp_path, text) -> None:
    publish(tmp_path, [product(1, "Kruh")])
    (tmp_path / "catalogue.json").write_text(text)
    catalogue = open_catalogue(tmp_path)
    assert catalogue.find(key_of(1))[0].product.name == "Kruh"


def test_a_lost_pointer_falls_back_to_the_newest_file(tmp_path) -> None:
    publish(tmp_path, [product(1, "Kruh", 120)])
    publish(tmp_path, [product(1, "Kruh", 130)])
    (tmp_path / "catalogue.json").unlink()
    assert open_catalogue(tmp_path).find(key_of(1))[0].product.price.minor == 130


def test_prices_in_another_currency_are_never_sold_at(tmp_path) -> None:
    publish(tmp_path, [product(1, "Kruh")])
    catalogue = Catalogue.open(tmp_path, Currency.of("CNY"))
    assert catalogue.find(key_of(1)) == []
    assert [type(fault) for fault in catalogue.faults] == [OtherCurrency]


def test_a_file_damaged_while_open_says_what_to_do(tmp_path) -> None:
    sealed = publish(tmp_path, [product(number, f"Kruh {number}") for number in range(1, 20_000)])
    catalogue = open_catalogue(tmp_path)
    with sealed.open("r+b") as file:
        file.seek(20_000)
        file.write(b"\xff" * (sealed.stat().st_size - 20_000))
    with pytest.raises(CatalogueUnreadable, match="description and price"):
        for number in range(1, 20_000):
            catalogue.find(key_of(number))
    with pytest.raises(CatalogueUnreadable):
        catalogue.search("kruh 7")


def test_a_sample_holds_different_products_with_their_codes(tmp_path) -> None:
    publish(tmp_path, [product(number, f"Kruh {number}") for number in range(1, 50)])
    catalogue = open_catalogue(tmp_path)
    chosen = catalogue.sample(20, random.Random(1))
    assert len({found.product.id for found in chosen}) == 20
    assert all(catalogue.find(found.key) == [found] for found in chosen)
    assert len(catalogue.sample(1000, random.Random(1))) == 49


@settings(max_examples=20, deadline=None)
@given(st.lists(PRODUCTS, max_size=15, unique_by=lambda each: each.id))
def test_every_product_written_is_read_back_by_id(tmp_path_factory, products) -> None:
    folder = tmp_path_factory.mktemp("catalogue")
    numbered = [replace(each, id=f"P{number}") for number, each in enumerate(products)]
    publish(folder, numbered)
    catalogue = open_catalogue(folder)
    try:
        assert [catalogue.by_id(each.id) for each in numbered] == numbered
        assert [catalogue.find(key_of(int(each.id[1:])))[0].product for each in numbered] == numbered
        assert all(found.pack_quantity == Decimal(1) for found in catalogue.sample(5, random.Random(1)))
    finally:
        catalogue.close()
