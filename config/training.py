"""A training till: nothing of it is real, and whatever its settings say, it sends, signs and opens nothing.

Its number begins with `TR-`, which no real till's number can: it begins every receipt number and stands in the header
of every journal entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.layers import Layer

TRAINING_PREFIX = "TR-"
_VIRTUAL_PRINTER: Mapping[str, Any] = {"kind": "virtual"}


def is_training_number(till: str) -> bool:
    return till.startswith(TRAINING_PREFIX)


def training_layers(till_file: Mapping[str, Any]) -> list[Layer]:
    """What lies over all other settings, the environment too, where a till's own file names a training till.

    The printer is the one of that file: a real one only where somebody asked for it when the till was started.
    """
    number = _table(till_file, "shop").get("till")
    if not isinstance(number, str) or not is_training_number(number):
        return []
    printer = _table(_table(till_file, "devices"), "printer")
    content = {
        "shop": {"till": number},
        "central": {"enabled": False},
        "checkout": {"fiscal_hook": None},
        "devices": {
            "drawer": {"enabled": False},
            "display": {"kind": "none"},
            "printer": printer if "kind" in printer else _VIRTUAL_PRINTER,
        },
    }
    return [Layer("training", content)]


def _table(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = content.get(name)
    return table if isinstance(table, Mapping) else {}
