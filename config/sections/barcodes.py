"""[barcodes]: in-store labels, and how the scanner is set."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from config.values import Line, Pattern, Section


class BarcodesSettings(Section):
    """Reading codes."""

    label_set: Line
    """Country whose label layouts the scale prints, such as "europe", "de", "se", "cn", "us"; empty for none."""
    label_patterns: Annotated[tuple[Line, ...], Field(max_length=40)]
    """The shop's own layouts, asked first: "23IIIIIPPP.PPC" (I item, P price, W weight, N pieces, V inner check)."""
    weight_unit: Literal["kg", "lb"]
    """Unit of the weights in labels."""
    label_items_are_plu: bool
    """Whether the item number in a label is the product's PLU as well."""
    upce_six_digits: bool
    """Whether the scanner sends UPC-E as six bare digits."""
    upca_without_check_digit: bool
    """Whether the scanner sends UPC-A without its check digit."""
    plu_digits_least: Annotated[int, Field(ge=1, le=6)]
    """Shortest PLU that a cashier types."""
    plu_digits_most: Annotated[int, Field(ge=1, le=6)]
    """Longest PLU that a cashier types."""
    own_pattern: Pattern | None = None
    """Form of the shop's own numbers (loyalty cards, badges), read before anything else."""
