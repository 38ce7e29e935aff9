"""Voiding a sale of this shift, and correcting how it was paid. The sale itself is never touched: it keeps its number
and its entry, and a counter-entry says what happened.
"""

from __future__ import annotations

from fallback_pos.corrections.correcting import CorrectSteps
from fallback_pos.corrections.voiding import VoidSteps


class Corrections(VoidSteps, CorrectSteps):
    """Counter-entries of this till. Not for two threads at once.

    Both steps need two people: they raise ApprovalNeeded first and are called again with `approver`.
    """
