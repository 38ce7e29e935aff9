"""Check digits of GS1 numbers and of the price or weight inside an in-store label."""

_OFFSET = ord("0")


def check_digit(payload: str) -> str:
    """The GS1 check digit that belongs behind `payload` (digits without it), GS1 General Specifications 7.9.1.

    Raises ValueError when `payload` is not plain digits.
    """
    if not (payload.isascii() and payload.isdigit()):
        raise ValueError("a check digit is computed over the digits 0-9 only")
    digits = [byte - _OFFSET for byte in payload.encode()]
    return str(-(3 * sum(digits[-1::-2]) + sum(digits[-2::-2])) % 10)


def has_valid_check_digit(digits: str) -> bool:
    """Whether the last of these ASCII digits is the GS1 check digit of the others. On the path of every scan."""
    codes = digits.encode()
    weighed_three, weighed_one = codes[-2::-2], codes[-1::-2]
    offset = _OFFSET * (3 * len(weighed_three) + len(weighed_one))
    return (3 * sum(weighed_three) + sum(weighed_one) - offset) % 10 == 0


def _units_and_tens(factor: int, sign: int) -> tuple[int, ...]:
    """A weighting table of GS1 General Specifications 7.9.2: the product's units plus or minus its tens, modulo 10."""
    return tuple((digit * factor % 10 + sign * (digit * factor // 10)) % 10 for digit in range(10))


_TWO_MINUS = _units_and_tens(2, -1)
_THREE = tuple(digit * 3 % 10 for digit in range(10))
_FIVE_PLUS = _units_and_tens(5, +1)
_FIVE_MINUS = _units_and_tens(5, -1)
_FOUR_DIGIT_WEIGHTS = (_TWO_MINUS, _TWO_MINUS, _THREE, _FIVE_MINUS)
_FIVE_DIGIT_WEIGHTS = (_FIVE_PLUS, _TWO_MINUS, _FIVE_MINUS, _FIVE_PLUS, _TWO_MINUS)

MEASURE_LENGTHS = (4, 5)
"""Numbers of price or weight digits for which GS1 defines an inner check digit."""


def measure_check_digit(measure: str) -> str:
    """The inner check digit over 4 or 5 price or weight digits, GS1 General Specifications 7.9.3 and 7.9.4.

    Raises ValueError for any other number of digits: the standard defines none.
    """
    if len(measure) == 4:
        return str(_weighed(measure, _FOUR_DIGIT_WEIGHTS) * 3 % 10)
    if len(measure) == 5:
        return str(_FIVE_MINUS.index(-_weighed(measure, _FIVE_DIGIT_WEIGHTS) % 10))
    raise ValueError("an inner check digit is defined for 4 or 5 digits")


def _weighed(measure: str, weights: tuple[tuple[int, ...], ...]) -> int:
    return sum(table[int(digit)] for digit, table in zip(measure, weights, strict=True))
