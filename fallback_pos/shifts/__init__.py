"""Shifts: one drawer, one period, opened and closed with a counted sum. See DESIGN.md."""

from fallback_pos.shifts.shifts import Shifts
from fallback_pos.shifts.values import ClosedShift, Shift

__all__ = ["ClosedShift", "Shift", "Shifts"]
