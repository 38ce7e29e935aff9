from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.barcodes import check_digit
from fallback_pos.catalogue_import.cells import NotADate, NotYesOrNo, read_date, read_price, read_text, read_yes_or_no
from fallback_pos.catalogue_import.taxes import TaxClasses, UnknownTaxClass, UnknownTaxRate
from fallback_pos.domain.money import Money
from fallback_pos.domain.product import Promotion, QuantityPrice
from fallback_pos.errors import TillError
from fallback_pos.storage.catalogue import Catalogue
from tests.fallback_pos.catalogue_import.files import EUR, TAXES, gtin, import_text, key, only_product, reasons


def euro(text: str) -> Money:
    return Money.parse(text, EUR)


def test_only_barcode_name_price_and_tax_are_needed(tmp_path) -> None:
    product = only_product(tmp_path, {})
    assert (product.id, product.name, product.price, product.tax.code) == (key(1), "Kruh", euro("1.29"), "C")
    assert (product.unit, product.weighed, product.promotion, product.quantity_prices) == ("pc", False, None, ())


def test_every_column_arrives_in_the_product(tmp_path) -> None:
    text = (
        "id;barcodes;plu;name;name_en;name_zh;department;unit;weighed;price;promotion_price;promotion_from;"
        "promotion_until;quantity_prices;deposit;tax;minimum_age;blocked\n"
        f"7;{gtin(1)}|{gtin(2)}*6;0411;Pivo;Beer;啤酒;Pića;kom;ne;1,29;0,99;1.11.2026.;2026-11-30;6:1,09|12:0.99;"
        "D1;25 %;18;da\n"
        "D1;;9010;Naknada;;;;;;0,10;;;;;;D;;\n"
    )
    report = import_text(tmp_path, text)
    assert not report.problems
    catalogue = Catalogue.open(tmp_path, EUR)
    (single,), (carton,), (typed,) = catalogue.find(key(1)), catalogue.find(key(2)), catalogue.find("plu:411")
    assert single.product == carton.product == typed.product
    assert (single.pack_quantity, carton.pack_quantity) == (1, 6)
    beer = single.product
    assert beer.names == (("en", "Beer"), ("zh", "啤酒"))
    assert (beer.id, beer.department, beer.unit, beer.weighed, beer.tax.code) == ("7", "Pića", "pc", False, "A")
    assert beer.promotion == Promotion(euro("0.99"), date(2026, 11, 1), date(2026, 11, 30))
    assert beer.quantity_prices == (QuantityPrice(Decimal(6), euro("1.09")), QuantityPrice(Decimal(12), euro("0.99")))
    assert (beer.deposit_product, beer.minimum_age_years, beer.blocked, beer.plu) == ("D1", 18, True, "411")
    catalogue.close()


def test_labels_are_stored_by_their_item(tmp_path) -> None:
    label = "250012300000" + check_digit("250012300000")
    import_text(tmp_path, f"barcode,name,price,tax,unit\n{label},Sir,8.49,A,kg\nlabel:20:00456,Meso,7.99,B,kg\n")
    catalogue = Catalogue.open(tmp_path, EUR)
    assert catalogue.find("label:25:00123")[0].product.weighed
    assert catalogue.find("label:20:00456")[0].product.name == "Meso"
    catalogue.close()


def test_brand_and_content_complete_the_name_where_the_file_keeps_them_apart(tmp_path) -> None:
    product = only_product(tmp_path, {"brand": "Bravo", "content": "2.00", "unit": "L", "name": "Nektar Jabuka"})
    assert (product.name, product.unit) == ("Nektar Jabuka Bravo 2 L", "pc")


def test_what_has_its_price_per_kilogram_is_weighed_unless_the_file_says_otherwise(tmp_path) -> None:
    assert only_product(tmp_path, {"unit": "KG"}).weighed
    assert not only_product(tmp_path, {"unit": "KG", "weighed": "0"}).weighed
    assert only_product(tmp_path, {"weighed": "yes"}).unit == "kg"


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("name", "", "EmptyCell"),
        ("name", "x" * 201, "TextTooLong"),
        ("price", "", "EmptyCell"),
        ("price", "-1.00", "NegativePrice"),
        ("price", "1.299", "NotAnAmount"),
        ("price", "1.234,50", "NotAnAmount"),
        ("price", "on request", "NotAnAmount"),
        ("tax", "", "EmptyCell"),
        ("tax", "X", "UnknownTaxClass"),
        ("tax", "19", "UnknownTaxRate"),
        ("barcode", "", "NoCode"),
        ("barcode", "3850104047016", "WrongCheckDigit"),
        ("barcode", "3.85010E+12", "SpreadsheetNumber"),
        ("plu", "12x", "WrongPlu"),
        ("weighed", "maybe", "NotYesOrNo"),
        ("promotion_price", "free", "NotAnAmount"),
        ("quantity_prices", "12:0.99|6:1.09", "WrongQuantityPrices"),
        ("quantity_prices", "6=1.09", "WrongQuantityPrices"),
        ("minimum_age", "adult", "WrongAge"),
        ("minimum_age", "180", "WrongAge"),
        ("blocked", "?", "NotYesOrNo"),
    ],
)
def test_a_bad_row_is_left_out_with_its_line_and_reason_and_the_rest_goes_in(tmp_path, column, text, reason) -> None:
    good = {"barcode": gtin(1), "name": "Kruh", "price": "1.29", "tax": "C"} | {column: ""}
    good |= {"barcode": gtin(1), "name": "Kruh", "price": "1.29", "tax": "C"}
    bad = good | {"barcode": gtin(2), column: text}
    lines = "\n".join("\t".join(row) for row in (list(good), list(good.values()), list(bad.values())))
    report = import_text(tmp_path, lines + "\n")
    assert (report.rows, report.left_out) == (1, 1)
    assert reasons(report) == [(3, reason, True)]
    assert str(report.problems[0].fault)


