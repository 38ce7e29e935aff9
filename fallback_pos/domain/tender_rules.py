"""What a shop allows for each tender: fields to type, limits per sale and for everything still unconfirmed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fallback_pos.domain.money import Money
from fallback_pos.domain.tender import TenderType
from fallback_pos.errors import TillError


class TenderNotTaken(TillError):
    sentence = "This shop does not take {tender_name} at the fallback till. Choose another way to pay."


class TenderFieldMissing(TillError):
    sentence = "Type the {field_name} of the {tender_name} first: without it nobody can find the money again."


class TenderReferenceWrong(TillError):
    sentence = "“{reference}” does not look like a {tender_name} reference of this shop. Type it again."


@dataclass(frozen=True, slots=True)
class TenderRule:
    """The rule for one tender. Limits are None where there is none; amounts are positive.

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


@dataclass(frozen=True, slots=True)
class Exposure:
    """Unconfirmed tenders of one type: how many, how much, and since when."""

    count: int
    total: Money
    oldest: datetime | None = None


def check_fields(rule: TenderRule, reference: str | None, details: Mapping[str, str]) -> None:
    """Raises TenderNotTaken, TenderFieldMissing or TenderReferenceWrong."""
    name = rule.label or rule.type.value
    if not rule.taken:
        raise TenderNotTaken(tender_name=name)
    for field in rule.required_fields:
        given = reference if field == "reference" else details.get(field)
        if not given or not given.strip():
            raise TenderFieldMissing(field_name=field, tender_name=name)
    if reference and rule.reference_pattern and not re.fullmatch(rule.reference_pattern, reference):
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
