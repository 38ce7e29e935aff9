"""Quantities: pieces, or decimal kilograms and litres with at most three decimals."""

from decimal import Decimal, InvalidOperation

from fallback_pos.errors import TillError

QUANTITY_DECIMALS = 3
LARGEST_QUANTITY = Decimal(99_999)


class NotAQuantity(TillError):
    sentence = "“{text}” is not a quantity. Type a number such as 3 or 0.734."


class WholePiecesOnly(TillError):
    sentence = "{name} is sold by the piece. Type a whole number."


def parse_quantity(text: str) -> Decimal:
    """Read a positive quantity, with point or comma. Raises NotAQuantity."""
    cleaned = text.strip().replace(",", ".")
    try:
        value = Decimal(cleaned)
        if not cleaned.isascii() or not value.is_finite() or "e" in cleaned.lower():
            raise InvalidOperation
        if not 0 < value <= LARGEST_QUANTITY or value != round(value, QUANTITY_DECIMALS):
            raise InvalidOperation
    except InvalidOperation:
        raise NotAQuantity(text=text[:20]) from None
    return value.normalize() + 0 if value == value.to_integral_value() else value


def quantity_text(quantity: Decimal) -> str:
    """The shortest plain decimal string, e.g. "2" or "0.734"; never an exponent."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
