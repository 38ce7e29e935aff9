"""In-store labels: an item number with a price, weight or piece count inside, in the layout the shop's scale prints.

A layout is written as a pattern of the label's digits, e.g. `23IIIIIPPP.PPC`: the prefix, then I item, P price, W
weight, N pieces, V the inner check digit of the measure behind it, ? a digit that means nothing, C the check digit of
the whole. The point in a price or weight says where its decimals begin. Patterns have 13 digits (a 12-digit UPC is
written with its leading 0) or, for Code 128 labels that hold price and weight together, up to 24; not 14, which are
cartons, and not 16, which are cards.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from fallback_pos.barcodes.check_digits import MEASURE_LENGTHS, has_valid_check_digit, measure_check_digit
from fallback_pos.barcodes.errors import WrongLabelMeasure, WrongLabelPattern, shown

_PATTERN = re.compile(r"(?P<prefix>\d{1,6})(?P<fields>[IPWNV?.]+)(?P<check>C)?")
_FIELDS = re.compile(r"([IPWNV?])(?:\1|\.(?=[PW]))*")
_LENGTHS = (13, 15, 17, 18, 19, 20, 21, 22, 23, 24)
_WALLET_PREFIXES = ("10", "11", "12", "13", "14", "15", "25", "26", "27", "28", "29", "30")


@dataclass(frozen=True, slots=True)
class LabelField:
    """Digits `start` to `end` of a label, of which the last `decimals` stand behind the point."""

    start: int
    end: int
    decimals: int = 0

    def digits(self, label: str) -> str:
        return label[self.start : self.end]

    def value(self, label: str) -> Decimal | None:
        """The number in this field, or None where it is all zeros: the label then names an item and no measure."""
        number = int(label[self.start : self.end])
        return Decimal(number).scaleb(-self.decimals) if number else None


@dataclass(frozen=True, slots=True)
class LabelLayout:
    """One layout, read from its pattern. `region` is the country whose convention it is, None for the shop's own."""

    pattern: str
    prefix: str
    digits: int
    item: LabelField
    price: LabelField | None
    weight: LabelField | None
    pieces: LabelField | None
    inner_check: int | None
    checked_field: LabelField | None
    has_check_digit: bool
    region: str | None = None

    def fits(self, label: str) -> bool:
        return (
            len(label) == self.digits
            and label.startswith(self.prefix)
            and (not self.has_check_digit or has_valid_check_digit(label))
        )

    def read(self, label: str) -> "Label":
        """The item and measure of a label that fits. Raises WrongLabelMeasure when the inner check digit disagrees."""
        pieces = _value(self.pieces, label)
        reading = Label(
            layout=self,
            item=self.item.digits(label),
            price=_value(self.price, label),
            weight=_value(self.weight, label),
            pieces=None if pieces is None else int(pieces),
        )
        if reading.has_measure and not self._inner_check_agrees(label):
            raise WrongLabelMeasure(code=shown(label))
        return reading

    def _inner_check_agrees(self, label: str) -> bool:
        if self.inner_check is None or self.checked_field is None:
            return True
        return label[self.inner_check] == measure_check_digit(self.checked_field.digits(label))

    def without_measure(self, label: str) -> str:
        """The digits before the check digit with zeros in price, weight, pieces and inner check."""
        digits = list(label[:-1] if self.has_check_digit else label)
        for field in (self.price, self.weight, self.pieces):
            if field is not None:
                digits[field.start : field.end] = "0" * (field.end - field.start)
        if self.inner_check is not None:
            digits[self.inner_check] = "0"
        return "".join(digits)


