"""Goods that come back: against a receipt of this till, against one of the main POS, or without any."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from fallback_pos.checkout.desk import Desk
from fallback_pos.checkout.errors import (
    DescriptionMissing,
    NothingLeftToReturn,
    PriceOutOfRange,
    ReceiptNotFound,
)
from fallback_pos.domain.cart import Cart, CartLine, LineKind, PriceSource, ReturnOf, ReturnSource, product_line
from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.product import Product
from fallback_pos.domain.quantity import WholePiecesOnly
from fallback_pos.domain.returns import ReturnableLine, return_line, returnable_lines
from fallback_pos.domain.sale import Sale


@dataclass(frozen=True, slots=True)
class ReturnableSale:
    """A receipt and what of it can still come back, this cart's own returned lines taken into account."""

    sale: Sale
    lines: tuple[ReturnableLine, ...]


class ReturnSteps(Desk):
    def returnable(self, receipt: str) -> ReturnableSale:
        """What of a receipt can still be returned. Raises ReceiptNotFound, NothingLeftToReturn."""
        sale = self._sale(receipt)
        lines = returnable_lines(sale, self._returned(sale, self._cart))
        if not any(line.left > 0 for line in lines):
            raise NothingLeftToReturn(receipt=sale.receipt)
        return ReturnableSale(sale, lines)

    def return_line(
        self,
        receipt: str,
        line: int,
        quantity: Decimal,
        reason: str,
        *,
        approver: Operator | None = None,
    ) -> int:
        """Take back `quantity` of a line of this till's receipt at what the customer paid. The cart line's number.

        Raises ReceiptNotFound, NotOnReceipt, MoreThanSold, ReasonMissing, ApprovalNeeded.
        """
        sale = self._sale(receipt)
        why = self._reason(reason)
        already = self._returned(sale, self._cart).get(line, Decimal(0))
        returned = return_line(sale, line, quantity, already, why, self.rules.tax_mode)
        if returned.kind is LineKind.PRODUCT and returned.unit == "pc" and quantity != quantity.to_integral_value():
            raise WholePiecesOnly(name=returned.name)
        refund = returned.returns.value if returned.returns and returned.returns.value else self.rules.currency.zero()
        cart, _ = self._authorise(self._cart, Action.RETURN_WITH_RECEIPT, why, approver, (-refund).amount)
        self._change(cart.with_line(returned))
        return cart.next_number

    def return_product(
        self,
        product: Product,
        quantity: Decimal,
        reason: str,
        *,
        receipt: str | None = None,
        day: date | None = None,
        price: Money | None = None,
        approver: Operator | None = None,
    ) -> int:
        """Take back a product that no receipt of this till proves: by the main POS's `receipt` and `day`, or without.

        `price` is what the customer paid for one; today's price otherwise. Flagged as unverified.
        """
        line = product_line(product, quantity, "", self._context().business_date)
        if not product.weighed and quantity != quantity.to_integral_value():
            raise WholePiecesOnly(name=product.name)
        if price is not None:
            line = replace(line, price=price, price_source=PriceSource.OVERRIDE)
        return self._return_unverified(line, reason, receipt, day, approver)

    def return_open_item(
        self,
        description: str,
        price: Money,
        tax_class: str,
        reason: str,
        quantity: Decimal = Decimal(1),
        *,
        receipt: str | None = None,
        day: date | None = None,
        approver: Operator | None = None,
    ) -> int:
        """Take back something that is not on file. Raises DescriptionMissing, PriceOutOfRange, ApprovalNeeded."""
        if not description.strip():
            raise DescriptionMissing()
        line = CartLine(
            number=0,
            kind=LineKind.OPEN,
            name=self._text(description),
            quantity=quantity,
            price=price,
            tax=self.rules.tax_class(tax_class),
            price_source=PriceSource.OPEN,
            list_price=price,
        )
        return self._return_unverified(line, reason, receipt, day, approver)

    def check_returns(self, cart: Cart) -> None:
        """Once more before the commit: two parked carts must not return the same goods twice.

        Raises MoreThanSold.
        """
        for receipt in {line.returns.receipt for line in cart.lines if line.returns and line.returns.verified}:
            sale = self._sale(receipt or "")
            seen = self._index.returned(sale.id)
            for line in cart.lines:
                origin = line.returns
                if origin is not None and origin.entry == sale.id and origin.line is not None:
                    already = seen.get(origin.line, Decimal(0))
                    return_line(sale, origin.line, -line.quantity, already, origin.reason, cart.tax_mode)
                    seen[origin.line] = already - line.quantity

    def _return_unverified(
        self, line: CartLine, reason: str, receipt: str | None, day: date | None, approver: Operator | None
    ) -> int:
        if not 0 <= line.price.minor <= self.rules.largest_price.minor:
            raise PriceOutOfRange(price=line.price.text, limit=self.rules.largest_price.text)
        why = self._reason(reason)
        source = ReturnSource.MAIN_POS if receipt else ReturnSource.NONE
        action = Action.RETURN_MAIN_POS if receipt else Action.RETURN_WITHOUT_RECEIPT
        origin = ReturnOf(source, receipt=self._text(receipt) if receipt else None, day=day, reason=why)
        refund = line.price.times(line.quantity)
        cart, _ = self._authorise(self._cart, action, why, approver, refund.amount)
        self._change(cart.with_line(replace(line, quantity=-line.quantity, quantity_prices=(), returns=origin)))
        return cart.next_number

    def _sale(self, receipt: str) -> Sale:
        sale = self._index.sale(receipt.strip())
        if sale is None:
            raise ReceiptNotFound(receipt=receipt.strip()[:30])
        return sale

    def _returned(self, sale: Sale, cart: Cart) -> dict[int, Decimal]:
        returned = dict(self._index.returned(sale.id))
        for line in cart.lines:
            origin = line.returns
            if origin is not None and origin.entry == sale.id and origin.line is not None:
                returned[origin.line] = returned.get(origin.line, Decimal(0)) - line.quantity
        return returned
