"""Finding sales again, and everything that is known about one. See DESIGN.md."""
