"""UPC-E: a UPC-A with its zeros left out, for small packs (GS1 General Specifications 5.2.2.4)."""

from fallback_pos.barcodes.check_digits import check_digit


def expand_upce(digits: str) -> str:
    """The UPC-A (12 digits with check digit) that six UPC-E digits of number system 0 stand for."""
    return _with_check("0", digits)


def expand_upce_with_check(digits: str) -> str | None:
    """The UPC-A behind 8 digits (number system 0 or 1, six digits, check digit), or None where the check is wrong."""
    if digits[0] not in "01":
        return None
    upca = _with_check(digits[0], digits[1:7])
    return upca if upca[-1] == digits[-1] else None


def compress_to_upce(upca: str) -> str | None:
    """The 8 UPC-E digits of a UPC-A, or None where it has too few zeros for one."""
    system, manufacturer, item = upca[0], upca[1:6], upca[6:11]
    if system not in "01":
        return None
    six = None
    if manufacturer[2:] in ("000", "100", "200") and item[:2] == "00":
        six = manufacturer[:2] + item[2:] + manufacturer[2]
    elif manufacturer[3:] == "00" and item[:3] == "000":
        six = manufacturer[:3] + item[3:] + "3"
    elif manufacturer[4] == "0" and item[:4] == "0000":
        six = manufacturer[:4] + item[4] + "4"
    elif item[:4] == "0000" and item[4] in "56789":
        six = manufacturer + item[4]
    return None if six is None else system + six + upca[11]


def _with_check(system: str, six: str) -> str:
    last = six[5]
    if last in "012":
        payload = six[:2] + last + "0000" + six[2:5]
    elif last == "3":
        payload = six[:3] + "00000" + six[3:5]
    elif last == "4":
        payload = six[:4] + "00000" + six[4]
    else:
        payload = six[:5] + "0000" + last
    upca = system + payload
    return upca + check_digit(upca)
