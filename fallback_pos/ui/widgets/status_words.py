"""The words of the top row, each from long to short, and which of them gives way first where the row is too short."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from fallback_pos.ui.cells import cut
from fallback_pos.ui.rows import Span
from fallback_pos.ui.till import StatusLine

if TYPE_CHECKING:
    from fallback_pos.i18n.translator import Translator

GIVES_WAY = (
    "outage", "till", "printer is fine", "prices of today", "more of the printer", "operator", "outage", "prices",
    "operator", "prices",
)  # fmt: skip
"""One form shorter at a time, in this order. What is not named stays: entries to send, faults of the printer, clock."""
OPERATOR_CELLS = 8


class Part(NamedTuple):
    """One thing that the row says: its forms from long to short; an empty last form means that it may go."""

    name: str
    forms: tuple[str, ...]
    ink: str = "text"

    @property
    def span(self) -> Span:
        return Span(self.forms[0], self.ink)

    @property
    def shorter(self) -> Part:
        return self._replace(forms=self.forms[1:]) if len(self.forms) > 1 else self


def left_parts(tr: Translator, status: StatusLine, now: datetime) -> list[Part]:
    """The states, most urgent first."""
    parts = [Part("practice", (tr.text(status.practice),), "warning")] if status.practice else []
    parts.append(_outage(tr, status, now))
    if status.to_send is not None:
        ink = "text" if status.to_send else "muted"
        parts.append(Part("to send", (tr.text("{count} to send", count=status.to_send),), ink))
    if status.alarms:
        parts.append(Part("alarms", (f"! {tr.text('alarms: {count}', count=status.alarms)}",), "error"))
    return [*parts, *_printing(tr, status), _prices(tr, status, now)]


def right_parts(tr: Translator, till_number: str, operator: str, now: datetime) -> list[Part]:
    return [
        Part("till", (tr.text("Till {number}", number=till_number), ""), "muted"),
        Part("operator", (operator, cut(operator, OPERATOR_CELLS), "")),
        Part("clock", (f"{now:%H:%M}",), "strong"),
    ]


def status_facts(tr: Translator, status: StatusLine, now: datetime) -> list[tuple[str, str]]:
    """Everything that the row can say, as (name, value)."""
    since = status.outage_since
    selling = tr.text("no")
    if since is not None:
        selling = tr.text("since {when}, {time}", when=since, time=lasting(tr, now - since))
    facts = [(tr.text("This till"), tr.text(status.practice))] if status.practice else []
    facts += [(tr.text("Selling here"), selling), (tr.text("Central"), _central(tr, status))]
    if status.to_send is not None:
        facts.append((tr.text("To send"), str(status.to_send)))
    if status.alarms:
        facts.append((tr.text("Alarms"), str(status.alarms)))
    printing = ", ".join(tr.text(msgid, **params) for msgid, params in status.printing)
    as_of = status.prices_as_of
    prices = tr.text("no prices on file") if as_of is None else tr.moment(as_of)
    facts += [(tr.text("Receipts"), printing), (tr.text("Prices as of"), prices)]
    return [*facts, (tr.text("Clock"), tr.moment(now))]


def _central(tr: Translator, status: StatusLine) -> str:
    if status.to_send is None:
        return tr.text("none is set up: sales are kept here")
    if status.central_answers is None:
        return tr.text("not known")
    return tr.text("answers") if status.central_answers else tr.text("does not answer")


def lasting(tr: Translator, lasted: timedelta) -> str:
    """How long something has gone on, in the two largest units."""
    minutes = int(max(lasted, timedelta()).total_seconds() // 60)
    if minutes < 60:
        return tr.text("{minutes} min", minutes=minutes)
    if minutes < 24 * 60:
        return tr.text("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
    return tr.text("{days} d {hours} h", days=minutes // 1440, hours=minutes % 1440 // 60)


def _outage(tr: Translator, status: StatusLine, now: datetime) -> Part:
    if status.outage_since is None:
        if status.central_answers:
            return Part("outage", (tr.text("STANDBY"),), "good")
        return Part("outage", (tr.text("NOT SWITCHED OVER"),), "warning")
    time = lasting(tr, now - status.outage_since)
    if status.central_answers:
        long = tr.text("CENTRAL ANSWERS, still selling {time}", time=time)
        return Part("outage", (long, tr.text("CENTRAL ANSWERS {time}", time=time), tr.text("CENTRAL ANSWERS")), "good")
    usual = tr.text("OFFLINE {time}", time=time)
    return Part("outage", (usual, usual, tr.text("OFFLINE")), "warning")


def _printing(tr: Translator, status: StatusLine) -> list[Part]:
    said = [tr.text(msgid, **params) for msgid, params in status.printing]
    if status.printing_is_fine:
        return [Part("printer is fine", (text, ""), "muted") for text in said]
    parts = [Part("printer", (f"! {said[0]}",), "error")] if said else []
    if len(said) > 1:
        parts.append(Part("more of the printer", (f"! {', '.join(said[1:])}", f"+{len(said) - 1}"), "error"))
    return parts


def _prices(tr: Translator, status: StatusLine, now: datetime) -> Part:
    if status.prices_as_of is None:
        return Part("prices", (tr.text("no prices on file"), tr.text("no prices"), ""), "warning")
    local = status.prices_as_of.astimezone(now.tzinfo)
    if local.date() == now.date():
        return Part("prices of today", (tr.text("prices {when}", when=f"{local:%H:%M}"), ""), "muted")
    day = f"{local:%d.%m.}"
    forms = (tr.text("prices {when}", when=f"{day} {local:%H:%M}"), tr.text("prices {when}", when=day), "")
    return Part("prices", forms, "warning")
