"""From a scanned or typed code to what it means here: a product, a receipt, a customer card."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from fallback_pos.barcodes.barcode import Barcode, Kind
from fallback_pos.barcodes.understanding import understand
from fallback_pos.checkout.errors import BadgeScanned, NotAProduct, UnknownBarcode
from fallback_pos.checkout.rules import CheckoutRules
from fallback_pos.domain.badge import is_badge
from fallback_pos.domain.money import Money
from fallback_pos.domain.product import FoundProduct, Product
from fallback_pos.domain.quantity import QUANTITY_DECIMALS
from fallback_pos.storage.catalogue import Catalogue

# ISO 4217 numeric codes of currencies that GS1 codes (AI 391x, 393x) are printed with.
_NUMERIC_CODES = {
    "AUD": "036", "BRL": "986", "CAD": "124", "CHF": "756", "CNY": "156", "CZK": "203", "DKK": "208", "EUR": "978",
    "GBP": "826", "HKD": "344", "HUF": "348", "INR": "356", "JPY": "392", "MXN": "484", "NOK": "578", "NZD": "554",
    "PLN": "985", "RON": "946", "SEK": "752", "SGD": "702", "THB": "764", "TRY": "949", "USD": "840", "ZAR": "710",
}  # fmt: skip
_POUNDS_IN_KILOGRAM = Decimal("0.45359237")


class Meaning(StrEnum):
    PRODUCT = "product"
    CHOOSE = "choose"
    RECEIPT = "receipt"
    LOYALTY = "loyalty"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a code means. `quantity` and `label_value` are what the code itself says of them."""

    meaning: Meaning
    barcode: Barcode
    candidates: tuple[FoundProduct, ...] = ()
    quantity: Decimal | None = None
    label_value: Money | None = None


def read_code(text: str, symbology: str | None, catalogue: Catalogue, rules: CheckoutRules) -> Reading:
    """Understand a code and look it up.

    Raises UnknownBarcode, NotAProduct, BadgeScanned, CardNumberRefused or one of the barcodes' own errors.
    """
    if is_badge(text.strip(), rules.badge_pattern):
        raise BadgeScanned()
    barcode = understand(text, symbology, rules.barcodes)
    if barcode.kind is Kind.RECEIPT:
        return Reading(Meaning.RECEIPT, barcode)
    candidates = _on_file(barcode, catalogue)
    if not candidates and rules.loyalty_pattern and rules.loyalty_pattern.fullmatch(barcode.text):
        return Reading(Meaning.LOYALTY, barcode)
    if not candidates:
        raise _not_found(barcode)
    if len(candidates) > 1:
        return Reading(Meaning.CHOOSE, barcode, candidates)
    quantity, value = measured(barcode, candidates[0].product)
    return Reading(Meaning.PRODUCT, barcode, candidates, quantity, value)


def measured(barcode: Barcode, product: Product) -> tuple[Decimal | None, Money | None]:
    """(quantity, value) that a label or GS1 code carries for a product; None for what it does not say."""
    value = _label_value(barcode, product)
    if barcode.weight is not None:
        return _in_unit_of(barcode, product), value
    if barcode.count is not None and barcode.count > 0:
        return Decimal(barcode.count), value
    if value is not None and product.weighed and product.price.minor > 0:
        exact = Decimal(value.minor) / Decimal(product.price.minor)
        return max(round(exact, QUANTITY_DECIMALS), Decimal("0.001")), value
    return None, value


def _on_file(barcode: Barcode, catalogue: Catalogue) -> tuple[FoundProduct, ...]:
    """The reading that is on file wins; only where several readings are on file does the cashier choose."""
    found: dict[str, FoundProduct] = {}
    for key in barcode.lookup_keys:
        for candidate in catalogue.find(key):
            found.setdefault(candidate.product.id, candidate)
        if found and barcode.kind is not Kind.AMBIGUOUS:
            break
    return tuple(found.values())


def _label_value(barcode: Barcode, product: Product) -> Money | None:
    """The price in the code, unless it is in a currency that this drawer does not hold: then the catalogue's holds."""
    if barcode.price is None or barcode.currency not in (None, _NUMERIC_CODES.get(product.price.currency.code)):
        return None
    return Money.rounded(barcode.price.scaleb(product.price.currency.digits), product.price.currency)


def _in_unit_of(barcode: Barcode, product: Product) -> Decimal | None:
    weight = barcode.weight
    if weight is not None and barcode.weight_unit == "lb" and product.unit == "kg":
        weight = weight * _POUNDS_IN_KILOGRAM
    if weight is not None and product.unit == "g":
        weight = weight * 1000
    return None if weight is None else round(weight, QUANTITY_DECIMALS)


def _not_found(barcode: Barcode) -> UnknownBarcode | NotAProduct:
    shown = barcode.text[:40]
    if barcode.lookup_keys:
        return UnknownBarcode(code=shown)
    return NotAProduct(code=shown)
