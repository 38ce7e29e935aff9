"""Customer displays: two short lines that face the customer."""
