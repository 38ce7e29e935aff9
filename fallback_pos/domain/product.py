"""What the catalogue knows of a product, as the checkout needs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from fallback_pos.domain.money import Money
from fallback_pos.domain.tax import TaxClass


@dataclass(frozen=True, slots=True)
class Promotion:
    """A lower price between two business dates, both included; None leaves that end open."""

    price: Money
    first_day: date | None = None
    last_day: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class QuantityPrice:
    """The unit price from a quantity on, e.g. 1.09 each from 6 pieces."""

    from_quantity: Decimal
    price: Money


@dataclass(frozen=True, slots=True)
class Product:
    """A product as sold. `price` is per `unit`; `names` maps languages ("en", "zh") to names beside the main one."""

    id: str
    name: str
    price: Money
    tax: TaxClass
    names: tuple[tuple[str, str], ...] = ()
    department: str | None = None
    unit: str = "pc"
    weighed: bool = False
    promotion: Promotion | None = None
    quantity_prices: tuple[QuantityPrice, ...] = ()
    deposit_product: str | None = None
    """Id of the product (a bottle deposit) that is sold with each piece of this one."""
    minimum_age_years: int = 0
    blocked: bool = False
    plu: str | None = None

    def name_in(self, language: str) -> str:
        """The name in a language, or the main name."""
        return dict(self.names).get(language, self.name)


@dataclass(frozen=True, slots=True)
class FoundProduct:
    """A product found by a code; `pack_quantity` is how many pieces that barcode stands for (a carton of 6)."""

    product: Product
    pack_quantity: Decimal = field(default=Decimal(1))
    key: str = ""
