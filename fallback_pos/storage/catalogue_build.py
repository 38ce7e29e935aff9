"""Writing a catalogue: rows in, one sealed file out, published only when it is complete.

    with building_catalogue(folder, Layer.IMPORTED, facts) as builder:
        builder.add(product, codes)
        builder.publish(tax_classes)

Leaving the block without `publish` throws the file away. The file is nobody's until it is published, so it is written
without a durable journal in one transaction, and made durable once at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from fallback_pos.domain.money import Currency
from fallback_pos.domain.product import Product
from fallback_pos.domain.quantity import quantity_text
from fallback_pos.domain.tax import TaxClass
from fallback_pos.errors import TillError
from fallback_pos.storage.catalogue_files import CatalogueNotWritten, Layer, publish, writing
from fallback_pos.storage.catalogue_schema import APPLICATION_ID, FORM, TABLES, row_of
from fallback_pos.storage.engine import sqlite_module
from fallback_pos.storage.search_tokens import name_tokens

LARGEST_FILE_BYTES = 8 * 1024**3
_PAGE_BYTES = 4096
_CACHE_KIBIBYTES = 48 * 1024
_SEARCH_BUFFER_BYTES = 16 * 1024 * 1024
_ONE = Decimal(1)


class CodeAlreadyTaken(TillError):
    """Parameters: key, name (of the product that has the code)."""

    sentence = "The code {key} is already on {name}. Correct one of the two in the back office."


class ProductAlreadyListed(TillError):
    """Parameters: id, name."""

    sentence = "The product {id} is already listed as {name}. Give each product one row."


@dataclass(frozen=True, slots=True)
class CatalogueFacts:
    """What a catalogue says of itself. `prices_as_of` is aware; `source` is for people, e.g. a file's name."""

    currency: Currency
    prices_as_of: datetime
    source: str

    @property
    def prices_as_of_text(self) -> str:
        """As sales carry it: ISO 8601 in UTC, to the second."""
        return self.prices_as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class ProductCode:
    """One way to name a product: a lookup key and how many pieces it stands for."""

    key: str
    pack_quantity: Decimal = _ONE


@dataclass(frozen=True, slots=True)
class DepositReference:
    """A deposit named by id or by a code, which may come later in the rows. `line` says where, for the report."""

    text: str
    keys: tuple[str, ...]
    line: int = 0


@contextmanager
def building_catalogue(
    folder: Path, layer: Layer, facts: CatalogueFacts, largest_bytes: int = LARGEST_FILE_BYTES
) -> Iterator[CatalogueBuilder]:
    """A builder for one file, alone in the folder. Raises CatalogueBusy; CatalogueNotWritten when the disk fails."""
    module = sqlite_module()
    with writing(folder) as path:
        try:
            builder = CatalogueBuilder(folder, path, layer, facts, largest_bytes)
            try:
                yield builder
            finally:
                builder.close()
        except (module.DatabaseError, OSError) as error:
            raise CatalogueNotWritten(problem=str(error)) from error