def test_promotion_days_must_be_days_in_order(tmp_path) -> None:
    header = "barcode,name,price,tax,promotion_price,promotion_from,promotion_until\n"
    report = import_text(
        tmp_path,
        header
        + f"{gtin(1)},a,2,A,1,2026-02-30,\n{gtin(2)},b,2,A,1,2026-02-02,2026-02-01\n{gtin(3)},c,2,A,1,,20261130\n",
    )
    assert reasons(report) == [(2, "NotADate", True), (3, "NotADate", True)]
    assert report.rows == 1


def test_a_bad_code_beside_a_good_one_is_mentioned_and_the_product_goes_in(tmp_path) -> None:
    report = import_text(tmp_path, f"barcode,name,price,tax\n3850104047016|{gtin(1)},Kruh,1.29,C\n")
    assert reasons(report) == [(2, "WrongCheckDigit", False)]
    assert (report.rows, report.left_out, report.mentioned) == (1, 0, 1)


def test_a_code_on_two_products_stays_with_the_first_and_is_reported(tmp_path) -> None:
    report = import_text(
        tmp_path,
        f"barcode,name,price,tax\n{gtin(1)},Kruh,1.29,C\n{gtin(1)},Kruh opet,1.39,C\n0{gtin(1)}|{gtin(2)},Pecivo,1,C\n",
    )
    assert reasons(report) == [(3, "CodeAlreadyTaken", True), (4, "ProductAlreadyListed", True)] or reasons(report) == [
        (3, "CodeAlreadyTaken", True),
        (4, "CodeAlreadyTaken", False),
    ]
    assert "Kruh" in str(report.problems[0].fault)
    catalogue = Catalogue.open(tmp_path, EUR)
    assert catalogue.find(key(1))[0].product.price == euro("1.29")
    catalogue.close()


def test_one_id_on_two_rows_is_reported(tmp_path) -> None:
    report = import_text(tmp_path, f"id,barcode,name,price,tax\n7,{gtin(1)},a,1,A\n7,{gtin(2)},b,2,A\n")
    assert reasons(report) == [(3, "ProductAlreadyListed", True)]


def test_a_deposit_that_is_nowhere_is_mentioned(tmp_path) -> None:
    report = import_text(tmp_path, f"barcode,name,price,tax,deposit\n{gtin(1)},Cola,1,A,D1\n")
    assert reasons(report) == [(2, "NoSuchDeposit", False)]
    assert report.rows == 1


def test_control_characters_of_a_name_never_reach_a_printer(tmp_path) -> None:
    assert read_text("Kruh\x1b[31m \x00\u202e bijeli\n", "name") == "Kruh [31m bijeli"


@given(st.text(max_size=60))
def test_any_text_becomes_one_printable_line(text) -> None:
    read = read_text(text, "name")
    assert read == read.strip()
    assert not set(read) & set(map(chr, (*range(32), *range(127, 160))))


@given(st.text(max_size=20))
def test_no_cell_brings_the_import_down(text) -> None:
    for read in (
        lambda: read_price(text, "price", EUR),
        lambda: read_yes_or_no(text, "blocked"),
        lambda: read_date(text, "promotion_from"),
        lambda: TaxClasses(TAXES, new_allowed=True).of(text),
    ):
        try:
            read()
        except TillError as fault:
            assert str(fault)


@given(st.integers(0, 10**10))
def test_an_amount_written_with_point_comma_or_sign_is_the_same(minor) -> None:
    money = Money(minor, EUR)
    for text in (money.text, money.text.replace(".", ","), f"€ {money.text}", f"{money.text} EUR"):
        assert read_price(text, "price", EUR) == money


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_a_day_is_read_in_each_of_its_forms(day) -> None:
    for text in (day.isoformat(), f"{day:%Y%m%d}", f"{day.day}.{day.month}.{day.year}.", f"{day.isoformat()}T00:00:00"):
        assert read_date(text, "promotion_from") == day


@pytest.mark.parametrize("text", ["31.2.2026", "2026-13-01", "11/22/2026", "soon"])
def test_what_could_be_two_days_or_none_is_refused(text) -> None:
    with pytest.raises(NotADate):
        read_date(text, "promotion_from")


def test_yes_and_no_are_read_in_the_languages_of_the_shop() -> None:
    assert all(read_yes_or_no(text, "blocked") for text in ("yes", "DA", "1", "是", "True"))
    assert not any(read_yes_or_no(text, "blocked") for text in ("", "no", "NE", "0", "否", "false"))
    with pytest.raises(NotYesOrNo):
        read_yes_or_no("2", "blocked")


def test_a_percentage_is_matched_with_the_till_s_classes() -> None:
    taxes = TaxClasses(TAXES, new_allowed=False)
    assert [taxes.of(text).code for text in ("25", "25.0", "25,00 %", "a", "13%", "0")] == [
        "A",
        "A",
        "A",
        "A",
        "B",
        "D",
    ]
    with pytest.raises(UnknownTaxRate, match="25 %, B 13 %"):
        taxes.of("19")
    with pytest.raises(UnknownTaxClass):
        taxes.of("VAT")


def test_new_classes_get_the_next_letter_only_where_allowed() -> None:
    taxes = TaxClasses(TAXES, new_allowed=True)
    assert (taxes.of("19").code, taxes.of("7.5").code, taxes.of("19.0").code) == ("E", "F", "E")
    assert [tax.code for tax in taxes.new] == ["E", "F"]
    with pytest.raises(UnknownTaxClass):
        taxes.of("250")
