"""One sealed catalogue file, read through one connection by one thread.

The look-up asks the driver's own connection: SQLAlchemy's exec_driver_sql costs four times the query itself, and a scan
must not wait for it. The connection is still opened by `engine`, like every other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from fallback_pos.domain.money import Currency
from fallback_pos.domain.product import FoundProduct, Product
from fallback_pos.domain.tax import TaxClass
from fallback_pos.errors import TillError
from fallback_pos.storage.catalogue_files import Layer
from fallback_pos.storage.catalogue_schema import APPLICATION_ID, FORM, PRODUCT_COLUMNS, other_names, product_of
from fallback_pos.storage.engine import open_sealed, sqlite_module

_CACHE_KIBIBYTES = 8 * 1024
_BY_KEY = f"SELECT {PRODUCT_COLUMNS}, c.pack FROM code c JOIN product p ON p.n = c.product WHERE c.key = ?"
_BY_ID = f"SELECT {PRODUCT_COLUMNS} FROM product p WHERE p.id = ?"
_BY_NUMBER = f"SELECT {PRODUCT_COLUMNS}, c.pack, c.key FROM product p JOIN code c ON c.key = p.first_key WHERE p.n = ?"
_NAMED = "p.n, p.id, p.first_key, p.name, p.more"
_NAMED_BY_TOKENS = f"SELECT {_NAMED} FROM search s JOIN product p ON p.n = s.rowid WHERE search MATCH ?"
_NAMED_BY_ID = f"SELECT {_NAMED} FROM product p WHERE p.id = ?"
_NAMED_BY_KEY_RANGE = (
    f"SELECT {_NAMED} FROM code c JOIN product p ON p.n = c.product WHERE c.key >= ? AND c.key < ? LIMIT ?"
)
_BY_ROW = f"SELECT {PRODUCT_COLUMNS} FROM product p WHERE p.n = ?"
_ONE = Decimal(1)


class CatalogueUnreadable(TillError):
    """Parameters: file, problem."""

    sentence = (
        "The catalogue {file} cannot be read ({problem}). Sell by description and price, and import the prices again."
    )


class OtherCurrency(TillError):
    """Parameters: file, theirs, ours."""

    sentence = "The prices in {file} are in {theirs}, this till sells in {ours}. Import a price list in {ours}."


@dataclass(frozen=True, slots=True)
class LayerFacts:
    """What a sealed file says of itself. `prices_as_of` is ISO 8601 in UTC, as it is printed into sales."""

    layer: Layer
    file: str
    rows: int
    prices_as_of: str
    source: str

    @property
    def as_of(self) -> datetime:
        return datetime.fromisoformat(self.prices_as_of)


class Named(NamedTuple):
    """A product as a search looks at it; most of them are never shown. `key` is the one by which it is known."""

    row: int
    id: str
    key: str | None
    name: str
    more: str | None

    @property
    def other_names(self) -> tuple[str, ...]:
        return other_names(self.more) if self.more is not None else ()


class SealedLayer:
    """Look-ups in one file. Each thread opens its own. Reading raises CatalogueUnreadable when the disk fails."""

    def __init__(self, path: Path, currency: Currency) -> None:
        """Raises CatalogueUnreadable and OtherCurrency."""
        self._file = path.name
        self._currency = currency
        self._error: type[Exception] = sqlite_module().Error
        engine = open_sealed(path)
        try:
            if not path.is_file():
                raise CatalogueUnreadable(file=path.name, problem="the file is missing")
            self._pooled = engine.raw_connection()
        except self._error as error:
            raise self._unreadable(error) from error
        self._connection: Any = self._pooled.driver_connection
        try:
            self.facts, self._tax_classes = self._read_facts()
        except BaseException:
            self.close()
            raise

    @property
    def tax_classes(self) -> tuple[TaxClass, ...]:
        return tuple(self._tax_classes.values())

    def find(self, key: str) -> FoundProduct | None:
        """The product with this lookup key, and how many pieces the code stands for."""
        try:
            row = self._connection.execute(_BY_KEY, (key,)).fetchone()
        except self._error as error:
            raise self._unreadable(error) from error
        if row is None:
            return None
        pack = row[12]
        product = product_of(row, self._currency, self._tax_classes)
        return FoundProduct(product, _ONE if pack == "1" else Decimal(pack), key)

    def by_id(self, product_id: str) -> Product | None:
        row = self._one(_BY_ID, (product_id,))
        return None if row is None else product_of(row, self._currency, self._tax_classes)

    def by_number(self, number: int) -> FoundProduct | None:
        """The product in row `number` (1 to `facts.rows`) with its first code; None when it has no code."""
        row = self._one(_BY_NUMBER, (number,))
        if row is None:
            return None
        return FoundProduct(product_of(row, self._currency, self._tax_classes), Decimal(row[12]), row[13])

    def named(self, product_id: str) -> Iterator[Named]:
        """The product with this id, or nothing."""
        return self._names(_NAMED_BY_ID, (product_id,))

    def with_tokens(self, match: str) -> Iterator[Named]:
        """Products whose tokens match, read one by one as asked for."""
        return self._names(_NAMED_BY_TOKENS, (match,))

    def with_key_prefix(self, prefix: str, limit: int) -> Iterator[Named]:
        """Products with a code that begins so, in the order of their codes."""
        return self._names(_NAMED_BY_KEY_RANGE, (prefix, prefix + "\U0010ffff", limit))

    def product(self, named: Named) -> Product:
        """The whole of what was found here."""
        return product_of(self._one(_BY_ROW, (named.row,)), self._currency, self._tax_classes)

    def damage(self) -> str | None:
        """What SQLite's own check finds wrong with the file, or None. Reads all of it: seconds for a large one."""
        row = self._one("PRAGMA quick_check(1)", ())
        return None if row is not None and row[0] == "ok" else str(row and row[0])

    def close(self) -> None:
        self._pooled.close()

    def _names(self, statement: str, parameters: Sequence[Any]) -> Iterator[Named]:
        try:
            yield from map(Named._make, self._connection.execute(statement, parameters))
        except self._error as error:
            raise self._unreadable(error) from error

    def _one(self, statement: str, parameters: Sequence[Any]) -> Any:
        try:
            return self._connection.execute(statement, parameters).fetchone()
        except self._error as error:
            raise self._unreadable(error) from error

    def _read_facts(self) -> tuple[LayerFacts, dict[str, TaxClass]]:
        self._one(f"PRAGMA cache_size=-{_CACHE_KIBIBYTES}", ())
        form = (self._one("PRAGMA application_id", ())[0], self._one("PRAGMA user_version", ())[0])
        if form != (APPLICATION_ID, FORM):
            raise CatalogueUnreadable(file=self._file, problem="it is no catalogue of this version")
        try:
            meta = dict(self._connection.execute("SELECT key, value FROM meta").fetchall())
            classes = self._connection.execute("SELECT code, rate, name FROM tax_class ORDER BY code").fetchall()
        except self._error as error:
            raise self._unreadable(error) from error
        with suppress(KeyError, ValueError):
            facts = LayerFacts(
                Layer(meta["layer"]), self._file, int(meta["rows"]), meta["prices_as_of"], meta["source"]
            )
            self._assert_currency(meta["currency"])
            return facts, {code: TaxClass(code, Decimal(rate), name) for code, rate, name in classes}
        raise CatalogueUnreadable(file=self._file, problem="it does not say what it holds")

    def _assert_currency(self, code: str) -> None:
        if code != self._currency.code:
            raise OtherCurrency(file=self._file, theirs=code, ours=self._currency.code)

    def _unreadable(self, error: Exception) -> CatalogueUnreadable:
        return CatalogueUnreadable(file=self._file, problem=str(error))
