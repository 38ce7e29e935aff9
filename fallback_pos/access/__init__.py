"""Who may use the till: operators, PINs, sign-in. See DESIGN.md."""

from fallback_pos.access.access import Access
from fallback_pos.access.errors import LockedOut, WrongPin
from fallback_pos.storage.staff_rows import StaffMember

__all__ = ["Access", "LockedOut", "StaffMember", "WrongPin"]
