"""From a scanner's raw bytes to what the till understands of them: the drivers' framing, then the barcodes."""

from __future__ import annotations

from drivers.scanners.framing import Frame, FrameAssembler, FramingSettings
from fallback_pos.barcodes import BarcodeRules, describe_scans

_LONG_AFTER_SECONDS = 3600.0


def describe_bytes(raw: bytes, rules: BarcodeRules, framing: FramingSettings | None = None) -> dict[str, object]:
    """Facts of everything in these bytes; kind "invalid" with reason and message where framing threw them away."""
    assembler = FrameAssembler(framing)
    results = assembler.feed(raw, 0.0) + assembler.idle(_LONG_AFTER_SECONDS)
    frames = [result for result in results if isinstance(result, Frame)]
    faults = [result.fault for result in results if not isinstance(result, Frame)]
    if faults and not frames:
        fault = faults[0]
        reason = "too long" if fault.code == "ScanTooLong" else "damaged"
        return {"kind": "invalid", "reason": reason, "error": fault.code, "message": str(fault)}
    return describe_scans([(frame.text, frame.symbology) for frame in frames], rules)
