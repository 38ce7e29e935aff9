"""Receipts on their way to paper, and what is known of each. See DESIGN.md; `Receipts` is in `receipts`."""
