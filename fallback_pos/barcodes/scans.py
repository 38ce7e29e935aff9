"""Several scans together, and what the command `fallback-pos scan` says of them."""

from collections.abc import Iterable
from dataclasses import replace

from fallback_pos.barcodes.barcode import Barcode, Kind
from fallback_pos.barcodes.errors import UnreadableBarcode
from fallback_pos.barcodes.rules import DEFAULT_RULES, BarcodeRules
from fallback_pos.barcodes.understanding import understand
from fallback_pos.domain.card_numbers import CardNumberRefused


def describe_scan(text: str, symbology: str | None = None, rules: BarcodeRules = DEFAULT_RULES) -> dict[str, object]:
    """`Barcode.describe()`, or the kind, reason and sentence of what is refused. A card is not repeated."""
    try:
        return understand(text, symbology, rules).describe()
    except (UnreadableBarcode, CardNumberRefused) as error:
        return {"kind": error.kind, "reason": error.reason, "error": error.code, "message": str(error)}


def describe_scans(scans: Iterable[tuple[str, str | None]], rules: BarcodeRules = DEFAULT_RULES) -> dict[str, object]:
    """One description of everything that arrived: of the scan alone, of nothing, or of kind "multi" with them all.

    scans: text and AIM identifier of each, as `drivers` frames them. An add-on sent by itself is named beside the
    number it belongs to.
    """
    arrived = list(scans)
    if not arrived:
        return describe_scan("", None, rules)
    if len(arrived) == 1:
        return describe_scan(*arrived[0], rules)
    described = [describe_scan(text, symbology, rules) for text, symbology in arrived]
    products = [each for each in described if each["kind"] != Kind.ADDON]
    facts: dict[str, object] = {
        "kind": "multi",
        "scans": [each.get("text") for each in products],
        "readings": products,
    }
    addons = [each["addon"] for each in described if each["kind"] == Kind.ADDON]
    return facts | ({"addon": addons[-1]} if addons else {})


def join_addon(barcode: Barcode, following: Barcode) -> Barcode | None:
    """The book or magazine with the add-on that came as the next scan, or None where they do not belong together."""
    if following.kind is not Kind.ADDON or barcode.kind not in (Kind.ISBN, Kind.ISSN) or barcode.addon is not None:
        return None
    return replace(barcode, addon=following.addon)
