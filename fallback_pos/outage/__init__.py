"""Switching over to this till, and back: who, when, why. See DESIGN.md."""

from fallback_pos.outage.outage import Outage, OutagePeriod

__all__ = ["Outage", "OutagePeriod"]
