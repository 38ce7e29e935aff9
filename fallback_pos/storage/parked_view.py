"""The names of parked carts, for a report, while the till may be writing its file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from fallback_pos.storage.engine import open_reader

MOST_NAMES = 200


def parked_names(path: Path) -> tuple[str, ...] | None:
    """Oldest first; None where till.db cannot be read just now: a report does not fail for it."""
    if not path.exists():
        return None
    engine = open_reader(path)
    try:
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT coalesce(name, '') FROM cart WHERE state = 'parked' ORDER BY saved_at LIMIT ?", (MOST_NAMES,)
            ).fetchall()
        return tuple(str(row[0]) for row in rows)
    except SQLAlchemyError:
        return None
    finally:
        engine.dispose()
