"""Failures that nobody thought of: recorded in the till's log, and a sentence for whoever stands before the screen."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fallback_pos.errors import TillError

if TYPE_CHECKING:
    from fallback_pos.ui.session import Session

logger = logging.getLogger(__name__)


class Unexpected(TillError):
    sentence = (
        "Something went wrong at the till. The basket is safe, and what happened was recorded for IT in {log}. Try "
        "once more; if it happens again, call IT."
    )


class UnexpectedAndUnrecorded(TillError):
    sentence = (
        "Something went wrong at the till, and it could not be recorded: the disk may be full. The basket is safe. "
        "Call IT and say what you did last."
    )


def unexpected(session: Session, doing: str, error: BaseException) -> TillError:
    """Record the failure; what the person is told about it."""
    if session.till is None:
        logger.error(doing, exc_info=error)
        return UnexpectedAndUnrecorded()
    log = session.till.record(doing, error)
    return Unexpected(log=log) if log else UnexpectedAndUnrecorded()
