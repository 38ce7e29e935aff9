"""Why an outage cannot be started or ended."""

from __future__ import annotations

from fallback_pos.errors import TillError


class OutageAlreadyStarted(TillError):
    """Parameters: name, started_at."""

    sentence = "{name} switched over to this till on {started_at}. Go on selling, or end that outage first."


class NoOutage(TillError):
    sentence = "This till has not been switched over to. There is nothing to end."


class OutageReasonMissing(TillError):
    sentence = "Type why: it stands in the record of the outage."


class OutageReasonTooLong(TillError):
    """Parameter: limit."""

    sentence = "That reason is too long; at most {limit} characters fit."


class BasketOpen(TillError):
    sentence = "A customer's basket is open. Finish, park or void it, then end the outage."
