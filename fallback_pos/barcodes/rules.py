"""What a shop decides about reading codes: label layouts, scanner options, the forms of its own numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fallback_pos.barcodes.label_sets import label_set
from fallback_pos.barcodes.labels import LabelLayout, label_layout

RECEIPT_NUMBER = re.compile(r"(?:TR-)?[0-9A-Za-z]{1,8}-\d{1,4}-\d{6,9}", re.ASCII)
"""Till, generation and counter of a receipt, as printed under its barcode: 03-1-000057; in training TR-03-1-000057."""


@dataclass(frozen=True, slots=True)
class BarcodeRules:
    """How codes are read here. Make one at start and keep it: a scan costs microseconds only with ready layouts.

    layouts: in-store labels, asked in order. Without any, numbers that begin with 02, 04 or 2 are recognised as
        restricted numbers and looked up whole; what they hold is never guessed.
    receipt_pattern: the till's own receipt numbers.
    own_pattern: whole texts that are the shop's own numbers (loyalty cards, staff badges), read as text before anything
        else is tried, and allowed to look like a card number.
    weight_unit: unit of the weights in labels, "kg" or "lb".
    upce_six_digits / upca_without_check_digit: the scanner is set to send UPC-E as six bare digits, or UPC-A without
        its check digit (eleven digits); otherwise such digits are refused as too short.
    label_items_are_plu: the item number in a label is the product's PLU as well.
    plu_digits: shortest and longest PLU that a cashier types.
    longest_characters: of any code; a QR code holds 4,296 letters and digits at most.
    """

    layouts: tuple[LabelLayout, ...] = ()
    receipt_pattern: re.Pattern[str] = RECEIPT_NUMBER
    own_pattern: re.Pattern[str] | None = None
    weight_unit: str = "kg"
    upce_six_digits: bool = False
    upca_without_check_digit: bool = False
    label_items_are_plu: bool = False
    plu_digits: tuple[int, int] = (4, 5)
    longest_characters: int = 4296

    def layout_for(self, label: str) -> LabelLayout | None:
        """The first layout that this number, with a right check digit, fits."""
        for layout in self.layouts:
            if layout.fits(label):
                return layout
        return None


DEFAULT_RULES = BarcodeRules()


def label_layouts(set_name: str | None = None, patterns: Iterable[str] = ()) -> tuple[LabelLayout, ...]:
    """The layouts that the settings ask for: the shop's own patterns first, then those of a country's set.

    Raises WrongLabelPattern and UnknownLabelSet.
    """
    own = tuple(label_layout(pattern) for pattern in patterns)
    return own + (label_set(set_name) if set_name else ())
