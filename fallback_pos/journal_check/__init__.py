"""Checking, showing and exporting the journal. See DESIGN.md."""