@dataclass(frozen=True, slots=True)
class Label:
    """What an in-store label says. Price in the shop's currency for the whole piece; weight in the scale's unit."""

    layout: LabelLayout
    item: str
    price: Decimal | None = None
    weight: Decimal | None = None
    pieces: int | None = None

    @property
    def key(self) -> str:
        """`label:<prefix>:<item>`: how the catalogue knows the item, whatever it costs or weighs today."""
        return f"label:{self.layout.prefix}:{self.item}"

    @property
    def has_measure(self) -> bool:
        return not (self.price is None and self.weight is None and self.pieces is None)


def _value(field: LabelField | None, label: str) -> Decimal | None:
    return None if field is None else field.value(label)


def label_layout(pattern: str, region: str | None = None) -> LabelLayout:
    """The layout that a pattern from the settings describes. Raises WrongLabelPattern, which says what is wrong."""
    match = _PATTERN.fullmatch(pattern)
    if match is None:
        raise WrongLabelPattern(pattern=pattern, problem="write prefix digits, then I P W N V ? and a point, then C")
    fields, inner_check = _fields(pattern, match["fields"], start=len(match["prefix"]))
    if "I" not in fields:
        raise WrongLabelPattern(pattern=pattern, problem="it has no item digits (I)")
    layout = LabelLayout(
        pattern=pattern,
        prefix=match["prefix"],
        digits=len(pattern.replace(".", "")),
        item=fields["I"],
        price=fields.get("P"),
        weight=fields.get("W"),
        pieces=fields.get("N"),
        inner_check=inner_check,
        checked_field=_field_after(inner_check, fields),
        has_check_digit=match["check"] is not None,
        region=region,
    )
    _assert_usable(layout)
    return layout


def _fields(pattern: str, text: str, start: int) -> tuple[dict[str, LabelField], int | None]:
    """The fields by letter, and where the inner check digit stands."""
    fields: dict[str, LabelField] = {}
    inner_check = None
    position = 0
    while position < len(text):
        match = _FIELDS.match(text, position)
        run = match.group() if match else ""
        width = len(run.replace(".", ""))
        if not width or run.count(".") > 1 or run.endswith(".") or (run[0] in fields and run[0] != "?"):
            raise WrongLabelPattern(
                pattern=pattern, problem="each letter stands in one run, with one point inside at most"
            )
        if run[0] == "V":
            if width != 1 or inner_check is not None:
                raise WrongLabelPattern(pattern=pattern, problem="there is one inner check digit (V) at most")
            inner_check = start
        else:
            fields[run[0]] = LabelField(start, start + width, len(run) - run.index(".") - 1 if "." in run else 0)
        start += width
        position += len(run)
    return fields, inner_check


def _field_after(inner_check: int | None, fields: dict[str, LabelField]) -> LabelField | None:
    if inner_check is None:
        return None
    return next(
        (fields[letter] for letter in "PWN" if letter in fields and fields[letter].start == inner_check + 1), None
    )


def _assert_usable(layout: LabelLayout) -> None:
    problem = None
    if layout.digits not in _LENGTHS:
        problem = f"it has {layout.digits} digits; labels have 13, 15 or 17 to 24"
    elif layout.digits == 13 and not layout.has_check_digit:
        problem = "13 digits end with the check digit (C)"
    elif layout.price is None and layout.weight is None and layout.pieces is None:
        problem = "it has neither price (P), weight (W) nor pieces (N)"
    elif layout.inner_check is not None and not _checkable(layout.checked_field):
        problem = "an inner check digit (V) stands before 4 or 5 digits of price, weight or pieces"
    elif layout.digits > 16 and any(_overlap(layout.prefix, wallet) for wallet in _WALLET_PREFIXES):
        problem = "codes of wallets begin like that; choose another prefix on the scale"
    elif not layout.prefix.startswith(("02", "2", "04")):
        problem = "numbers of products begin like that; labels begin with 02, 04 or 2"
    if problem is not None:
        raise WrongLabelPattern(pattern=layout.pattern, problem=problem)


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _checkable(field: LabelField | None) -> bool:
    return field is not None and field.end - field.start in MEASURE_LENGTHS
