"""The files of a till, one writer each. See DESIGN.md."""
