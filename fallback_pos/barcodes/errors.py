"""Why a scan could not be understood, in sentences that the cashier reads.

`reason` is a short word for programs (`fallback-pos scan --json`). Parameters never hold digits that could be a card.
"""

from typing import ClassVar

from fallback_pos.errors import TillError

_LONGEST_SHOWN_CHARACTERS = 32


class UnreadableBarcode(TillError):
    """What was scanned or typed is no code that the till knows. Parameter: code."""

    sentence: ClassVar[str] = "{code} is no code that this till knows. Scan again, or look the product up by its name."
    kind: ClassVar[str] = "invalid"
    reason: ClassVar[str] = "unknown structure"


class WrongCheckDigit(UnreadableBarcode):
    """The last digit does not agree with the others: a misread or mistyped number. Parameter: code."""

    sentence = "A digit of {code} is wrong (the check digit does not agree). Scan again, or type the number anew."
    reason = "check digit"


class TooShort(UnreadableBarcode):
    """Digits that are too few for a product number. Parameters: code, digits."""

    sentence = "{code} has only {digits} digits, too few for a product number. Scan again, or type the whole number."
    reason = "too short"


class WrongLength(UnreadableBarcode):
    """Digits that are neither 8, 12, 13 nor 14. Parameters: code, digits."""

    sentence = "{code} has {digits} digits; product numbers have 8, 12, 13 or 14. Scan again, or type the number anew."
    reason = "wrong length"


class TooLong(UnreadableBarcode):
    """More characters than any code holds. Parameter: limit_characters."""

    sentence = "That is longer than any barcode ({limit_characters} characters) and was thrown away. Scan again."
    reason = "too long"


class DamagedCode(UnreadableBarcode):
    """Control characters inside the text: a damaged scan or a document scanned by mistake."""

    sentence = "The scanner sent a damaged code. Scan again; if it repeats, type the number."
    reason = "control characters"


class DamagedElements(UnreadableBarcode):
    """A GS1 code (2D, GS1-128, DataBar) whose fields cannot be told apart. Parameter: code."""

    sentence = "The data in this GS1 code is damaged ({code}). Scan again, or scan the product's plain barcode."
    reason = "GS1 structure"


class WrongLabelMeasure(UnreadableBarcode):
    """The price or weight inside an in-store label fails its own check digit. Parameter: code."""

    sentence = "The price or weight inside label {code} is damaged. Weigh the goods again, or type price and product."
    reason = "label check digit"


class PaymentCodeScanned(UnreadableBarcode):
    """A customer's wallet showed its payment code where a product was expected. No parameters: the code is money."""

    sentence = "That is a payment code of a mobile wallet, not a product. Scan the goods, then press Pay."
    kind = "payment_token"
    reason = "payment code"


class LabelHoldsMeasure(UnreadableBarcode):
    """A catalogue row names a label with a price or weight in it instead of zeros. Parameters: code, expected."""

    sentence = (
        "Label {code} holds a price or weight. In the catalogue its item is written with zeros there: {expected}."
    )
    reason = "label with a measure"


class WrongLabelPattern(TillError):
    """A label pattern in the settings cannot be used. Parameters: pattern, problem."""

    sentence = "The label pattern {pattern} in the settings cannot be used: {problem}."


class UnknownLabelSet(TillError):
    """The settings name a label set that does not exist. Parameters: name, known."""

    sentence = "There is no label set {name}. Choose one of {known}, or write the label's pattern in the settings."


def shown_length(digits: str) -> str:
    """Digits too many for a product number, but perhaps of a mistyped card: only the last four are told."""
    return digits if len(digits) < 15 else "…" + digits[-4:]


def shown(code: str) -> str:
    """A code as it may stand in a sentence: printable and of bearable length."""
    printable = "".join(character if character.isprintable() else "·" for character in code)
    if len(printable) > _LONGEST_SHOWN_CHARACTERS:
        return printable[: _LONGEST_SHOWN_CHARACTERS - 1] + "…"
    return printable
