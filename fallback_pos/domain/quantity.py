"""Quantities: pieces, or decimal kilograms and litres with at most three decimals."""

import re
from decimal import Decimal

from fallback_pos.domain.card_numbers import unless_a_card
from fallback_pos.errors import TillError

QUANTITY_DECIMALS = 3
LARGEST_QUANTITY = Decimal(99_999)
_DECIMAL_TEXT = re.compile(r"\d{1,9}(?:[.,]\d{0,9})?|[.,]\d{1,9}", re.ASCII)


class NotAQuantity(TillError):
    sentence = "“{text}” is not a quantity. Type a number such as 3 or 0.734."


class WholePiecesOnly(TillError):
    sentence = "{name} is sold by the piece. Type a whole number."


def parse_quantity(text: str) -> Decimal:
    """Read a positive quantity, with point or comma. Raises NotAQuantity."""
    cleaned = text.strip()
    if _DECIMAL_TEXT.fullmatch(cleaned):
        value = Decimal(cleaned.replace(",", "."))
        if is_quantity(value):
            return value.normalize() + 0 if value == value.to_integral_value() else value
    raise NotAQuantity(text=unless_a_card(text)[:20])


def is_quantity(value: Decimal) -> bool:
    """Whether a number can be a quantity: positive, not above the largest, with at most three decimals."""
    return value.is_finite() and 0 < value <= LARGEST_QUANTITY and value == round(value, QUANTITY_DECIMALS)


def quantity_text(quantity: Decimal) -> str:
    """The shortest plain decimal string, e.g. "2" or "0.734"; never an exponent."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
