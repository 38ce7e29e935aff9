"""What stands in the cells of statements: amounts and moments as banks of many countries write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from fallback_pos.domain.card_numbers import unless_a_card
from fallback_pos.domain.money import Currency, Money, NotAnAmount
from fallback_pos.reconciliation.errors import DecimalMarkUnclear, NotADayHere, NotAnAmountHere

_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%Y.", "%Y/%m/%d", "%Y%m%d", "%d.%m.%y", "%Y.%m.%d", "%Y年%m月%d日")
_TIMES = ("%H:%M:%S", "%H:%M", "%H.%M", "%H%M%S")
_MARKS = ".,"


def decimal_mark_of(texts: Iterable[str], digits: int) -> str:
    """The decimal mark that all amounts of a column agree with; "." where none of them has one.

    Raises DecimalMarkUnclear.
    """
    unclear = ""
    for text in texts:
        marks = [character for character in text if character in _MARKS]
        if not marks:
            continue
        last, behind = marks[-1], len(re.sub(r"\D", "", text[text.rfind(marks[-1]) :]))
        if len(set(marks)) == 2:
            return last
        if behind != 3:
            return last if len(marks) == 1 else _other(last)
        if len(marks) > 1:
            return _other(last)
        unclear = unclear or text
    if unclear and digits != 3:
        raise DecimalMarkUnclear(text=unclear[:30])
    return "."


def read_amount(text: str, mark: str, currency: Currency) -> Money:
    """An amount with its sign before or behind it, or in brackets. Raises NotAnAmountHere."""
    bare = text.replace(currency.code, "").strip("€$£¥￥ \u00a0\u202f")
    negative = bare.startswith(("-", "−", "(")) or bare.endswith(("-", "−"))
    bare = bare.strip("+-−() \u00a0\u202f")
    bare = re.sub(r"[\s'’]", "", bare).replace(_other(mark), "").replace(mark, ".")
    try:
        if not bare:
            raise NotAnAmountHere(text=text[:30])
        amount = Money.parse(_trimmed(bare, currency), currency)
    except NotAnAmount as error:
        raise NotAnAmountHere(text=unless_a_card(text)[:30]) from error
    return -amount if negative else amount


def read_moment(day: str, time: str = "", form: str = "") -> tuple[date, datetime | None]:
    """(day, moment or None where only the day stands there). `form` is one of strptime. Raises NotADayHere."""
    text = day.strip()
    if form:
        return _with_time(_parsed(text, form), time, has_time=any(part in form for part in ("%H", "%I")))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is not None and len(text) > 10 and ":" in text:
        return moment.date(), moment
    first, _, rest = text.partition(" ")
    for known in _DAYS:
        try:
            found = datetime.strptime(first.rstrip(","), known)  # noqa: DTZ007 - the shop's wall time
        except ValueError:
            continue
        return _with_time(found, time or rest, has_time=False)
    raise NotADayHere(text=text[:30])


def _parsed(text: str, form: str) -> datetime:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - a zone only where the form has one
    except ValueError as error:
        raise NotADayHere(text=text[:30]) from error


def _with_time(moment: datetime, time: str, *, has_time: bool) -> tuple[date, datetime | None]:
    if has_time:
        return moment.date(), moment
    if not time.strip():
        return moment.date(), None
    for known in _TIMES:
        try:
            clock = datetime.strptime(time.strip(), known)  # noqa: DTZ007 - only the time of day is taken
        except ValueError:
            continue
        return moment.date(), datetime.combine(moment.date(), clock.time())
    raise NotADayHere(text=f"{moment:%Y-%m-%d} {time}"[:30])


def _trimmed(bare: str, currency: Currency) -> str:
    """Zeros beyond the currency's digits say nothing."""
    whole, point, rest = bare.partition(".")
    if point and len(rest) > currency.digits and not rest[currency.digits :].strip("0"):
        rest = rest[: currency.digits]
        return f"{whole}.{rest}" if rest else whole
    return bare


def _other(mark: str) -> str:
    return "," if mark == "." else "."


def zero_if_empty(text: str, mark: str, currency: Currency) -> Money:
    """Of two columns, one for money in and one for money out, one is empty. Raises NotAnAmountHere."""
    return read_amount(text, mark, currency) if text.strip() else Money(int(Decimal(0)), currency)
