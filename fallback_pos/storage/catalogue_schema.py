"""The tables of a sealed catalogue file, and how a product becomes a row and a row a product."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.product import Product, Promotion, QuantityPrice
from fallback_pos.domain.quantity import quantity_text
from fallback_pos.domain.tax import TaxClass

FORM = 1
"""Raised when a file of this form can no longer be read by an older till, or the other way round."""
APPLICATION_ID = 0x46504341
"""Marks the file as a catalogue of this till (PRAGMA application_id)."""

TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE tax_class (code TEXT PRIMARY KEY, rate TEXT NOT NULL, name TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE product (n INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, price INTEGER NOT NULL, "
    "tax TEXT NOT NULL, department TEXT, unit TEXT NOT NULL, weighed INTEGER NOT NULL, minimum_age INTEGER NOT NULL, "
    "blocked INTEGER NOT NULL, plu TEXT, deposit TEXT, more TEXT, first_key TEXT) STRICT",
    "CREATE UNIQUE INDEX product_id ON product (id)",
    "CREATE TABLE code (key TEXT PRIMARY KEY, product INTEGER NOT NULL, pack TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # The tokens are made by search_tokens: no positions and no copy of the text, so that the table stays small.
    "CREATE VIRTUAL TABLE search USING fts5(tokens, content='', columnsize=0, detail=none, "
    "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")",
)
PRODUCT_COLUMNS = (
    "p.id, p.name, p.price, p.tax, p.department, p.unit, p.weighed, p.minimum_age, p.blocked, p.plu, p.deposit, p.more"
)
"""What `product_of` reads, in its order."""


def row_of(product: Product) -> tuple[Any, ...]:
    """The values of PRODUCT_COLUMNS; `more` holds what few products have, as JSON, and is NULL for the others."""
    return (
        product.id,
        product.name,
        product.price.minor,
        product.tax.code,
        product.department,
        product.unit,
        int(product.weighed),
        product.minimum_age_years,
        int(product.blocked),
        product.plu,
        product.deposit_product,
        _more_of(product),
    )


def product_of(row: Sequence[Any], currency: Currency, tax_classes: Mapping[str, TaxClass]) -> Product:
    """The product in the first columns of a row. On the path of every scan, so plain and positional."""
    more = row[11]
    if more is None:
        return Product(
            row[0],
            row[1],
            Money(row[2], currency),
            tax_classes[row[3]],
            (),
            row[4],
            row[5],
            row[6] == 1,
            None,
            (),
            row[10],
            row[7],
            row[8] == 1,
            row[9],
        )
    rare = json.loads(more)
    return Product(
        id=row[0],
        name=row[1],
        price=Money(row[2], currency),
        tax=tax_classes[row[3]],
        names=tuple((language, name) for language, name in rare.get("names", ())),
        department=row[4],
        unit=row[5],
        weighed=row[6] == 1,
        promotion=_promotion_of(rare.get("promotion"), currency),
        quantity_prices=tuple(
            QuantityPrice(Decimal(quantity), Money(minor, currency))
            for quantity, minor in rare.get("quantity_prices", ())
        ),
        deposit_product=row[10],
        minimum_age_years=row[7],
        blocked=row[8] == 1,
        plu=row[9],
    )


def other_names(more: str) -> tuple[str, ...]:
    """The names in other languages, out of a row's `more`."""
    return tuple(name for _, name in json.loads(more).get("names", ()))


def _more_of(product: Product) -> str | None:
    rare: dict[str, Any] = {}
    if product.names:
        rare["names"] = product.names
    if product.promotion is not None:
        promotion = product.promotion
        days = [day and day.isoformat() for day in (promotion.first_day, promotion.last_day)]
        rare["promotion"] = [promotion.price.minor, *days]
    if product.quantity_prices:
        rare["quantity_prices"] = [
            [quantity_text(step.from_quantity), step.price.minor] for step in product.quantity_prices
        ]
    return json.dumps(rare, ensure_ascii=False, separators=(",", ":")) if rare else None


def _promotion_of(value: Sequence[Any] | None, currency: Currency) -> Promotion | None:
    if value is None:
        return None
    minor, first, last = value
    return Promotion(Money(minor, currency), first and date.fromisoformat(first), last and date.fromisoformat(last))
