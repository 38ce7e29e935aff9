"""Asking yes or no."""

from __future__ import annotations

from fallback_pos.ui.desk import Desk
from fallback_pos.ui.dialogs.confirm import ConfirmDialog


async def yes(desk: Desk, question: str) -> bool:
    """Only a clear yes is one."""
    return await desk.ask(ConfirmDialog(desk.session, desk.tr.text("Please check"), question)) is True
