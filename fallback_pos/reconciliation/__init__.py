"""Statements of banks and providers against what customers claimed at the till. See DESIGN.md."""
