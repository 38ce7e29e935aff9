"""Journals, logs and servers for the tests of sync."""
