"""Goods that come back: against a receipt of this till, against one of the main POS, or without any."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from fallback_pos.barcodes.barcode import Barcode
from fallback_pos.checkout.errors import (
    DescriptionMissing,
    NotGoods,
    NothingLeftToReturn,
    ReceiptNotFound,
    ReceiptVoided,
    RefundChanged,
    SoldLater,
    TrainingReceipt,
)
from fallback_pos.checkout.plausible import PlausibleDesk
from fallback_pos.checkout.reading import measured, read_code
from fallback_pos.domain.card_numbers import refuse_card_numbers
from fallback_pos.domain.cart import Cart, CartLine, LineKind, PriceSource, ReturnOf, ReturnSource, product_line
from fallback_pos.domain.goods_name import GoodsName, goods_name
from fallback_pos.domain.money import Money, total
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.pricing import price_cart
from fallback_pos.domain.product import FoundProduct, Product
from fallback_pos.domain.quantity import WholePiecesOnly
from fallback_pos.domain.receipt_number import ReceiptNumber
from fallback_pos.domain.returns import MoreThanSold, ReturnableLine, return_line, returnable_lines
from fallback_pos.domain.sale import Sale, SaleLine


@dataclass(frozen=True, slots=True)
class ReturnableSale:
    """A receipt and what of it can still come back, this cart's own returned lines taken into account.

    `names` of the lines in their order: the receipt's own, and those of other languages that the catalogue knows.
    """

    sale: Sale
    lines: tuple[ReturnableLine, ...]
    names: tuple[GoodsName, ...]


@dataclass(frozen=True, slots=True)
class ScannedGoods:
    """What a code on goods stands for. `quantity` and `price` (of one) where the code itself says them."""

    product: Product
    quantity: Decimal | None = None
    price: Money | None = None


ONE_DAY = timedelta(days=1)
"""A business date may go on past midnight, while the main POS already prints the next day."""


class ReturnSteps(PlausibleDesk):
    def returnable(self, receipt: str) -> ReturnableSale:
        """What of a receipt can still be returned. Raises ReceiptNotFound, NothingLeftToReturn."""
        sale = self._sale(receipt)
        lines = returnable_lines(sale, self._returned(sale, self._cart))
        if not any(line.left > 0 for line in lines):
            raise NothingLeftToReturn(receipt=sale.receipt)
        return ReturnableSale(sale, lines, tuple(self._name_of(each.line) for each in lines))

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

        The magnitude of the permission is what all such lines of the cart pay back together.

        Raises ReceiptNotFound, NotOnReceipt, MoreThanSold, ReasonMissing, ApprovalNeeded.
        """
        sale = self._sale(receipt)
        why = self._reason(reason)
        already = self._returned(sale, self._cart).get(line, Decimal(0))
        sold = sale.line(line)
        names = self._name_of(sold).names if sold is not None else ()
        returned = return_line(sale, line, quantity, already, why, self.rules.tax_mode, names)
        if returned.kind is not LineKind.OPEN and returned.unit == "pc" and quantity != quantity.to_integral_value():
            raise WholePiecesOnly(name=goods_name(returned))
        return self._give_back(returned, Action.RETURN_WITH_RECEIPT, why, approver)

    def scanned_goods(self, text: str, symbology: str | None = None) -> tuple[ScannedGoods, ...]:
        """The goods that a code stands for, to be returned; more than one where somebody has to say which.

        Raises NotGoods, UnknownBarcode, NotAProduct, CardNumberRefused and the barcodes' errors.
        """
        reading = read_code(text, symbology, self.catalogue, self.rules)
        if not reading.candidates:
            raise NotGoods()
        return tuple(_scanned(found, reading.barcode) for found in reading.candidates)

    def price_today(self, product: Product) -> Money:
        """What one costs on this business date, promotions included."""
        return product_line(product, Decimal(1), "", self._context().business_date).price

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

        `price` is what the customer paid for one; today's price otherwise. Flagged as unverified. Another price than
        today's is an override.
        """
        line = product_line(product, quantity, "", self._context().business_date)
        if price is not None and price != line.price:
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
        name = self._text(description)
        if not name:
            raise DescriptionMissing()
        line = CartLine(
            number=0,
            kind=LineKind.OPEN,
            name=name,
            quantity=quantity,
            price=price,
            tax=self.rules.tax_class(tax_class),
            price_source=PriceSource.OPEN,
            list_price=price,
        )
        return self._return_unverified(line, reason, receipt, day, approver)

    def _check_returns(self, cart: Cart) -> None:
        """Once more before the commit: two parked carts must not return the same goods twice, nor the same cent.

        Raises MoreThanSold or RefundChanged.
        """
        fresh = self._with_shares_of_now(cart)
        if fresh != cart:
            self._change(fresh)
            raise RefundChanged()

    def _reconciled(self, cart: Cart) -> Cart:
        """The cart with refunds that follow what came back meanwhile; one that is too much is refused at the end."""
        try:
            return self._with_shares_of_now(cart)
        except MoreThanSold:
            return cart

    def _with_shares_of_now(self, cart: Cart) -> Cart:
        """Each returned line pays back its share after everything that came back before it. Raises MoreThanSold."""
        if not any(line.is_return for line in cart.lines):
            return cart
        sales: dict[str, Sale] = {}
        seen: dict[str, dict[int, Decimal]] = {}
        lines: list[CartLine] = []
        for line in cart.lines:
            origin = line.returns
            if origin is None or not origin.verified or origin.line is None:
                lines.append(line)
                continue
            receipt = origin.receipt or ""
            sale = sales.setdefault(receipt, sales.get(receipt) or self._sale(receipt))
            returned = seen.setdefault(receipt, seen.get(receipt) or dict(self._index.returned(sale.id)))
            already = returned.get(origin.line, Decimal(0))
            share = return_line(sale, origin.line, -line.quantity, already, origin.reason, cart.tax_mode, line.names)
            lines.append(replace(line, returns=share.returns))
            returned[origin.line] = already - line.quantity
        return replace(cart, lines=tuple(lines))

    def _return_unverified(
        self, line: CartLine, reason: str, receipt: str | None, day: date | None, approver: Operator | None
    ) -> int:
        self._refuse_price(line.price)
        if day is not None and day > self._context().business_date + ONE_DAY:
            raise SoldLater(day=day)
        self._quantity(goods_name(line), line.unit, line.quantity, weighed=line.weighed or line.kind is LineKind.OPEN)
        why = self._reason(reason)
        number = refuse_card_numbers(self._short(receipt or ""), self.rules.main_pos_receipt_pattern) or None
        source = ReturnSource.MAIN_POS if number else ReturnSource.NONE
        action = Action.RETURN_MAIN_POS if number else Action.RETURN_WITHOUT_RECEIPT
        origin = ReturnOf(source, receipt=number, day=day, reason=why)
        returned = replace(line, quantity=-line.quantity, quantity_prices=(), returns=origin)
        return self._give_back(returned, action, why, approver)

    def _give_back(self, line: CartLine, action: Action, reason: str, approver: Operator | None) -> int:
        """Put a returned line into the cart if everything that comes back this way is allowed together."""
        cart = self._cart.with_line(line)
        source = line.returns.source if line.returns else ReturnSource.NONE
        back = (
            priced.taxed.gross
            for priced in price_cart(cart).lines
            if priced.line.returns is not None and priced.line.returns.source is source
        )
        magnitude = -total(back, cart.currency)
        cart, _ = self._authorise(cart, action, reason, approver, magnitude.amount)
        number = cart.lines[-1].number
        self._change(cart)
        return number

    def _name_of(self, sold: SaleLine) -> GoodsName:
        """The receipt's name, and what the catalogue calls the product in other languages."""
        product = self.catalogue.by_id(sold.product_id) if sold.product_id is not None else None
        return GoodsName(sold.name, product.names if product is not None else ())

    def _sale(self, receipt: str) -> Sale:
        text = self._text(receipt)
        sale = self._index.sale(text)
        if sale is None:
            number = ReceiptNumber.read(text)
            raise (TrainingReceipt if number and number.is_training else ReceiptNotFound)(receipt=text[:30])
        if self._index.void_of(sale.id) is not None:
            raise ReceiptVoided(receipt=sale.receipt)
        return sale

    def _returned(self, sale: Sale, cart: Cart) -> dict[int, Decimal]:
        returned = dict(self._index.returned(sale.id))
        for line in cart.lines:
            origin = line.returns
            if origin is not None and origin.entry == sale.id and origin.line is not None:
                returned[origin.line] = returned.get(origin.line, Decimal(0)) - line.quantity
        return returned


def _scanned(found: FoundProduct, barcode: Barcode) -> ScannedGoods:
    quantity, value = measured(barcode, found.product)
    price = value if value is not None and quantity is None else None
    if quantity is None and not found.product.weighed:
        quantity = found.pack_quantity
    return ScannedGoods(found.product, quantity, price)
