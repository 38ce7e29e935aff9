"""What a scanned or typed code means: products, in-store labels, GS1 data, receipts, and what is no product at all."""

from fallback_pos.barcodes.barcode import Barcode, Candidate, Elements, Kind, OtherReading
from fallback_pos.barcodes.catalogue_codes import normalise_for_catalogue
from fallback_pos.barcodes.check_digits import check_digit, has_valid_check_digit, measure_check_digit
from fallback_pos.barcodes.element_strings import prepare_gs1
from fallback_pos.barcodes.errors import (
    DamagedCode,
    DamagedElements,
    LabelHoldsMeasure,
    PaymentCodeScanned,
    TooLong,
    TooShort,
    UnknownLabelSet,
    UnreadableBarcode,
    WrongCheckDigit,
    WrongLabelMeasure,
    WrongLabelPattern,
    WrongLength,
)
from fallback_pos.barcodes.keys import gtin_key, plu_key, text_key
from fallback_pos.barcodes.label_sets import known_label_sets, label_set
from fallback_pos.barcodes.labels import Label, LabelLayout, label_layout
from fallback_pos.barcodes.rules import DEFAULT_RULES, BarcodeRules, label_layouts
from fallback_pos.barcodes.scans import describe_scan, describe_scans, join_addon
from fallback_pos.barcodes.understanding import understand

__all__ = [
    "DEFAULT_RULES",
    "Barcode",
    "BarcodeRules",
    "Candidate",
    "DamagedCode",
    "DamagedElements",
    "Elements",
    "Kind",
    "Label",
    "LabelHoldsMeasure",
    "LabelLayout",
    "OtherReading",
    "PaymentCodeScanned",
    "TooLong",
    "TooShort",
    "UnknownLabelSet",
    "UnreadableBarcode",
    "WrongCheckDigit",
    "WrongLabelMeasure",
    "WrongLabelPattern",
    "WrongLength",
    "check_digit",
    "describe_scan",
    "describe_scans",
    "gtin_key",
    "has_valid_check_digit",
    "join_addon",
    "known_label_sets",
    "label_layout",
    "label_layouts",
    "label_set",
    "measure_check_digit",
    "normalise_for_catalogue",
    "plu_key",
    "prepare_gs1",
    "text_key",
    "understand",
]
