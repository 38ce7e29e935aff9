"""What a till really did, as an exercise looks at it: the cart, the entries, the printer. No key press is among it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fallback_pos.domain.money import Money


@dataclass(frozen=True, slots=True)
class GoodsSeen:
    """A line of goods; deposits are none. `returned_from` names the receipt of goods that come back."""

    number: int
    quantity: Decimal
    weighed: bool = False
    returned_from: str | None = None

    @property
    def comes_back(self) -> bool:
        return self.quantity < 0


@dataclass(frozen=True, slots=True)
class CartSeen:
    """The open cart. `payable` is what the customer still owes before any tender."""

    id: str
    goods: tuple[GoodsSeen, ...]
    payable: Money

    @property
    def sold(self) -> tuple[GoodsSeen, ...]:
        return tuple(line for line in self.goods if not line.comes_back)

    @property
    def weighed(self) -> bool:
        return any(line.weighed for line in self.sold)


@dataclass(frozen=True, slots=True)
class SaleSeen:
    """A sale or return in the journal. `tendered` and `change` as on the receipt; `cash_only`: no other tender."""

    id: str
    receipt: str
    goods: tuple[GoodsSeen, ...]
    payable: Money
    tendered: Money
    change: Money
    cash_only: bool

    @property
    def is_return(self) -> bool:
        return bool(self.goods) and all(line.comes_back for line in self.goods)

    @property
    def sold(self) -> tuple[GoodsSeen, ...]:
        return tuple(line for line in self.goods if not line.comes_back)


@dataclass(frozen=True, slots=True)
class Observation:
    """Everything since the exercise began. `given_up`: ids of carts that were voided whole. `unsure`: receipts of which
    nobody knows whether they are on paper; `waiting`: those that are not yet.
    """

    cart: CartSeen
    sales: tuple[SaleSeen, ...] = ()
    given_up: frozenset[str] = frozenset()
    paper_out: bool = False
    unsure: int = 0
    waiting: int = 0