class CatalogueBuilder:
    """Adds rows as they come, with bounded memory. Made by `building_catalogue`."""

    def __init__(self, folder: Path, path: Path, layer: Layer, facts: CatalogueFacts, largest_bytes: int) -> None:
        self._folder, self._path, self._layer, self._facts = folder, path, layer, facts
        self._rows = 0
        self._connection = _new_file(path, largest_bytes)

    @property
    def rows(self) -> int:
        return self._rows

    def add(self, product: Product, codes: Sequence[ProductCode], deposit: DepositReference | None = None) -> None:
        """Add a product with its codes; `deposit` overrides `product.deposit_product`.

        Raises CodeAlreadyTaken and ProductAlreadyListed, and then has added nothing.
        """
        self._refuse_doubles(product, codes)
        number = self._rows + 1
        execute = self._connection.execute
        execute(
            "INSERT INTO product VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, *row_of(product), codes[0].key if codes else None),
        )
        for code in codes:
            pack = "1" if code.pack_quantity is _ONE else quantity_text(code.pack_quantity)
            execute("INSERT OR IGNORE INTO code VALUES (?, ?, ?)", (code.key, number, pack))
        tokens = name_tokens((product.name, *(name for _, name in product.names)))
        execute("INSERT INTO search (rowid, tokens) VALUES (?, ?)", (number, tokens))
        if deposit is not None:
            execute(
                "INSERT INTO deposit_reference VALUES (?, ?, ?, ?)",
                (number, deposit.text, "\n".join(deposit.keys), deposit.line),
            )
        self._rows = number

    def settle_deposits(self) -> Iterator[DepositReference]:
        """Link each deposit to its product; gives those that name none, whose products are then sold without one."""
        execute = self._connection.execute
        number = 0
        while found := execute(
            "SELECT product, reference, keys, line FROM deposit_reference WHERE product > ? ORDER BY product LIMIT 1",
            (number,),
        ).fetchone():
            number, text, keys, line = found
            deposit = self._deposit_id(text, keys.split("\n"), number)
            if deposit is None:
                yield DepositReference(text, (), line)
            else:
                execute("UPDATE product SET deposit = ? WHERE n = ?", (deposit, number))
        execute("DELETE FROM deposit_reference")

    def publish(self, tax_classes: Iterable[TaxClass]) -> Path:
        """Seal the file and point to it; every class that a product has must be among `tax_classes`."""
        for _ in self.settle_deposits():
            pass
        self._write_facts(tax_classes)
        self._connection.execute("DROP TABLE deposit_reference")
        self._connection.execute("INSERT INTO search (search) VALUES ('optimize')")
        self._connection.execute("COMMIT")
        self.close()
        return publish(self._folder, self._path, self._layer)

    def close(self) -> None:
        self._connection.close()

    def _refuse_doubles(self, product: Product, codes: Sequence[ProductCode]) -> None:
        execute = self._connection.execute
        for code in codes:
            taken = execute(
                "SELECT p.name FROM code c JOIN product p ON p.n = c.product WHERE c.key = ?", (code.key,)
            ).fetchone()
            if taken is not None:
                raise CodeAlreadyTaken(key=code.key, name=taken[0])
        listed = execute("SELECT name FROM product WHERE id = ?", (product.id,)).fetchone()
        if listed is not None:
            raise ProductAlreadyListed(id=product.id, name=listed[0])

    def _deposit_id(self, text: str, keys: Sequence[str], product_number: int) -> str | None:
        execute = self._connection.execute
        found = execute("SELECT id, n FROM product WHERE id = ?", (text,)).fetchone()
        for key in keys:
            found = (
                found
                or execute(
                    "SELECT p.id, p.n FROM code c JOIN product p ON p.n = c.product WHERE c.key = ?", (key,)
                ).fetchone()
            )
        return None if found is None or found[1] == product_number else str(found[0])

    def _write_facts(self, tax_classes: Iterable[TaxClass]) -> None:
        facts = {
            "layer": str(self._layer),
            "currency": self._facts.currency.code,
            "prices_as_of": self._facts.prices_as_of_text,
            "source": self._facts.source,
            "rows": str(self._rows),
        }
        self._connection.executemany("INSERT INTO meta VALUES (?, ?)", list(facts.items()))
        self._connection.executemany(
            "INSERT INTO tax_class VALUES (?, ?, ?)", [(tax.code, str(tax.rate), tax.name) for tax in tax_classes]
        )


def _new_file(path: Path, largest_bytes: int) -> Any:
    connection = sqlite_module().connect(str(path), isolation_level=None)
    for pragma in (
        f"page_size={_PAGE_BYTES}",
        "journal_mode=MEMORY",
        "synchronous=OFF",
        f"cache_size=-{_CACHE_KIBIBYTES}",
        f"max_page_count={largest_bytes // _PAGE_BYTES}",
        f"application_id={APPLICATION_ID}",
        f"user_version={FORM}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    for statement in TABLES:
        connection.execute(statement)
    connection.execute(
        "CREATE TABLE deposit_reference (product INTEGER PRIMARY KEY, reference TEXT NOT NULL, keys TEXT NOT NULL, "
        "line INTEGER NOT NULL) STRICT"
    )
    # Segments are merged once, at the end, instead of again and again while rows arrive.
    for setting, value in (("automerge", 0), ("crisismerge", 1999), ("hashsize", _SEARCH_BUFFER_BYTES)):
        connection.execute("INSERT INTO search (search, rank) VALUES (?, ?)", (setting, value))
    return connection
