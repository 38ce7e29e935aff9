"""A code that the till has understood. The text itself stays with it, so that nothing has to be read twice."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fallback_pos.barcodes.labels import Label
from fallback_pos.barcodes.upce import compress_to_upce


class Kind(StrEnum):
    """What a code is. `Barcode.lookup_keys` is empty for the kinds that name no product."""

    GTIN = "gtin"
    RCN = "rcn"
    """A number of restricted circulation: an in-store label or a company's own number."""
    ISBN = "isbn"
    ISSN = "issn"
    AMBIGUOUS = "ambiguous"
    """Two readings are possible; the catalogue decides by `lookup_keys`, in order."""
    GS1 = "gs1"
    GS1_HRI = "gs1_hri"
    """GS1 elements typed with their brackets, as printed under the bars."""
    DIGITAL_LINK = "digital_link"
    PLU = "plu"
    TEXT = "text"
    COUPON = "coupon"
    RECEIPT = "receipt"
    ADDON = "addon"
    """The 2 or 5 digits beside a magazine's or book's barcode, sent as a scan of their own."""
    URL = "url"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the readings of an ambiguous code."""

    format: str
    gtin14: str


@dataclass(frozen=True, slots=True)
class OtherReading:
    """A reading that was tried and failed, for `fallback-pos scan` and for IT."""

    reading: str
    reason: str


@dataclass(frozen=True, slots=True)
class Elements:
    """The data fields of a GS1 element string or Digital Link.

    ai: application identifier and value as read, in order. weight in `weight_unit` ("kg" or "lb"). price is for the
    whole item, in `currency` (ISO 4217 numeric) where the code names one, else in the shop's.
    """

    ai: tuple[tuple[str, str], ...]
    batch: str | None = None
    serial: str | None = None
    expiry: date | None = None
    best_before: date | None = None
    weight: Decimal | None = None
    weight_unit: str | None = None
    price: Decimal | None = None
    currency: str | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Barcode:
    """One understood code.

    raw: exactly as scanned or typed; text: without AIM identifier, surrounding blanks and full-width characters.
    symbology: AIM identifier such as "]E0", None where the scanner sends none.
    lookup_keys: what the catalogue is asked, in order (keys.py has the format); the first found is the product.
    gtin14: None for codes without one, and for ambiguous ones.
    format: set where the digits alone do not tell it. addon: digits beside an ISSN or ISBN.
    warnings: sentences for the cashier about a code that is usable all the same.
    """

    raw: str
    text: str
    kind: Kind
    symbology: str | None = None
    lookup_keys: tuple[str, ...] = ()
    gtin14: str | None = None
    format: str | None = None
    candidates: tuple[Candidate, ...] = ()
    label: Label | None = None
    label_weight_unit: str = "kg"
    elements: Elements | None = None
    addon: str | None = None
    warnings: tuple[str, ...] = ()
    other_readings: tuple[OtherReading, ...] = ()

    @property
    def price(self) -> Decimal | None:
        """Price of the whole piece that the code itself carries, or None: then the catalogue's price holds."""
        if self.label is not None:
            return self.label.price
        return self.elements.price if self.elements is not None else None

    @property
    def currency(self) -> str | None:
        """ISO 4217 numeric currency of `price` where the code names one; None means the shop's own."""
        return self.elements.currency if self.elements is not None else None

    @property
    def weight(self) -> Decimal | None:
        """Net weight in `weight_unit` that the code carries, or None."""
        if self.label is not None:
            return self.label.weight
        return self.elements.weight if self.elements is not None else None

    @property
    def weight_unit(self) -> str | None:
        """ "kg" or "lb" where there is a weight."""
        if self.weight is None:
            return None
        return self.label_weight_unit if self.elements is None else self.elements.weight_unit

    @property
    def count(self) -> int | None:
        """Pieces that the code carries, or None."""
        if self.label is not None:
            return self.label.pieces
        return self.elements.count if self.elements is not None else None

    @property
    def expiry(self) -> date | None:
        """Last day of sale and use (AI 17), where the code tells."""
        return self.elements.expiry if self.elements is not None else None

    @property
    def isbn13(self) -> str | None:
        return self.gtin14[1:] if self.kind is Kind.ISBN and self.gtin14 else None

    @property
    def issn(self) -> str | None:
        """ISSN with hyphen and its own check character (ISO 3297), from the 977 number."""
        if self.kind is not Kind.ISSN or self.gtin14 is None:
            return None
        seven = self.gtin14[4:11]
        remainder = -sum(int(digit) * weight for digit, weight in zip(seven, range(8, 1, -1), strict=True)) % 11
        return f"{seven[:4]}-{seven[4:]}{'X' if remainder == 10 else remainder}"

    @property
    def upce(self) -> str | None:
        """The 8 digits that a UPC-E symbol of this number shows, or None where it has none."""
        if self.gtin14 is None or self.kind is not Kind.GTIN or not self.gtin14.startswith("00"):
            return None
        return compress_to_upce(self.gtin14[2:])

    def describe(self) -> dict[str, object]:
        """What was understood, as JSON values: always kind, text and symbology, and whatever else there is."""
        facts: dict[str, object] = {"kind": str(self.kind), "text": self.text, "symbology": self.symbology}
        facts |= self._numbers() | self._label_facts() | self._element_facts()
        facts["lookup_keys"] = list(self.lookup_keys)
        if self.warnings:
            facts["warnings"] = list(self.warnings)
        if self.other_readings:
            facts["other_readings"] = [
                {"reading": other.reading, "reason": other.reason} for other in self.other_readings
            ]
        return facts

    def _numbers(self) -> dict[str, object]:
        facts: dict[str, object] = {
            "format": self.format or self._format_of_digits(),
            "gtin14": self.gtin14,
            "upce": self.upce,
            "isbn13": self.isbn13,
            "issn": self.issn,
            "addon": self.addon,
            "candidates": [{"format": each.format, "gtin14": each.gtin14} for each in self.candidates] or None,
        }
        return {name: value for name, value in facts.items() if value is not None}

    def _format_of_digits(self) -> str | None:
        if self.gtin14 is None or self.elements is not None:
            return None
        if self.upce is not None:
            return "UPC-E expanded"
        if self.gtin14.startswith("000000"):
            return "EAN-8"
        if self.gtin14.startswith("00"):
            return "EAN-13/UPC-A"
        return "EAN-13" if self.gtin14[0] == "0" else "ITF-14" if self.symbology else "GTIN-14"

    def _label_facts(self) -> dict[str, object]:
        if self.kind is not Kind.RCN:
            return {}
        whole = self.text if self.gtin14 is None else self.gtin14[6:] if self.format == "RCN-8" else self.gtin14[1:]
        facts: dict[str, object] = {"raw_item": whole[:-1], "measure": None}
        if self.label is None:
            return facts
        facts |= {"item": self.label.item, "layout": self.label.layout.pattern}
        if self.label.layout.region:
            facts["region"] = self.label.layout.region
        measures = {
            "price": _plain(self.label.price),
            "weight": _plain(self.label.weight),
            "pieces": self.label.pieces,
        }
        present = {name: value for name, value in measures.items() if value is not None}
        facts["measure"] = "+".join(present) or None
        return facts | present

    def _element_facts(self) -> dict[str, object]:
        data = self.elements
        if data is None:
            return {}
        facts: dict[str, object] = {
            "ai": dict(data.ai),
            "batch": data.batch,
            "serial": data.serial,
            "expiry": data.expiry and data.expiry.isoformat(),
            "best_before": data.best_before and data.best_before.isoformat(),
            f"weight_{data.weight_unit}": _plain(data.weight),
            "price": _plain(data.price),
            "currency": data.currency,
            "count": data.count,
        }
        return {name: value for name, value in facts.items() if value is not None}


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
