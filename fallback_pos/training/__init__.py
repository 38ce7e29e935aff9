"""Guided exercises at a training till, and their scores. See DESIGN.md; `Coach` is in `coach`."""
