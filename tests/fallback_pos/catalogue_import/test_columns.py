import pytest

from fallback_pos.catalogue_import.columns import Columns, MissingColumns, NoSuchColumn, UnknownField


def fields(header: str, **mapping: str) -> dict[str, str]:
    names = header.split(",")
    return {field: names[at] for field, at in Columns(names, mapping).positions.items()}


def test_our_own_column_names_are_known() -> None:
    header = (
        "id,barcodes,plu,name,name_en,name_zh,department,unit,weighed,price,promotion_price,promotion_from,"
        "promotion_until,quantity_prices,deposit,tax,minimum_age,blocked"
    )
    assert fields(header) == {name: name for name in header.split(",")}


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ("GTIN,Product name,Retail price,VAT %", {"barcodes": "GTIN", "name": "Product name", "tax": "VAT %"}),
        ("Barkod,Naziv proizvoda,MPC,Stopa PDV (%)", {"price": "MPC", "tax": "Stopa PDV (%)"}),
        ("Šifra,EAN,Naziv,Cijena,PDV", {"id": "Šifra", "barcodes": "EAN", "price": "Cijena"}),
        ("EAN,Bezeichnung,Preis,MwSt", {"name": "Bezeichnung", "price": "Preis", "tax": "MwSt"}),
        ("条码,品名,售价,税率", {"barcodes": "条码", "name": "品名", "price": "售价", "tax": "税率"}),
    ],
)
def test_common_names_are_recognised_in_several_languages(header, known) -> None:
    assert known.items() <= fields(header).items()


def test_beside_a_content_column_the_unit_is_that_of_the_content() -> None:
    known = fields("gtin,name,brand,unit,content,price_eur,vat_percent")
    assert known["content_unit"] == "unit"
    assert "unit" not in known


def test_a_mapping_wins_over_what_is_recognised() -> None:
    known = fields("ean,name,short,price,price_2,tax", name="short", price="Price 2", barcode="ean")
    assert (known["name"], known["price"], known["barcodes"]) == ("short", "price_2", "ean")


def test_missing_columns_are_named_together_with_what_there_is() -> None:
    with pytest.raises(MissingColumns, match=r"barcodes, tax\. It has: article, name, price"):
        fields("article,name,price")


def test_a_mapping_to_nothing_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(NoSuchColumn, match="ean, name, price, tax"):
        fields("ean,name,price,tax", price="cena")
    with pytest.raises(UnknownField, match="quantity_prices"):
        fields("ean,name,price,tax", colour="ean")
