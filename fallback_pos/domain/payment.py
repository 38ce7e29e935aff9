"""What is still due, what cash rounding does, and what change goes back.

Rounding falls on the cash part only: who pays the exact amount by card pays the exact amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fallback_pos.domain.money import Money, total
from fallback_pos.domain.tender import Tender, TenderType
from fallback_pos.errors import TillError


class CashNotInSteps(TillError):
    sentence = "Cash is counted in steps of {step}. {amount} cannot be paid in coins; type the amount again."


class TenderExceedsDue(TillError):
    sentence = "{amount} is more than the {due} due. Only cash gives change; type {due} or less."


class TenderAmountMissing(TillError):
    sentence = "Type how much the customer gives. {due} is due."


class RefundExceedsDue(TillError):
    sentence = "The customer gets {due} back, not {amount}. Type {due} or less."


class WrongDirection(TillError):
    sentence = "{due} is to be paid back to the customer. Choose how to refund it."


class NothingDue(TillError):
    sentence = "Nothing is due any more. Finish the sale."


@dataclass(frozen=True, slots=True)
class Payment:
    """Where the payment of a cart stands. All amounts are negative where money goes back to the customer.

    `remaining` is the exact rest, `cash_due` the cash that would settle it; `complete` means the sale can be closed.
    Always: tendered - change = total + rounding, once complete.
    """

    total: Money
    tendered: Money
    remaining: Money
    cash_due: Money
    rounding: Money
    change: Money
    complete: bool


def payment(amount: Money, tenders: Sequence[Tender], cash_step_minor: int) -> Payment:
    """Where the payment of `amount` stands after these tenders."""
    currency = amount.currency
    zero = currency.zero()
    cash = [tender.amount for tender in tenders if tender.type is TenderType.CASH]
    tendered = total((tender.amount for tender in tenders), currency)
    cash_sum = total(cash, currency)
    owed_in_cash = amount - (tendered - cash_sum)
    rounded = owed_in_cash.to_step(cash_step_minor)
    settled_by_cash = bool(cash) and (cash_sum >= rounded if owed_in_cash >= zero else cash_sum == rounded)
    if settled_by_cash:
        return Payment(amount, tendered, zero, zero, rounded - owed_in_cash, cash_sum - rounded, complete=True)
    remaining = amount - tendered
    return Payment(amount, tendered, remaining, rounded - cash_sum, zero, zero, complete=remaining == zero)


def check_tender(state: Payment, tender: Tender, cash_step_minor: int) -> None:
    """Refuse a tender that cannot be right.

    Raises CashNotInSteps, TenderAmountMissing, TenderExceedsDue, RefundExceedsDue, WrongDirection or NothingDue.
    """
    due = state.cash_due if tender.type is TenderType.CASH else state.remaining
    if state.complete:
        raise NothingDue()
    if tender.type is TenderType.CASH and tender.amount.minor % cash_step_minor:
        step = Money(cash_step_minor, tender.amount.currency)
        raise CashNotInSteps(step=step.text, amount=tender.amount.text)
    if not tender.amount and (tender.type is not TenderType.CASH or due):
        raise TenderAmountMissing(due=abs(due).text)
    if state.remaining.minor > 0:
        if tender.amount.minor < 0 or (tender.type is not TenderType.CASH and tender.amount > due):
            raise TenderExceedsDue(amount=tender.amount.text, due=due.text)
    elif tender.amount.minor > 0:
        raise WrongDirection(due=(-due).text)
    elif tender.amount < due:
        raise RefundExceedsDue(amount=(-tender.amount).text, due=(-due).text)
