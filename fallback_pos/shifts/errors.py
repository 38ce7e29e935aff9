"""Why a shift cannot be opened or closed."""

from __future__ import annotations

from fallback_pos.errors import TillError


class ShiftAlreadyOpen(TillError):
    """Parameters: name, opened_at."""

    sentence = "{name} opened a shift on {opened_at}; it is still open. Close it first."


class NoShiftToClose(TillError):
    sentence = "No shift is open. Open one before you sell."


class MoneyInOpenBasket(TillError):
    sentence = "Money was already taken for an open basket. Finish or cancel its payment, then close the shift."


class CountBelowZero(TillError):
    """Parameter: amount."""

    sentence = "A drawer cannot hold {amount}. Count again and type what is in it, 0 for an empty drawer."


class CurrencyChanged(TillError):
    """Parameters: before, now."""

    sentence = (
        "The open shift counts in {before}, the settings say {now}. Set the currency back to {before} and close the "
        "shift, then change it."
    )
