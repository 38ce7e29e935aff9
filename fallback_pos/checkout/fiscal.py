"""Where a country's fiscal rules plug in: a shop's own function, asked before every commit. None is inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

FiscalHook = Callable[[str, Mapping[str, Any]], Mapping[str, str]]
"""Takes an entry's kind and its body, which it must not change; gives texts that join the body as "fiscal" and are
printed on the receipt, such as a signature. To refuse the sale it raises a TillError, whose sentence the cashier reads.
It runs on the till's own thread: whatever it waits for, the customer waits for.
"""


def no_fiscal_rules(kind: str, body: Mapping[str, Any]) -> Mapping[str, str]:
    """Nothing to add, nothing to refuse."""
    return {}
