"""Plausible customers for drills, load and crash tests: their baskets go through the same checkout as everybody's.

A seed repeats the baskets; ids never come from it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from fallback_pos.checkout.checkout import Checkout, Completed
from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.payment import Payment
from fallback_pos.domain.product import FoundProduct
from fallback_pos.domain.sale import SALE_KIND
from fallback_pos.errors import TillError
from fallback_pos.headless.basket import Basket
from fallback_pos.headless.ring import ring_basket
from fallback_pos.storage.journal_errors import OutcomeUnknown

SAMPLE_PRODUCTS = 300
REMEMBERED_RECEIPTS = 200
MOST_REFUSED_IN_A_ROW = 100
"""So many customers are not odd; something is wrong with the till."""
_NOTES = (5, 10, 20, 50, 100, 200)
_MOST_BY_CARD = 100
_BAG = {"description": "Bag", "price": None, "tax": None}


class NothingToSell(TillError):
    sentence = "The catalogue has no product that can be sold. Import one first: fallback-pos catalogue import FILE."


class Mix(StrEnum):
    SALES = "sales"
    DAY = "day"
    """Returns, discounts, overrides and split tenders too."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulation did."""

    sales: int
    returns: int
    refused: int


class Customers:
    """An endless queue of baskets over a sample of the catalogue."""

    def __init__(self, products: Sequence[FoundProduct], seed: int | None, mix: Mix, approver_code: str) -> None:
        """Raises NothingToSell."""
        self._products = [found for found in products if not found.product.blocked and _code(found) is not None]
        if not self._products:
            raise NothingToSell()
        self._random = random.Random(seed)
        self._mix = mix
        self._approver_code = approver_code
        self._sold: list[Completed] = []

    def remember(self, completed: Completed) -> None:
        """Something a later customer may bring back."""
        if any(line.quantity > 0 for line in completed.sale.lines):
            self._sold.append(completed)
            del self._sold[:-REMEMBERED_RECEIPTS]

    def next(self) -> dict[str, Any]:
        """One basket in the form of `ring`."""
        if self._mix is Mix.DAY and self._sold and self._random.random() < 0.06:
            return self._return()
        basket: dict[str, Any] = {"lines": [self._line() for _ in range(self._random.choice((1, 1, 2, 3, 4, 5, 8)))]}
        basket["confirmed"] = ["age", "expired"]
        if self._mix is Mix.DAY:
            self._add_discounts(basket)
        return basket

    def tenders(self, due: Payment, cash_step_minor: int) -> list[dict[str, Any]]:
        """How this customer pays; empty for exact cash."""
        chance, rest = self._random.random(), due.remaining
        if rest.minor <= 0 or chance < 0.3:
            return []
        unit = max(100, 10**rest.currency.digits)
        by_card = self._mix is Mix.DAY and rest.minor <= _MOST_BY_CARD * unit
        if by_card and chance < 0.45:
            return [self._card(rest)]
        half = Money(rest.minor // 2 // cash_step_minor * cash_step_minor, rest.currency)
        if by_card and chance < 0.52 and half:
            return [self._card(rest - half), _cash(half)]
        notes = (Money(note * unit, rest.currency) for note in _NOTES)
        note = next((note for note in notes if note >= due.cash_due and note.minor % cash_step_minor == 0), None)
        return [_cash(note)] if note is not None else []

    def _line(self) -> dict[str, Any]:
        found = self._random.choice(self._products)
        line: dict[str, Any] = {"code": _code(found)}
        if found.product.weighed:
            line["quantity"] = f"{self._random.randint(50, 2500) / 1000:.3f}"
        elif self._random.random() < 0.25:
            line["quantity"] = str(self._random.randint(2, 6))
        return line

    def _add_discounts(self, basket: dict[str, Any]) -> None:
        if self._random.random() < 0.08:
            percent = self._random.choice(("5", "10", "30"))
            basket["lines"][0]["discount"] = {"percent": percent, "reason": "damaged"}
            basket["approved_by"] = self._approver_code
        if self._random.random() < 0.04:
            basket["discount"] = {"percent": self._random.choice(("3", "5", "10")), "reason": "goodwill"}
            basket["approved_by"] = self._approver_code
        if self._random.random() < 0.03:
            basket["lines"].append(dict(_BAG))

    def _return(self) -> dict[str, Any]:
        completed = self._sold.pop(self._random.randrange(len(self._sold)))
        line = self._random.choice([line for line in completed.sale.lines if line.quantity > 0])
        quantity = line.quantity if line.unit != "pc" else Decimal(self._random.randint(1, int(line.quantity)))
        return {
            "return_of": completed.receipt,
            "lines": [{"line": line.number, "quantity": str(quantity), "reason": "faulty"}],
            "approved_by": self._approver_code,
        }

    def _card(self, amount: Money) -> dict[str, Any]:
        number = self._random.randint(100_000, 999_999)
        return {
            "type": "card",
            "amount": amount.text,
            "approval_code": str(number),
            "last_four": f"{self._random.randint(0, 9999):04d}",
            "slip": f"S{number}",
            "reference": f"S{number}",
        }


def simulate(
    checkout: Checkout,
    customers: Customers,
    approver: Callable[[str], Operator],
    *,
    sales: int,
    rate_per_second: float | None,
    on_committed: Callable[[Completed], None],
    on_refused: Callable[[TillError], None],
    stopped: Callable[[], bool],
) -> Simulated:
    """Ring customers until `sales` are committed or `stopped` says so.

    `on_committed` is called after each durable commit. A basket the checkout refuses is counted, reported and cleared.
    Raises OutcomeUnknown, and the last refusal when too many came in a row.
    """
    checkout.discard()
    done = returned = refused = in_a_row = 0
    for _ in _paced(rate_per_second):
        if done >= sales or stopped():
            break
        try:
            completed = _serve(checkout, customers, approver)
        except OutcomeUnknown:
            raise
        except TillError as error:
            refused, in_a_row = refused + 1, in_a_row + 1
            on_refused(error)
            if in_a_row >= MOST_REFUSED_IN_A_ROW:
                raise
            checkout.discard()
            continue
        in_a_row = 0
        customers.remember(completed)
        on_committed(completed)
        is_sale = is_sale_kind(completed)
        done, returned = done + is_sale, returned + (not is_sale)
    return Simulated(done, returned, refused)


def is_sale_kind(completed: Completed) -> bool:
    """Whether it was journalled as sale.completed, rather than as a return."""
    return completed.kind == SALE_KIND


def _serve(checkout: Checkout, customers: Customers, approver: Callable[[str], Operator]) -> Completed:
    """One customer: goods first, then the money that these goods ask for."""
    content = customers.next()
    currency = checkout.rules.currency
    for line in content["lines"]:
        if "tax" in line and line["tax"] is None:
            line["tax"] = sorted(checkout.rules.tax_classes)[0]
            line["price"] = Money(30 * 10 ** max(currency.digits - 2, 0), currency).text
    return ring_basket(Basket.model_validate(content), checkout, approver, pay=customers.tenders)


def _paced(rate_per_second: float | None) -> Iterator[None]:
    """As fast as it goes, or `rate_per_second` times a second without drifting."""
    start = time.monotonic()
    count = 0
    while True:
        if rate_per_second:
            time.sleep(max(0.0, start + count / rate_per_second - time.monotonic()))
        count += 1
        yield


def _cash(amount: Money) -> dict[str, Any]:
    return {"type": "cash", "amount": amount.text}


def _code(found: FoundProduct) -> str | None:
    """What a scanner or a hand would enter for this product, or None for a label that has to be printed first."""
    if found.key.isdigit():
        return found.key
    kind, _, code = found.key.partition(":")
    return code if kind in ("plu", "text") else None
