"""Who may use the till: operators, PINs, sign-in. See DESIGN.md."""

from fallback_pos.access.access import Access
from fallback_pos.access.errors import LockedOut, WrongPin

__all__ = ["Access", "LockedOut", "WrongPin"]
