"""What every step checks of quantities, prices and lines before it changes the cart."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from fallback_pos.checkout.desk import Desk
from fallback_pos.checkout.errors import ImplausibleLine, ImplausibleQuantity, PriceOutOfRange, WeightNeeded
from fallback_pos.domain.cart import Cart
from fallback_pos.domain.goods_name import goods_name
from fallback_pos.domain.money import Money
from fallback_pos.domain.pricing import line_value
from fallback_pos.domain.quantity import NotAQuantity, WholePiecesOnly, is_quantity, quantity_text


class PlausibleDesk(Desk):
    def _quantity(self, name: str, unit: str, quantity: Decimal | None, *, weighed: bool) -> Decimal:
        """Raises WeightNeeded, NotAQuantity or WholePiecesOnly."""
        if quantity is None and weighed:
            raise WeightNeeded(name=name, unit=unit)
        amount = Decimal(1) if quantity is None else quantity
        if not is_quantity(amount):
            raise NotAQuantity(text=f"{amount:.20}")
        if not weighed and amount != amount.to_integral_value():
            raise WholePiecesOnly(name=name)
        return amount

    def _ask_about_line(self, cart: Cart, number: int, confirmed: Collection[str]) -> None:
        """Ask once when a line becomes larger than is plausible, by one step or by many scans.

        Raises ImplausibleQuantity or ImplausibleLine.
        """
        line, value = cart.line(number), line_value(cart.line(number), cart)
        most, dearest = self.rules.largest_plausible_quantity, self.rules.largest_plausible_line
        before = next((known for known in self._cart.lines if known.number == number), None)
        was_many = before is not None and before.quantity > most
        was_dear = before is not None and line_value(before, self._cart) > dearest
        if line.quantity > most and not was_many and ImplausibleQuantity.question not in confirmed:
            raise ImplausibleQuantity(quantity=quantity_text(line.quantity), name=goods_name(line))
        if value > dearest and not was_dear and ImplausibleLine.question not in confirmed:
            raise ImplausibleLine(name=goods_name(line), amount=value.text)

    def _refuse_price(self, price: Money) -> None:
        """Raises PriceOutOfRange."""
        if not 0 <= price.minor <= self.rules.largest_price.minor:
            raise PriceOutOfRange(price=price.text, limit=self.rules.largest_price.text)
