"""How the catalogue stores and is asked for codes. One text per key, so that one indexed column answers every scan.

| key                     | what it is                                                                       |
|-------------------------|----------------------------------------------------------------------------------|
| `04006381333931`        | GTIN-8, -12, -13 or -14, filled with zeros to 14 digits                          |
| `label:23:12345`        | an in-store label's prefix and item number, whatever price or weight it holds    |
| `plu:4011`              | a price look-up code, without leading zeros                                      |
| `text:SKU-0042`         | any other code that a label of the shop carries (Code 39, Code 128, QR)          |
"""

LONGEST_TEXT_KEY_CHARACTERS = 80


def gtin_key(digits: str) -> str:
    """GTIN-14 digits of a GTIN of any length."""
    return digits.zfill(14)


def plu_key(digits: str) -> str:
    """`plu:` and the number without leading zeros: 04011 on a scale is the 4011 on the fruit."""
    return f"plu:{digits.lstrip('0') or '0'}"


def text_key(text: str) -> str:
    return f"text:{text}"
