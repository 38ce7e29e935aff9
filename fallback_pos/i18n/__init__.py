"""English message ids and their translations; numbers and dates as the reader writes them. See DESIGN.md."""

from fallback_pos.i18n.marker import N_
from fallback_pos.i18n.translator import LANGUAGES, Translator

__all__ = ["LANGUAGES", "N_", "Translator"]
