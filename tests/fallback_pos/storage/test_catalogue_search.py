import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fallback_pos.storage.catalogue import Catalogue
from fallback_pos.storage.catalogue_build import CatalogueFacts, ProductCode, building_catalogue
from fallback_pos.storage.catalogue_files import Layer
from fallback_pos.storage.search_tokens import fold, terms_of
from tests.fallback_pos.storage.catalogue_rows import EUR, MORNING, TAX, open_catalogue, product, publish, publish_names

SHELF = [
    "Mlijeko svježe 1 l",
    "Čokolada mliječna 100 g",
    "Čokoladno mlijeko 0,5 l",
    "Naranča",
    "Sok od naranče 1 l",
    "Mrkva",
    "茉莉绿茶 100 克",
    "绿茶",
    "红茶",
    "Đumbir",
    "A-B-C 2",
]


def found(catalogue: Catalogue, text: str, limit: int = 50) -> list[str]:
    return [each.name for each in catalogue.search(text, limit)]


@pytest.fixture
def shelf(tmp_path):
    publish_names(tmp_path, SHELF)
    catalogue = open_catalogue(tmp_path)
    yield catalogue
    catalogue.close()


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("mlij", ["Mlijeko svježe 1 l", "Čokolada mliječna 100 g", "Čokoladno mlijeko 0,5 l"]),
        ("COKOL", ["Čokolada mliječna 100 g", "Čokoladno mlijeko 0,5 l"]),
        ("čok mlijeko", ["Čokoladno mlijeko 0,5 l"]),
        ("ranč", ["Naranča", "Sok od naranče 1 l"]),
        ("du", ["Đumbir"]),
        ("茶", ["红茶", "绿茶", "茉莉绿茶 100 克"]),
        ("绿茶", ["绿茶", "茉莉绿茶 100 克"]),
        ("莉绿茶", ["茉莉绿茶 100 克"]),
        ("绿 克", ["茉莉绿茶 100 克"]),
        ("绿克", []),
        ("0,5", ["Čokoladno mlijeko 0,5 l"]),
        ("b c", ["A-B-C 2"]),
        ("xyzzy", []),
        ('" OR *', []),
    ],
)
def test_names_are_found_by_any_part(shelf: Catalogue, typed: str, names: list[str]) -> None:
    assert found(shelf, typed) == names


def test_names_that_begin_with_the_text_come_first(tmp_path) -> None:
    publish_names(tmp_path, ["Kruh s maslacem", "Domaći namaslaceni kolač", "Maslac 250 g", "Maslac"])
    assert found(open_catalogue(tmp_path), "maslac") == [
        "Maslac",
        "Maslac 250 g",
        "Kruh s maslacem",
        "Domaći namaslaceni kolač",
    ]


def test_a_product_is_found_by_its_name_in_any_language(tmp_path) -> None:
    publish(tmp_path, [product(1, "Mlijeko", names=[("en", "Milk"), ("zh", "牛奶")])])
    catalogue = open_catalogue(tmp_path)
    assert found(catalogue, "milk") == found(catalogue, "奶") == found(catalogue, "mlijeko 牛") == ["Mlijeko"]


def test_parts_of_a_long_word_that_stand_apart_do_not_match(tmp_path) -> None:
    publish_names(tmp_path, ["abcd bcde", "abcde"])
    assert found(open_catalogue(tmp_path), "abcde") == ["abcde"]


def test_a_plu_and_the_first_digits_of_a_barcode_find_the_product(tmp_path) -> None:
    with building_catalogue(tmp_path, Layer.IMPORTED, CatalogueFacts(EUR, MORNING, "test")) as builder:
        builder.add(product(1, "Banane"), (ProductCode("plu:4011"), ProductCode("label:25:04011")))
        builder.add(product(2, "Kruh"), (ProductCode("03850104047015"),))
        builder.add(product(3, "Žvakaće"), (ProductCode("00000038500015"),))
        builder.add(product(4, "Vreće 40 l"), (ProductCode("00012345000171"),))
        builder.publish([TAX])
    catalogue = open_catalogue(tmp_path)
    assert found(catalogue, "4011") == ["Banane"]
    assert found(catalogue, "40") == ["Banane", "Vreće 40 l"]
    assert found(catalogue, "385010404") == ["Kruh"]
    assert found(catalogue, "3850") == ["Kruh", "Žvakaće"]
    assert found(catalogue, "01234") == ["Vreće 40 l"]
    assert found(catalogue, " P2 ") == ["Kruh"]


def test_a_product_of_both_layers_is_shown_once_with_the_newer_price(tmp_path) -> None:
    publish(tmp_path, [product(1, "Kruh stari", 100), product(2, "Kruh drugi", 100)], Layer.PULLED)
    publish(tmp_path, [product(1, "Kruh novi", 120)], Layer.IMPORTED, MORNING.replace(hour=7))
    catalogue = open_catalogue(tmp_path)
    assert sorted(found(catalogue, "kruh")) == ["Kruh drugi", "Kruh novi"]


def test_the_limit_is_kept_and_has_an_upper_end(tmp_path) -> None:
    publish_names(tmp_path, [f"Kruh {number}" for number in range(400)])
    catalogue = open_catalogue(tmp_path)
    assert len(found(catalogue, "kru", 20)) == 20
    assert len(found(catalogue, "ruh", 20)) == 20
    assert len(found(catalogue, "kruh", 10**9)) == 200
    assert found(catalogue, "kruh", 0) == found(catalogue, "kruh", -1) == []


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(st.text(st.sampled_from("abčd 茶绿"), min_size=1, max_size=12), min_size=1, max_size=30),
    typed=st.text(st.sampled_from("abcd茶绿 "), min_size=1, max_size=6),
)
def test_search_finds_exactly_what_reading_every_name_would_find(tmp_path_factory, names, typed) -> None:
    folder = tmp_path_factory.mktemp("catalogue")
    publish_names(folder, names)
    catalogue = open_catalogue(folder)
    try:
        got = {each.id for each in catalogue.search(typed, 100)}
    finally:
        catalogue.close()
    wanted = {f"P{number}" for number, name in enumerate(names, 1) if _holds(name, typed)}
    assert got == wanted


def _holds(name: str, typed: str) -> bool:
    words = [term.text for term in terms_of(fold(name))]
    terms = [term.text for term in terms_of(typed)]
    return bool(terms) and all(any(_matches(word, term) for word in words) for term in terms)


def _matches(word: str, term: str) -> bool:
    if term.isascii() and len(term) < 3:
        return word.startswith(term)
    return term in word
