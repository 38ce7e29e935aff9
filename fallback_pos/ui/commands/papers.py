"""Slips and reports on paper; without a printer the screen says that nothing came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fallback_pos.receipts.errors import NoReceiptPrinter
from fallback_pos.ui.desk import Desk

if TYPE_CHECKING:
    from fallback_pos.receipt_layout.paper_slip import PaperSlip


def print_slip(desk: Desk, slip: PaperSlip) -> bool:
    """What was journalled is true with or without paper: a missing printer is said, and nothing else."""
    try:
        desk.till.print_slip(slip)
    except NoReceiptPrinter as refusal:
        desk.say(desk.tr.sentence(refusal), "warning")
        return False
    return True
