"""Counter-entries: a sale voided as a whole, a tender rung wrongly. See DESIGN.md."""
