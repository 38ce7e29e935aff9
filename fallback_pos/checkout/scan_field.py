"""What stands in the scan field: a code, or a quantity and a code such as `3*3850104047015`."""

from __future__ import annotations

import re
from decimal import Decimal

from fallback_pos.domain.quantity import parse_quantity

_QUANTITY_AND_CODE = re.compile(r"\s*(?P<quantity>[0-9]{1,5}(?:[.,][0-9]{1,3})?)\s*[*×x]\s*(?P<code>.+)", re.DOTALL)


def split_quantity(typed: str) -> tuple[Decimal | None, str]:
    """(quantity or None, code). Raises NotAQuantity for a quantity of zero."""
    match = _QUANTITY_AND_CODE.fullmatch(typed)
    if match is None:
        return None, typed
    return parse_quantity(match["quantity"]), match["code"].strip()
