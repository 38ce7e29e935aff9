"""Alarms: limits of a shift that somebody has to look at when they are passed. See DESIGN.md."""
