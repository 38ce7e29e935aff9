"""One row of the file as a product with its codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from fallback_pos.catalogue_import.cells import (
    EmptyCell,
    NotADate,
    read_age,
    read_date,
    read_price,
    read_quantity_prices,
    read_text,
    read_unit,
    read_yes_or_no,
)
from fallback_pos.catalogue_import.codes import NoCode, read_codes, read_plu
from fallback_pos.catalogue_import.columns import Columns
from fallback_pos.catalogue_import.options import ImportOptions
from fallback_pos.catalogue_import.taxes import TaxClasses
from fallback_pos.domain.product import Product, Promotion
from fallback_pos.domain.quantity import quantity_text
from fallback_pos.errors import TillError
from fallback_pos.storage.catalogue_build import DepositReference, ProductCode

_SOLD_BY_WEIGHT = frozenset(("kg", "lb"))


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """What a row says. `faults` are codes that were left out although the product goes in with its others."""

    product: Product
    codes: tuple[ProductCode, ...]
    deposit: DepositReference | None
    faults: tuple[TillError, ...]


class RowReader:
    """Reads rows of one file. `read` raises a TillError that says what is wrong with the row."""

    def __init__(self, columns: Columns, options: ImportOptions, taxes: TaxClasses) -> None:
        self._columns = columns
        self._options = options
        self._taxes = taxes

    def read(self, line: int, cells: Sequence[str]) -> CatalogueRow:
        columns = self._columns
        codes, faults = read_codes(columns.get(cells, "barcodes"), self._options.rules)
        plu = None
        if text := columns.get(cells, "plu"):
            plu, code = read_plu(text)
            codes.setdefault(code.key, code)
        product = self._product(cells, plu, tuple(codes), faults)
        deposit = self._deposit(line, columns.get(cells, "deposit"))
        return CatalogueRow(product, tuple(codes.values()), deposit, tuple(faults))

    def _product(
        self, cells: Sequence[str], plu: str | None, keys: Sequence[str], faults: Sequence[TillError]
    ) -> Product:
        columns, currency = self._columns, self._options.currency
        product_id = read_text(columns.get(cells, "id"), "id") or (keys[0] if keys else "")
        if not keys and (faults or not product_id):
            raise faults[0] if faults else NoCode()
        unit = read_unit(columns.get(cells, "unit"))
        weighed = self._weighed(cells, unit)
        tail = self._tail(cells)
        return Product(
            id=product_id,
            name=self._name(cells, tail),
            price=read_price(columns.get(cells, "price"), "price", currency),
            tax=self._taxes.of(self._filled(cells, "tax")),
            names=self._other_names(cells, tail) if columns.names else (),
            department=read_text(columns.get(cells, "department"), "department") or None,
            unit=unit or ("kg" if weighed else "pc"),
            weighed=weighed,
            promotion=self._promotion(cells),
            quantity_prices=read_quantity_prices(columns.get(cells, "quantity_prices"), currency),
            minimum_age_years=read_age(columns.get(cells, "minimum_age")),
            blocked=read_yes_or_no(columns.get(cells, "blocked"), "blocked"),
            plu=plu,
        )

    def _filled(self, cells: Sequence[str], field: str) -> str:
        text = self._columns.get(cells, field)
        if not text:
            raise EmptyCell(field=field)
        return text

    def _weighed(self, cells: Sequence[str], unit: str) -> bool:
        """Without a column that says so, what has its price per kilogram or pound is weighed."""
        if "weighed" in self._columns:
            return read_yes_or_no(self._columns.get(cells, "weighed"), "weighed")
        return unit in _SOLD_BY_WEIGHT

    def _name(self, cells: Sequence[str], tail: Sequence[str]) -> str:
        return _with_tail(read_text(self._filled(cells, "name"), "name"), tail)

    def _other_names(self, cells: Sequence[str], tail: Sequence[str]) -> tuple[tuple[str, str], ...]:
        texts = ((language, cells[at] if at < len(cells) else "") for language, at in self._columns.names.items())
        return tuple(
            (language, _with_tail(name, tail)) for language, text in texts if (name := read_text(text, "name"))
        )

    def _tail(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Brand and content, where the file keeps them apart: "Bravo", "2 l" tell one juice from the other."""
        columns = self._columns
        if "brand" not in columns and "content" not in columns:
            return ()
        brand = read_text(columns.get(cells, "brand"), "brand")
        content = read_text(columns.get(cells, "content"), "content")
        if content:
            content = (
                f"{_plain_number(content)} {read_text(columns.get(cells, 'content_unit'), 'content_unit')}".strip()
            )
        return tuple(part for part in (brand, content) if part)

    def _promotion(self, cells: Sequence[str]) -> Promotion | None:
        text = self._columns.get(cells, "promotion_price")
        if not text:
            return None
        first = read_date(self._columns.get(cells, "promotion_from"), "promotion_from")
        last = read_date(self._columns.get(cells, "promotion_until"), "promotion_until")
        if first and last and last < first:
            raise NotADate(text=f"{first} - {last}", field="promotion_until")
        return Promotion(read_price(text, "promotion_price", self._options.currency), first, last)

    def _deposit(self, line: int, text: str) -> DepositReference | None:
        if not text:
            return None
        codes, _ = read_codes(text, self._options.rules)
        return DepositReference(text, tuple(codes), line)


def _with_tail(name: str, tail: Sequence[str]) -> str:
    """The name and those parts of the tail that it does not hold yet."""
    known = name.casefold()
    return " ".join((name, *(part for part in tail if part.casefold() not in known)))


def _plain_number(text: str) -> str:
    """2.00 as 2, 0.500 as 0.5; anything else as it stands."""
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return text
    return quantity_text(number) if number.is_finite() else text
