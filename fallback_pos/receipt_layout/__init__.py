"""Turns a committed sale into the lines of its receipt. See DESIGN.md; `lay_out` is in `layout`."""
