"""The second front end: the checkout without a screen, for scripts, load and tests. See DESIGN.md."""
