"""Small catalogues for tests: products by name, with made-up codes."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.product import Product
from fallback_pos.domain.tax import TaxClass
from fallback_pos.storage.catalogue import Catalogue
from fallback_pos.storage.catalogue_build import CatalogueFacts, ProductCode, building_catalogue
from fallback_pos.storage.catalogue_files import Layer

EUR = Currency.of("EUR")
TAX = TaxClass("A", Decimal(25), "Standard")
MORNING = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def product(number: int, name: str, cents: int = 129, names: Sequence[tuple[str, str]] = ()) -> Product:
    return Product(f"P{number}", name, Money(cents, EUR), TAX, tuple(names))


def key_of(number: int) -> str:
    return f"{number:014d}"


def publish(
    folder: Path,
    products: Iterable[Product],
    layer: Layer = Layer.IMPORTED,
    as_of: datetime = MORNING,
    currency: Currency = EUR,
) -> Path:
    """Each product gets the key of its number, P7 that of 7."""
    with building_catalogue(folder, layer, CatalogueFacts(currency, as_of, "test")) as builder:
        for each in products:
            builder.add(each, (ProductCode(key_of(int(each.id[1:]))),))
        return builder.publish([TAX])


def publish_names(folder: Path, names: Iterable[str], layer: Layer = Layer.IMPORTED, as_of: datetime = MORNING) -> Path:
    return publish(folder, (product(number, name) for number, name in enumerate(names, 1)), layer, as_of)


def open_catalogue(folder: Path) -> Catalogue:
    return Catalogue.open(folder, EUR)
