"""Why a sale cannot be voided, or its tender corrected."""

from __future__ import annotations

from fallback_pos.errors import TillError


class SaleNotFound(TillError):
    """Parameter: receipt."""

    sentence = "Receipt {receipt} is not in this till's journal. Check the number."


class NoShiftForCorrection(TillError):
    sentence = "No shift is open. A sale is corrected in the shift that sold it; afterwards take the goods back."


class NotOfThisShift(TillError):
    """Parameter: receipt."""

    sentence = (
        "Receipt {receipt} belongs to another shift, which was counted without this. Take the goods back instead."
    )


class AlreadyVoided(TillError):
    """Parameter: receipt."""

    sentence = "Receipt {receipt} was voided already. Nothing is done twice."


class GoodsCameBack(TillError):
    """Parameter: receipt."""

    sentence = "Goods of receipt {receipt} were returned already. Return the rest instead of voiding the sale."


class NotOnSale(TillError):
    """Parameter: receipt."""

    sentence = "Receipt {receipt} has no such payment any more. Look at it again."


class CancellationMissing(TillError):
    """Parameter: tender_name."""

    sentence = "{tender_name} has moved money already. Cancel it there first and type the number of the cancellation."


class CorrectionsDiffer(TillError):
    """Parameters: before, after."""

    sentence = "{before} was taken, the right payments make {after}. Both must be the same."


class NothingCorrected(TillError):
    sentence = "That is what was rung already. Choose how the customer really paid."


class NotPayableInCash(TillError):
    """Parameters: amount, step."""

    sentence = (
        "{amount} cannot be paid in coins of {step}, so it was not paid in cash. Void the sale and ring it again."
    )
