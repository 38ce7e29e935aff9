"""Parking a cart under a name, recalling it, and finding the open cart again after the power came back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fallback_pos.checkout.desk import Desk
from fallback_pos.checkout.errors import CartInTheWay, EmptyCart, NoSuchParkedCart, ParkedUnreadable, TooManyParked
from fallback_pos.domain.cart import Cart
from fallback_pos.domain.money import Money
from fallback_pos.domain.pricing import price_cart
from fallback_pos.storage.carts import SavedCart


@dataclass(frozen=True, slots=True)
class ParkedCart:
    """A cart that waits. `total` and `lines` are None where this version cannot read it."""

    id: str
    name: str
    saved_at: str
    lines: int | None
    total: Money | None
    tendered: bool


class ParkingSteps(Desk):
    def park(self, name: str) -> None:
        """Put the cart aside under a name and start another. Raises EmptyCart, TooManyParked, TooLong,
        CardNumberRefused.
        """
        if self._cart.is_empty:
            raise EmptyCart()
        if len(self._carts.parked()) >= self.rules.most_parked:
            raise TooManyParked(limit=self.rules.most_parked)
        cart = replace(self._cart, parked_as=self._text(name) or self._clock().local.strftime("%H:%M"))
        self._carts.save_durably(cart)
        self._start_over()

    def parked(self) -> list[ParkedCart]:
        """Carts that wait, oldest first; what was sold meanwhile is cleared away."""
        return [_shown(saved) for saved in self._unsold(self._carts.parked())]

    def recall(self, cart_id: str) -> None:
        """Take a parked cart back onto the desk.

        Raises CartInTheWay, NoSuchParkedCart, ParkedUnreadable.
        """
        if not self._cart.is_empty:
            raise CartInTheWay()
        saved = next((known for known in self._unsold(self._carts.parked()) if known.id == cart_id), None)
        if saved is None:
            raise NoSuchParkedCart()
        if saved.cart is None:
            raise ParkedUnreadable(name=saved.name or saved.id)
        self._carts.drop(self._cart.id)
        self._history.clear()
        self._resume(self._reconciled(saved.cart))

    def money_taken(self) -> bool:
        """Whether an open or parked cart has been paid for in part: its money is in no sale yet."""
        if self._cart.tenders:
            return True
        return any(saved.cart and saved.cart.tenders for saved in self._unsold(self._carts.parked()))

    def restore(self) -> bool:
        """After a start: put the cart that was open back on the desk. True when there was one.

        A cart whose id is in the journal was sold or given up, whatever till.db remembers: it is dropped. Of several
        open carts the newest comes back; the others are parked, also those that this version cannot read.
        """
        carts: list[tuple[Cart, str]] = []
        for saved in self._unsold(self._carts.open_carts()):
            if saved.cart is None:
                self._carts.park_unread(saved.id, self._time_of(saved))
            elif saved.cart.is_empty:
                self._carts.drop(saved.id)
            else:
                carts.append((saved.cart, self._time_of(saved)))
        if not carts:
            return False
        for older, name in carts[:-1]:
            self._carts.save(replace(older, parked_as=name))
        self._resume(carts[-1][0])
        self.check_against_goods = True
        return True

    def _resume(self, cart: Cart) -> None:
        cart = replace(cart, parked_as=None)
        self._carts.save(cart)
        self._show(price_cart(cart))

    def _time_of(self, saved: SavedCart) -> str:
        """When a cart was saved, as a name for it."""
        local = datetime.fromisoformat(saved.saved_at) + timedelta(minutes=self._clock().utc_offset_minutes)
        return local.strftime("%H:%M")

    def _unsold(self, saved: list[SavedCart]) -> list[SavedCart]:
        unsold = []
        for one in saved:
            if self._journal.by_id(one.id) is None:
                unsold.append(one)
            else:
                self._carts.drop(one.id)
        return unsold


def _shown(saved: SavedCart) -> ParkedCart:
    cart = saved.cart
    return ParkedCart(
        id=saved.id,
        name=saved.name or "",
        saved_at=saved.saved_at,
        lines=len(cart.lines) if cart else None,
        total=price_cart(cart).total if cart else None,
        tendered=bool(cart and cart.tenders),
    )
