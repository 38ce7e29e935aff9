"""X, Z, day and shop reports: their figures from the journal, and the forms in which people get them. See DESIGN.md."""
