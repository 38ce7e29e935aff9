"""Where a till keeps its files when nobody says otherwise."""

from __future__ import annotations

import os
from pathlib import Path

DATA_VARIABLE = "FALLBACK_POS_DATA"


def data_dir_default() -> Path:
    """The directory named by FALLBACK_POS_DATA, or the user's data directory of this system."""
    named = os.environ.get(DATA_VARIABLE)
    if named:
        return Path(named)
    import platformdirs

    return platformdirs.user_data_path("fallback-pos", appauthor=False)
