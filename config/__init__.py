"""The settings of a till: models, defaults, loader and writer. Knows nobody else in the house. See DESIGN.md."""
