"""Every scan of the shared vectors, from the scanner's bytes to the reading."""

import json
import warnings
from pathlib import Path

import pytest

from drivers.scanners.framing import Frame, FrameAssembler, FramingSettings
from fallback_pos.barcodes import BarcodeRules, describe_scans, label_layouts

_FILE = Path(__file__).parents[4] / "shared" / "data" / "scan_vectors.json"

# What the vectors call "only if configured": the settings under which each is wanted.
_SCANNERS = {"frame-12": FramingSettings(prefix=b"F")}
_RULES = {
    "upca-11-nocheck": BarcodeRules(upca_without_check_digit=True),
    "upce-6": BarcodeRules(upce_six_digits=True),
    "rcn-se-price2": BarcodeRules(layouts=label_layouts("se")),
    "rcn-se-weight2": BarcodeRules(layouts=label_layouts("se")),
    "rcn-de-price": BarcodeRules(layouts=label_layouts("de")),
    "rcn-02": BarcodeRules(layouts=label_layouts("us-5-digits")),
}

# Readings that are told in other words than the vectors', and why.
_OTHER_WORDS: dict[str, dict[str, object]] = {
    # The wanted list of names and numbers, told as objects with both; an 8-digit number with a leading 0 is an RCN-8.
    "upca-11-nocheck": {"candidates": [{"format": "UPC-A", "gtin14": "00012345678905"}]},
    "upce-8": {
        "candidates": [{"format": "UPC-E", "gtin14": "00042100005264"}, {"format": "RCN-8", "gtin14": "00000004252614"}]
    },
    "ean8-rcn0": {
        "candidates": [{"format": "UPC-E", "gtin14": "00023456000073"}, {"format": "RCN-8", "gtin14": "00000002345673"}]
    },
    # "invalid or warn": the product is sold with a warning, for the date is what is damaged.
    "gs1-bad-date": {"kind": "gs1", "warnings": ["The date in this code does not exist; check the date on the pack."]},
}


def _described(raw: bytes, scanner: FramingSettings, rules: BarcodeRules) -> dict[str, object]:
    assembler = FrameAssembler(scanner)
    results = assembler.feed(raw, 0.0) + assembler.idle(60.0)
    faults = [result.fault.code for result in results if not isinstance(result, Frame)]
    if faults == ["ScanTooLong"]:
        return {"kind": "invalid", "reason": "too long"}
    assert not faults
    return describe_scans([(frame.text, frame.symbology) for frame in results if isinstance(frame, Frame)], rules)


def test_every_shared_scan_is_read_as_wanted() -> None:
    if not _FILE.exists():
        left_out = f"LEFT OUT: the shared scan vectors are not there ({_FILE.name})"
        warnings.warn(left_out, stacklevel=1)
        pytest.skip(left_out)
    vectors = json.loads(_FILE.read_text("utf-8"))["vectors"]
    assert vectors
    wrong = {}
    for vector in vectors:
        name = vector["id"]
        facts = _described(
            bytes.fromhex(vector["raw_hex"]),
            _SCANNERS.get(name, FramingSettings()),
            _RULES.get(name, BarcodeRules()),
        )
        wanted = vector["expect"] | _OTHER_WORDS.get(name, {})
        wanted.pop("note_cfg", None)
        different = {key: (value, facts.get(key)) for key, value in wanted.items() if facts.get(key) != value}
        if different:
            wrong[name] = different
    assert wrong == {}


def test_what_needs_a_setting_is_not_guessed_without_it() -> None:
    for raw, kind in ((b"F4006381333931\r", "text"), (b"01234567890\r", "invalid"), (b"425261\r", "invalid")):
        assert _described(raw, FramingSettings(), BarcodeRules())["kind"] == kind
