"""Hypothesis profiles of the whole suite.

300 examples a property; FALLBACK_POS_EXAMPLES=10000 runs that many. With CI set, the same examples every time.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

EXAMPLES = int(os.environ.get("FALLBACK_POS_EXAMPLES", "300"))
_EXAMPLES_IN_THE_ORDINARY_TIMEOUT = 1_000
_LONG_TIMEOUT_SECONDS = 7_200

settings.register_profile(
    "suite",
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="CI" in os.environ,
    print_blob=True,
    suppress_health_check=(HealthCheck.too_slow,),
)
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A long campaign is asked for; the ordinary timeout is for ordinary runs."""
    if EXAMPLES > _EXAMPLES_IN_THE_ORDINARY_TIMEOUT:
        for item in items:
            item.add_marker(pytest.mark.timeout(_LONG_TIMEOUT_SECONDS))
