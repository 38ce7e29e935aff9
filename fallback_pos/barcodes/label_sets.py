"""Label layouts by country. A shop chooses one set by name, or writes its own patterns.

Sets with a source follow it. The others (cn, fr, it, es, europe) are what scales there are commonly set to: every shop
may number its labels differently, so a real label is tried with `fallback-pos scan` before the set is relied on.
"""

from functools import cache

from fallback_pos.barcodes.errors import UnknownLabelSet
from fallback_pos.barcodes.labels import LabelLayout, label_layout


def _each(prefixes: str, rest: str) -> tuple[str, ...]:
    return tuple(prefix + rest for prefix in prefixes.split())


# Sweden: gs1.se "How do I create my variable weight numbers"; Norway prints the same.
_SWEDEN = ("20IIIIIIPP.PPC", "21IIIIIIPPP.PC", "22IIIIIIPPPPC", "23IIIIIIW.WWWC", "24IIIIIIWW.WWC", "25IIIIIIWWW.WC")
_ITEM_AND_PRICE = "IIIIIPPP.PPC"
_ITEM_AND_WEIGHT = "IIIIIWW.WWWC"

_SETS: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "europe": (None, _each("20 21 22 23 24", _ITEM_AND_PRICE) + _each("25 26 27 28 29", _ITEM_AND_WEIGHT)),
    # GB/T 18283-2008: 13 digits, prefixes 20-24. The 18 digits with amount and weight are what label scales add to it.
    "cn": ("cn", _each("20 21 22 23 24", _ITEM_AND_PRICE) + _each("20 21 22 23 24", "IIIIIPPP.PPWW.WWWC")),
    # UPC number system 2, GS1 US: price check digit and four digits. Some scales are set to five digits without it.
    "us": ("us", ("02IIIIIVPP.PPC",)),
    "us-5-digits": ("us", ("02IIIIIPPP.PPC",)),
    "fr": ("fr", _each("02 20 21 22 23 24", _ITEM_AND_PRICE) + _each("25 26 27 28 29", _ITEM_AND_WEIGHT)),
    "it": ("it", ("2IIIIIIPPP.PPC",)),
    "es": ("es", _each("20 21 22 23 24", _ITEM_AND_PRICE) + _each("25 26 27 28 29", _ITEM_AND_WEIGHT)),
    # GS1 Germany: 22/23 price, 25/26 pieces, 28/29 weight, with an inner check digit or a five-digit item.
    "de": (
        "de",
        _each("22 23", _ITEM_AND_PRICE) + _each("25 26", "IIIIINNNNNC") + _each("28 29", _ITEM_AND_WEIGHT),
    ),
    "de-check": (
        "de",
        _each("22 23", "IIIIVPPP.PPC") + _each("25 26", "IIIIVNNNNNC") + _each("28 29", "IIIIVWW.WWWC"),
    ),
    # GS1 UK "How to barcode variable measure items".
    "uk": ("uk", ("20IIIIIVPP.PPC",)),
    "se": ("se", _SWEDEN),
    "no": ("no", _SWEDEN),
    "nordic": (None, _SWEDEN),
    # GS1 Finland; Estonia, Latvia and Lithuania print the same.
    "fi": ("fi", _SWEDEN[3:]),
    "baltic": (None, _SWEDEN[3:]),
    # GS1 Denmark: GTIN-13 pris, GTIN-13 vægt.
    "dk": ("dk", _each("21 22 23 24", "IIIIPPPP.PPC") + _each("26 28", "IIIIWWW.WWWC") + ("27IIIIIWW.WWWC",)),
    # The default nomenclature of Odoo's Point of Sale.
    "odoo": (None, ("23IIIIIPPP.PPC", "21IIIIIWW.WWWC")),
}


def known_label_sets() -> tuple[str, ...]:
    return tuple(_SETS)


@cache
def label_set(name: str) -> tuple[LabelLayout, ...]:
    """The layouts of a set. Raises UnknownLabelSet, which names those there are."""
    if name not in _SETS:
        raise UnknownLabelSet(name=name, known=", ".join(_SETS))
    region, patterns = _SETS[name]
    return tuple(label_layout(pattern, region) for pattern in patterns)
