"""What an operator's badge looks like, and so what is never sold: a text with a letter, and nothing but letters, digits
and hyphens. No EAN, UPC, PLU, scale label, GS1 element string or web address is one.
"""

from __future__ import annotations

import re

_FORM = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]{4,40}")


def is_badge(text: str, pattern: re.Pattern[str] | None) -> bool:
    """Whether a scan has the form of a badge here; somebody may have it or not. `pattern` None: no badges in use."""
    return pattern is not None and bool(_FORM.fullmatch(text)) and bool(pattern.fullmatch(text))
