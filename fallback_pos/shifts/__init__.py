"""Shifts: one drawer, one period, opened and closed with a counted sum. See DESIGN.md."""

from fallback_pos.shifts.shifts import ClosedShift, Shift, Shifts

__all__ = ["ClosedShift", "Shift", "Shifts"]
