"""From a cell to a tax class: its letter, or its percentage matched with the classes that the till has."""

from __future__ import annotations

import string
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from fallback_pos.domain.quantity import quantity_text
from fallback_pos.domain.tax import TaxClass
from fallback_pos.errors import TillError

_HIGHEST_PERCENT = 100
_DECIMALS = 3


class UnknownTaxClass(TillError):
    sentence = "“{text}” is no tax class of this till ({known}). Correct it, or add the class in the settings."


class UnknownTaxRate(TillError):
    sentence = "No tax class of this till has {rate} % ({known}). Add one in the settings, or allow new tax classes."


class TaxClasses:
    """The till's classes, and those that the import had to add."""

    def __init__(self, known: Sequence[TaxClass], new_allowed: bool) -> None:
        self._by_code = {tax.code: tax for tax in known}
        self._by_text: dict[str, TaxClass] = {}
        self._known = tuple(known)
        self._new_allowed = new_allowed

    @property
    def all(self) -> tuple[TaxClass, ...]:
        return tuple(self._by_code.values())

    @property
    def new(self) -> tuple[TaxClass, ...]:
        return self.all[len(self._known) :]

    def of(self, text: str) -> TaxClass:
        """Raises UnknownTaxClass and UnknownTaxRate."""
        found = self._by_text.get(text)
        if found is None:
            found = self._by_text[text] = self._find(text)
        return found

    def _find(self, text: str) -> TaxClass:
        named = self._by_code.get(text) or self._by_code.get(text.upper())
        if named is not None:
            return named
        rate = _percent(text)
        if rate is None:
            raise UnknownTaxClass(text=text[:20], known=self._described())
        for tax in self._by_code.values():
            if tax.rate == rate:
                return tax
        letter = next((letter for letter in string.ascii_uppercase if letter not in self._by_code), None)
        if not self._new_allowed or letter is None:
            raise UnknownTaxRate(rate=quantity_text(rate), known=self._described())
        self._by_code[letter] = TaxClass(letter, rate)
        return self._by_code[letter]

    def _described(self) -> str:
        return ", ".join(f"{tax.code} {quantity_text(tax.rate)} %" for tax in self.all)


def _percent(text: str) -> Decimal | None:
    """25, 25.0, 25,5 or 25 % as a plain number; None for anything else."""
    bare = text.removesuffix("%").strip().replace(",", ".")
    try:
        rate = Decimal(bare)
    except InvalidOperation:
        return None
    plausible = bare.isascii() and rate.is_finite() and 0 <= rate <= _HIGHEST_PERCENT and rate == round(rate, _DECIMALS)
    return Decimal(quantity_text(rate)) if plausible else None
