"""Reasons that are offered: the shop's own texts from its settings, in the reader's words where they are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fallback_pos.i18n.marker import N_
from fallback_pos.ui.fields import Field

if TYPE_CHECKING:
    from fallback_pos.i18n.translator import Translator

TRANSLATED = (
    N_("Damaged"), N_("Short shelf life"), N_("Price on the shelf"), N_("Goodwill"),
    N_("Faulty"), N_("Changed mind"), N_("Wrong product"),
    N_("Customer left"), N_("Cannot pay"), N_("Wrong basket"),
    N_("Main POS is down"), N_("No network"), N_("Server is down"), N_("Drill"),
    N_("Main POS works again"), N_("Network is back"),
    N_("Change for a customer"), N_("Count the drawer"), N_("Forgotten receipt or slip"),
)  # fmt: skip
"""The reasons of the settings as they are delivered. A shop's own reasons are shown as they are written."""


def reason_field(
    tr: Translator, reasons: Sequence[str], *, label: str | None = None, limit: int = 60, touched: bool = False
) -> Field:
    """A field for a reason. Whatever language it is chosen in, the books name it as the settings do."""
    return Field(
        "reason",
        tr.text("Reason") if label is None else label,
        suggestions=tuple(tr.text(reason) for reason in reasons),
        answers=tuple(reasons),
        limit=limit,
        touched=touched,
    )
