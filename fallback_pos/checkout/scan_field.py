"""What stands in the scan field: a code, or a quantity and a code such as `3*3850104047015`."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from fallback_pos.domain.quantity import parse_quantity

# An x is a multiplication sign only before digits: `10x15-frame` is a code of its own.
_QUANTITY_AND_CODE = re.compile(
    r"\s*(?P<quantity>[0-9]{1,5}(?:[.,][0-9]{1,3})?)\s*(?:[*×]\s*(?P<code>.+)|[xX]\s*(?P<digits>[0-9]+)\s*)", re.DOTALL
)


def split_quantity(typed: str) -> tuple[Decimal | None, str]:
    """(quantity or None, code). Full-width characters, as a Chinese input method types them, are understood.

    Raises NotAQuantity for a quantity of zero.
    """
    plain = typed if typed.isascii() else unicodedata.normalize("NFKC", typed)
    match = _QUANTITY_AND_CODE.fullmatch(plain)
    if match is None:
        return None, typed
    return parse_quantity(match["quantity"]), (match["code"] or match["digits"]).strip()
