"""Which column of a file is which of our fields: by the shop's mapping first, then by what columns are often called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from fallback_pos.errors import TillError

# Our fields, each with the names it goes by elsewhere, written as `_plain` writes them. The first match wins.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("product_id", "article_id", "article", "article_number", "item_number", "sku", "sifra", "artikel", "货号"),
    "barcodes": (
        "barcode", "gtin", "ean", "ean13", "ean_13", "upc", "gtin13", "gtin14", "code", "barkod", "bar_kod",
        "strichcode", "条码", "条形码", "商品条码",
    ),
    "plu": ("plu_code", "plu_kod", "scale_code"),
    "name": (
        "product_name", "product", "description", "item", "item_name", "title", "naziv", "naziv_proizvoda",
        "bezeichnung", "artikelbezeichnung", "名称", "品名", "商品名称",
    ),
    "department": ("category", "group", "product_group", "kategorija", "odjel", "grupa", "warengruppe", "部门", "类别"),
    "unit": ("uom", "unit_of_measure", "jedinica", "jedinica_mjere", "jm", "einheit", "单位"),
    "weighed": ("weighable", "to_weigh", "by_weight", "vaga", "vazuci", "称重"),
    "price": (
        "price_eur", "retail_price", "sale_price", "unit_price", "selling_price", "list_price", "cijena", "mpc",
        "maloprodajna_cijena", "preis", "verkaufspreis", "vk", "价格", "单价", "售价",
    ),
    "promotion_price": ("promo_price", "special_price", "offer_price", "akcijska_cijena", "aktionspreis", "促销价"),
    "promotion_from": ("promotion_first_day", "promo_from", "promotion_start", "akcija_od"),
    "promotion_until": ("promotion_last_day", "promo_until", "promo_to", "promotion_to", "promotion_end", "akcija_do"),
    "quantity_prices": ("quantity_price", "tier_prices", "volume_prices", "kolicinske_cijene"),
    "deposit": ("linked_deposit", "deposit_id", "povratna_naknada", "pfand", "押金"),
    "tax": (
        "tax_class", "tax_percent", "tax_rate", "vat", "vat_percent", "vat_rate", "vat_class", "pdv", "stopa_pdv",
        "porez", "mwst", "steuersatz", "税率", "税",
    ),
    "minimum_age": ("min_age", "age", "age_limit", "minimum_age_years", "dob", "mindestalter", "最低年龄"),
    "blocked": ("not_for_sale", "recalled", "blokirano", "gesperrt", "停售"),
    "brand": ("make", "robna_marka", "marka", "brend", "marke", "品牌"),
    "content": ("net_content", "net_quantity", "package_size", "neto_kolicina", "kolicina", "inhalt", "净含量"),
    "content_unit": ("net_unit", "net_content_unit", "content_uom"),
}  # fmt: skip
_FIELD_OF = {name: field for field, synonyms in FIELDS.items() for name in (field, *synonyms)}
_NAME_IN_LANGUAGE = re.compile(r"name_([a-z]{2,3})")


class UnknownField(TillError):
    sentence = "“{field}” is no column of a catalogue. Known are: {known}."


class NoSuchColumn(TillError):
    sentence = "The file has no column “{column}” for {field}. It has: {header}."


class MissingColumns(TillError):
    sentence = (
        "The file has no column for: {missing}. It has: {header}. Say which column it is (catalogue columns in the "
        "settings, or --column {example}=THEIRS)."
    )


class Columns:
    """Positions of our fields in a header. `names` maps languages to the columns of names beside the main one."""

    def __init__(self, header: Sequence[str], mapping: Mapping[str, str]) -> None:
        """Raises UnknownField, NoSuchColumn and MissingColumns."""
        self.positions = _mapped(header, mapping)
        mapped = frozenset(self.positions)
        _recognise(header, self.positions)
        self._tell_content_from_unit(mapped)
        by_place = sorted(self.positions.items(), key=lambda item: item[1])
        self.names = {match[1]: at for field, at in by_place if (match := _NAME_IN_LANGUAGE.fullmatch(field))}
        missing = [field for field in ("name", "price", "tax") if field not in self.positions]
        if not self.positions.keys() & {"barcodes", "plu"}:
            missing.insert(0, "barcodes")
        if missing:
            raise MissingColumns(missing=", ".join(missing), header=_shown(header), example=missing[0])

    def __contains__(self, field: str) -> bool:
        return field in self.positions

    def get(self, cells: Sequence[str], field: str) -> str:
        """The trimmed text of a field; empty where the file or the row has none."""
        at = self.positions.get(field, -1)
        return cells[at].strip() if 0 <= at < len(cells) else ""

    def _tell_content_from_unit(self, mapped: frozenset[str]) -> None:
        """Beside a content column, "unit" is what the content is measured in: a 2 l bottle is sold by the piece."""
        taken = "content_unit" in self.positions or "unit" in mapped
        if "content" in self.positions and "unit" in self.positions and not taken:
            self.positions["content_unit"] = self.positions.pop("unit")


def _mapped(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    places = {_plain(name): at for at, name in reversed(list(enumerate(header)))}
    positions: dict[str, int] = {}
    for wanted, column in mapping.items():
        field = _FIELD_OF.get(_plain(wanted), _plain(wanted))
        if field not in FIELDS and not _NAME_IN_LANGUAGE.fullmatch(field):
            raise UnknownField(field=wanted, known=", ".join((*FIELDS, "name_en, name_zh, ...")))
        if _plain(column) not in places:
            raise NoSuchColumn(column=column, field=field, header=_shown(header))
        positions[field] = places[_plain(column)]
    return positions


def _recognise(header: Sequence[str], positions: dict[str, int]) -> None:
    places = {_plain(name): at for at, name in reversed(list(enumerate(header)))}
    taken = set(positions.values())
    for field, synonyms in FIELDS.items():
        for name in (field, *synonyms):
            if field not in positions and places.get(name, -1) not in taken | {-1}:
                positions[field] = places[name]
                taken.add(places[name])
    for name, at in places.items():
        if _NAME_IN_LANGUAGE.fullmatch(name) and at not in taken:
            positions.setdefault(name, at)


def _plain(name: str) -> str:
    """A column name without case, marks, spaces and punctuation: "Stopa PDV (%)" is stopa_pdv."""
    bare = "".join(part for part in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(part))
    return "_".join(re.findall(r"\w+", bare.replace("đ", "d").replace("_", " ")))


def _shown(header: Sequence[str]) -> str:
    return ", ".join(header)[:300]
