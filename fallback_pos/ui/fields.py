"""One thing to fill in: pure values that keys change, painted by the form around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from fallback_pos.ui.cells import cut, left, width_of
from fallback_pos.ui.rows import Row, Span


class FieldKind(StrEnum):
    TEXT = "text"
    AMOUNT = "amount"
    QUANTITY = "quantity"
    DIGITS = "digits"
    PIN = "pin"
    CHOICE = "choice"


_ALLOWED = {
    FieldKind.AMOUNT: frozenset("0123456789.,-"),
    FieldKind.QUANTITY: frozenset("0123456789.,"),
    FieldKind.DIGITS: frozenset("0123456789"),
    FieldKind.PIN: frozenset("0123456789"),
}


PIN_DIGITS = 6
SHORTEST_PRODUCT_CODE = 8
LONGEST_TYPED_NUMBER = 10


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled field. A prefilled `value` is replaced by the first character typed.

    `accepts_scan`: a scan belongs here (a receipt, a voucher); every other field refuses it.
    `options` of a choice are (value, label). `suggestions` are texts that a press, their number or the arrows left and
    right fill in; what is typed then replaces them. `answers`: what stands for each of them in the books.
    `only_with`: (key, value) of another field; this one is there only while that one has this value.
    """

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    value: str = ""
    limit: int = 40
    accepts_scan: bool = False
    options: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    only_with: tuple[str, str] | None = None
    touched: bool = False
    overflowed: bool = False
    """More was typed than fits. Such a field is refused as a whole: the beginning of a number is another number."""

    @property
    def answer(self) -> str:
        """What was filled in, as the books name it."""
        value = self.value.strip()
        return self.answers[self.suggestions.index(value)] if self.answers and value in self.suggestions else value

    @property
    def is_number(self) -> bool:
        return self.kind in _ALLOWED

    def typed(self, character: str) -> Field:
        """The field after one character; characters that cannot belong are left out."""
        if self.kind is FieldKind.CHOICE:
            return self.turned(1) if character == " " else self
        if self._is_pick(character):
            return self._picked(int(character) - 1)
        if character not in _ALLOWED.get(self.kind, (character,)) or not character.isprintable():
            return self
        value = (self.value if self.touched else "") + character
        return self._holding(value, overflowed=self.overflowed and self.touched)

    def could_be(self, text: str) -> bool:
        """Whether a text that arrived at a machine's speed belongs here rather than on a product.

        A script or a password manager is as fast as a scanner. Product codes are digits without a decimal mark, eight
        or more; a PIN is six.
        """
        match self.kind:
            case FieldKind.PIN:
                return len(text) == PIN_DIGITS and text.isdigit()
            case FieldKind.AMOUNT | FieldKind.QUANTITY:
                whole, mark, part = text.replace(",", ".").partition(".")
                return bool(mark) and whole.isdigit() and part.isdigit() and len(text) <= LONGEST_TYPED_NUMBER
            case FieldKind.TEXT:
                return text.isprintable() and not (text.isdigit() and len(text) >= SHORTEST_PRODUCT_CODE)
            case _:
                return False

    def erased(self) -> Field:
        if self.kind is FieldKind.CHOICE:
            return self
        return replace(self, value=self.value[:-1] if self.touched else "", touched=True, overflowed=False)

    def filled(self, value: str) -> Field:
        return self._holding(value, overflowed=False)

    def _holding(self, value: str, overflowed: bool) -> Field:
        too_long = overflowed or len(value) > self.limit
        return replace(self, value=value[: self.limit], touched=True, overflowed=too_long)

    def turned(self, steps: int) -> Field:
        """A choice with the option `steps` further on; a text with the suggestion `steps` further on."""
        if self.suggestions:
            first = 0 if steps > 0 else -1
            here = self.suggestions.index(self.value) + steps if self.value in self.suggestions else first
            return self._picked(here % len(self.suggestions))
        if self.kind is not FieldKind.CHOICE or not self.options:
            return self
        values = [value for value, _ in self.options]
        here = values.index(self.value) if self.value in values else 0
        return replace(self, value=values[(here + steps) % len(values)], touched=True)

    def _is_pick(self, character: str) -> bool:
        """Whether a digit is the number of a suggestion: in an empty field, or in place of another one."""
        is_free = not self.value or self.value in self.suggestions
        return is_free and character in "123456789" and int(character) <= len(self.suggestions)

    def _picked(self, index: int) -> Field:
        return replace(self, value=self.suggestions[index][: self.limit], touched=False, overflowed=False)

    def row(self, label_width: int, width: int, *, active: bool) -> Row:
        """The field as one row; the active one has a mark and a caret, so that it shows without colour."""
        mark = Span("› " if active else "  ", "key")
        label = Span(left(self.label, label_width) + " ", "strong" if active else "muted", f"field:{self.key}")
        if self.kind is FieldKind.CHOICE:
            return (mark, label, *self._option_spans())
        room = max(width - label_width - 5, 4)
        shown = "•" * len(self.value) if self.kind is FieldKind.PIN else self.value
        while width_of(shown) > room - 1:
            shown = shown[1:]
        caret = "▏" if active else " "
        body = Span(shown, "field", f"field:{self.key}")
        rest = Span(" " * (room - width_of(shown)), "field", f"field:{self.key}")
        return (mark, label, Span(" ", "field"), body, Span(caret, "caret"), rest)

    def _option_spans(self) -> tuple[Span, ...]:
        spans = []
        for value, label in self.options:
            chosen = value == self.value
            text = f" ● {label} " if chosen else f" ○ {label} "
            spans.append(Span(cut(text, 30), "selected" if chosen else "text", f"option:{self.key}:{value}"))
        return tuple(spans)
