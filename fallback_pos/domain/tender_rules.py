"""What a shop allows for each tender: fields to type, limits per sale and for everything still unconfirmed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fallback_pos.domain.money import Money
from fallback_pos.domain.tender import TenderType
from fallback_pos.errors import TillError

_FOUR_DIGITS = re.compile(r"\d{4}", re.ASCII)


class TenderNotTaken(TillError):
    sentence = "This shop does not take {tender_name} at the fallback till. Choose another way to pay."


class TenderFieldMissing(TillError):
    sentence = "Type the {field_name} of the {tender_name} first: without it nobody can find the money again."


class TenderReferenceWrong(TillError):
    sentence = "“{reference}” does not look like a {tender_name} reference of this shop. Type it again."


class LastFourWrong(TillError):
    sentence = "Only the last four digits of the card are written down, exactly four. Type them from the slip."


@dataclass(frozen=True, slots=True)
class TenderRule:
    """The rule for one tender. Limits are None where there is none; amounts are positive.

    `scheme_patterns` maps wallet schemes (the detail "scheme") to the form of their references.

    The open limits count everything of this tender that nobody has confirmed yet, over all sales of the till.
    """

    type: TenderType
    taken: bool = True
    label: str | None = None
    required_fields: tuple[str, ...] = ()
    reference_pattern: str | None = None
    largest_per_sale: Money | None = None
    largest_open_total: Money | None = None
    largest_open_count: int | None = None
    longest_open_hours: int | None = None
    always_unconfirmed: bool = False
    scheme_patterns: tuple[tuple[str, str], ...] = ()

    def pattern_for(self, details: Mapping[str, str]) -> re.Pattern[str] | None:
        """The form of the reference of a tender with these details, or None where any will do."""
        text = dict(self.scheme_patterns).get(details.get("scheme", ""), self.reference_pattern)
        return re.compile(text) if text else None


@dataclass(frozen=True, slots=True)
class Exposure:
    """Unconfirmed tenders of one type: how many, how much, and since when."""

    count: int
    total: Money
    oldest: datetime | None = None


def check_fields(rule: TenderRule, reference: str | None, details: Mapping[str, str]) -> None:
    """Raises TenderNotTaken, TenderFieldMissing, LastFourWrong or TenderReferenceWrong."""
    name = rule.label or rule.type.value
    if not rule.taken:
        raise TenderNotTaken(tender_name=name)
    for field in rule.required_fields:
        given = reference if field == "reference" else details.get(field)
        if not given or not given.strip():
            raise TenderFieldMissing(field_name=field, tender_name=name)
    if "last_four" in details and not _FOUR_DIGITS.fullmatch(details["last_four"]):
        raise LastFourWrong()
    pattern = rule.pattern_for(details)
    if reference and pattern is not None and not pattern.fullmatch(reference):
        raise TenderReferenceWrong(reference=reference[:40], tender_name=name)


def limit_exceeded(
    rule: TenderRule, amount: Money, in_this_sale: Money, exposure: Exposure | None, now: datetime, *, unconfirmed: bool
) -> str | None:
    """Which limit a tender of `amount` would break ("sale", "total", "count", "hours"), or None."""
    if rule.largest_per_sale is not None and in_this_sale + amount > rule.largest_per_sale:
        return "sale"
    if not unconfirmed or exposure is None:
        return None
    if rule.largest_open_total is not None and exposure.total + amount > rule.largest_open_total:
        return "total"
    if rule.largest_open_count is not None and exposure.count + 1 > rule.largest_open_count:
        return "count"
    too_old = rule.longest_open_hours is not None and exposure.oldest is not None
    if too_old and rule.longest_open_hours is not None and exposure.oldest is not None:
        return "hours" if now - exposure.oldest > timedelta(hours=rule.longest_open_hours) else None
    return None
