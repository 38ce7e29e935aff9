"""Texts that a person types: cleaned, of bearable length, and never a card number."""

from __future__ import annotations

from fallback_pos.domain.card_numbers import refuse_card_numbers
from fallback_pos.errors import TillError

LONGEST_TEXT_CHARACTERS = 200


class ReasonMissing(TillError):
    sentence = "Type a reason: somebody will ask for it."


class TextTooLong(TillError):
    sentence = "That text is too long; at most {limit} characters fit."


def typed_text(text: str | None) -> str:
    """Without control characters and outer spaces. Raises TextTooLong or CardNumberRefused."""
    cleaned = "".join(character if character.isprintable() else " " for character in text or "").strip()
    if len(cleaned) > LONGEST_TEXT_CHARACTERS:
        raise TextTooLong(limit=LONGEST_TEXT_CHARACTERS)
    return refuse_card_numbers(cleaned)


def typed_reason(reason: str | None) -> str:
    """A reason that must not be missing. Raises ReasonMissing, TextTooLong or CardNumberRefused."""
    cleaned = typed_text(reason)
    if not cleaned:
        raise ReasonMissing()
    return cleaned
