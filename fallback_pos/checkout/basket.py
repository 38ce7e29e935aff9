"""Putting goods into the cart, and changing what is there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from fallback_pos.barcodes.barcode import Barcode
from fallback_pos.checkout.desk import Desk
from fallback_pos.checkout.errors import (
    AgeCheckNeeded,
    DescriptionMissing,
    DiscountOutOfRange,
    EmptyCart,
    Expired,
    ImplausibleLine,
    ImplausibleQuantity,
    NotForReturnedLines,
    PriceOutOfRange,
    TendersTaken,
    UnknownBarcode,
    WeightNeeded,
)
from fallback_pos.checkout.reading import Meaning, Reading, measured, read_code
from fallback_pos.checkout.scan_field import split_quantity
from fallback_pos.domain.cart import Approval, Cart, CartLine, Discount, LineKind, PriceSource
from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.pricing import line_value
from fallback_pos.domain.product import FoundProduct, Product
from fallback_pos.domain.quantity import WholePiecesOnly, quantity_text
from fallback_pos.storage.journal import Draft
from sync.ledger import Kind

AGE_CHECKED = "age_checked"


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What a scan did: `line` is the number of the line it added or raised; otherwise the front end goes on.

    Meaning.CHOOSE: one of `candidates`, by `add_found`. RECEIPT: a receipt of this till, for a return or a copy.
    LOYALTY: attached.
    """

    meaning: Meaning
    line: int | None = None
    candidates: tuple[FoundProduct, ...] = ()
    reading: Reading | None = None
    reference: str | None = None


class BasketSteps(Desk):
    def enter(self, typed: str, *, approver: Operator | None = None, confirmed: Collection[str] = ()) -> ScanResult:
        """What was typed or scanned into the scan field: a code, or quantity and code (`3*4011`)."""
        quantity, code = split_quantity(typed)
        return self.scan(code, quantity=quantity, approver=approver, confirmed=confirmed)

    def scan(
        self,
        text: str,
        symbology: str | None = None,
        *,
        quantity: Decimal | None = None,
        approver: Operator | None = None,
        confirmed: Collection[str] = (),
    ) -> ScanResult:
        """Understand a code and act on it.

        Raises UnknownBarcode, NotAProduct, CardNumberRefused, the barcodes' errors, and those of `add_found`.
        """
        reading = read_code(text, symbology, self.catalogue, self.rules)
        match reading.meaning:
            case Meaning.RECEIPT:
                return ScanResult(Meaning.RECEIPT, reading=reading, reference=reading.barcode.text)
            case Meaning.LOYALTY:
                self.attach_loyalty(reading.barcode.text)
                return ScanResult(Meaning.LOYALTY, reading=reading, reference=reading.barcode.text)
            case Meaning.CHOOSE:
                return ScanResult(Meaning.CHOOSE, candidates=reading.candidates, reading=reading)
        line = self.add_found(reading.candidates[0], quantity, reading.barcode, approver=approver, confirmed=confirmed)
        return ScanResult(Meaning.PRODUCT, line=line, reading=reading)

    def add_found(
        self,
        found: FoundProduct,
        quantity: Decimal | None = None,
        barcode: Barcode | None = None,
        *,
        approver: Operator | None = None,
        confirmed: Collection[str] = (),
    ) -> int:
        """Sell a product that was found by a code, a label's own weight or price included. The line's number.

        Raises the errors of `add_product`.
        """
        label_quantity, label_value = measured(barcode, found.product) if barcode is not None else (None, None)
        times = quantity * found.pack_quantity if quantity is not None else None
        if label_quantity is None and times is None and not found.product.weighed:
            times = found.pack_quantity
        if label_quantity is not None and times is not None and not found.product.weighed:
            label_quantity = label_quantity * times
        sold = label_quantity if label_quantity is not None else times
        code = barcode.text if barcode is not None else found.key
        self._refuse_expired(found.product, barcode, confirmed=confirmed)
        return self.add_product(
            found.product, sold, code, label_value=label_value, approver=approver, confirmed=confirmed
        )

    def add_product(
        self,
        product: Product,
        quantity: Decimal | None = None,
        code: str = "",
        *,
        label_value: Money | None = None,
        approver: Operator | None = None,
        confirmed: Collection[str] = (),
    ) -> int:
        """Sell `quantity` (pieces, or kilograms of weighed goods) of a product. The line's number.

        Raises WeightNeeded, WholePiecesOnly, ImplausibleQuantity, AgeCheckNeeded, ApprovalNeeded (blocked product).
        """
        amount = self._quantity(product.name, product.unit, quantity, weighed=product.weighed, confirmed=confirmed)
        cart = self._aged(product, confirmed=confirmed)
        if product.blocked:
            cart, _ = self._authorise(cart, Action.SELL_BLOCKED, product.name, approver)
        merge = self.rules.merge_repeated_scans and label_value is None and not product.weighed
        day = self._context().business_date
        number = cart.next_number
        cart = cart.with_product(product, amount, code, day, merge=merge)
        if cart.next_number == number:
            number = next(line.number for line in reversed(cart.lines) if line.kind is not LineKind.DEPOSIT)
        elif label_value is not None:
            cart = _labelled(cart, number, label_value)
        cart = self._with_deposit(cart, product, number)
        self._ask_about_line(cart, number, confirmed)
        self._change(cart)
        return number

    def add_open_item(
        self,
        description: str,
        price: Money,
        tax_class: str,
        department: str | None = None,
        quantity: Decimal = Decimal(1),
        *,
        approver: Operator | None = None,
        confirmed: Collection[str] = (),
    ) -> int:
        """Sell something that is not on file. The line's number.

        Raises DescriptionMissing, PriceOutOfRange, UnknownTaxClass, ImplausibleQuantity, ApprovalNeeded.
        """
        if not description.strip():
            raise DescriptionMissing()
        self._refuse_price(price)
        amount = self._quantity(description, "pc", quantity, weighed=True, confirmed=confirmed)
        line = CartLine(
            number=0,
            kind=LineKind.OPEN,
            name=self._text(description),
            quantity=amount,
            price=price,
            tax=self.rules.tax_class(tax_class),
            price_source=PriceSource.OPEN,
            department=self._text(department) if department else None,
            list_price=price,
        )
        cart, _ = self._authorise(self._cart, Action.OPEN_ITEM, line.name, approver, (price.times(amount)).amount)
        number = cart.next_number
        cart = cart.with_line(line)
        self._ask_about_line(cart, number, confirmed)
        self._change(cart)
        return number

    def change_quantity(
        self, number: int, quantity: Decimal, *, approver: Operator | None = None, confirmed: Collection[str] = ()
    ) -> None:
        """Set the quantity of a line; lowering it takes goods off, like a void.

        Raises NotForReturnedLines, WholePiecesOnly, ImplausibleQuantity, ApprovalNeeded.
        """
        line = self._sold_line(number)
        amount = self._quantity(line.name, line.unit, quantity, weighed=line.weighed, confirmed=confirmed)
        cart = self._cart
        if amount < line.quantity:
            cart, _ = self._authorise(cart, Action.VOID_LINE, line.name, approver)
        cart = cart.with_quantity(number, amount)
        self._ask_about_line(cart, number, confirmed)
        self._change(cart)

    def override_price(self, number: int, price: Money, reason: str, *, approver: Operator | None = None) -> None:
        """Sell a line at another unit price. The magnitude of the permission is the percent taken off.

        Raises PriceOutOfRange, ReasonMissing, NotForReturnedLines, ApprovalNeeded.
        """
        line = self._sold_line(number)
        self._refuse_price(price)
        why = self._reason(reason)
        off = (line.price - price).amount / line.price.amount * 100 if line.price.minor > 0 else Decimal(0)
        cart, _ = self._authorise(self._cart, Action.PRICE_OVERRIDE, why, approver, max(off, Decimal(0)))
        self._change(cart.with_price(number, price))

    def discount_line(
        self,
        number: int,
        reason: str,
        *,
        percent: Decimal | None = None,
        amount: Money | None = None,
        approver: Operator | None = None,
    ) -> None:
        """Take percent or an amount off a line. The magnitude of the permission is the percent it comes to.

        Raises DiscountOutOfRange, ReasonMissing, NotForReturnedLines, ApprovalNeeded.
        """
        self._sold_line(number)
        base = self._priced.line(number).amount
        why = self._reason(reason)
        magnitude = _as_percent(percent, amount, base)
        cart, code = self._authorise(self._cart, Action.LINE_DISCOUNT, why, approver, magnitude)
        self._change(cart.with_line_discount(number, Discount(why, percent, amount, code)))

    def discount_basket(
        self,
        reason: str,
        *,
        percent: Decimal | None = None,
        amount: Money | None = None,
        approver: Operator | None = None,
    ) -> None:
        """Take percent or an amount off everything sold in this cart.

        Raises DiscountOutOfRange, ReasonMissing, EmptyCart, ApprovalNeeded.
        """
        base = self._discountable()
        why = self._reason(reason)
        magnitude = _as_percent(percent, amount, base)
        cart, code = self._authorise(self._cart, Action.BASKET_DISCOUNT, why, approver, magnitude)
        self._change(cart.with_basket_discount(Discount(why, percent, amount, code)))

    def void_line(self, number: int, *, approver: Operator | None = None) -> None:
        """Take a line and its deposit out of the cart. Raises NoSuchLine, ApprovalNeeded."""
        line = self._cart.line(number)
        cart, _ = self._authorise(self._cart, Action.VOID_LINE, line.name, approver)
        self._change(cart.without_line(number))

    def void_cart(self, reason: str, *, approver: Operator | None = None) -> None:
        """Give the whole cart up; journalled as cart.abandoned.

        Raises EmptyCart, ReasonMissing, TendersTaken, ApprovalNeeded, and the journal's errors.
        """
        if self._cart.is_empty:
            raise EmptyCart()
        if any(tender.moved_money_outside for tender in self._cart.tenders):
            raise TendersTaken()
        why = self._reason(reason)
        context = self._context()
        cart, code = self._authorise(self._cart, Action.VOID_CART, why, approver)
        body = {
            "cart": cart.id,
            "operator": {"code": context.operator.code, "name": context.operator.name},
            "shift": context.shift,
            "currency": cart.currency.code,
            "total": self._priced.total.text,
            "lines": len(cart.lines),
            "reason": why,
            "approved_by": code,
        }
        self._journal.append([Draft(Kind.CART_ABANDONED, body)], business_date=context.business_date.isoformat())
        self._carts.drop(cart.id)
        self._start_over()

    def discard(self) -> None:
        """Clear the desk without a trace, for a basket that a script got wrong; nobody was shown it."""
        self._carts.drop(self._cart.id)
        self._start_over()

    def product_of(self, code: str) -> Product:
        """The one product a code stands for. Raises UnknownBarcode, NotAProduct or the barcodes' errors."""
        reading = read_code(code, None, self.catalogue, self.rules)
        if len(reading.candidates) != 1:
            raise UnknownBarcode(code=code[:40])
        return reading.candidates[0].product

    def _sold_line(self, number: int) -> CartLine:
        line = self._cart.line(number)
        if line.is_return:
            raise NotForReturnedLines()
        return line

    def _quantity(
        self, name: str, unit: str, quantity: Decimal | None, *, weighed: bool, confirmed: Collection[str]
    ) -> Decimal:
        if quantity is None and weighed:
            raise WeightNeeded(name=name, unit=unit)
        amount = Decimal(1) if quantity is None else quantity
        if not weighed and amount != amount.to_integral_value():
            raise WholePiecesOnly(name=name)
        if amount > self.rules.largest_plausible_quantity and ImplausibleQuantity.question not in confirmed:
            raise ImplausibleQuantity(quantity=quantity_text(amount), name=name)
        return amount

    def _ask_about_line(self, cart: Cart, number: int, confirmed: Collection[str]) -> None:
        value = line_value(cart.line(number), cart)
        if value > self.rules.largest_plausible_line and ImplausibleLine.question not in confirmed:
            raise ImplausibleLine(name=cart.line(number).name, amount=value.text)

    def _aged(self, product: Product, *, confirmed: Collection[str]) -> Cart:
        """The cart with the age check noted; asked once for the highest age in it. Raises AgeCheckNeeded."""
        years = product.minimum_age_years
        checked = [int(done.reason) for done in self._cart.approvals if done.action == AGE_CHECKED]
        if years <= max(checked, default=0):
            return self._cart
        if AgeCheckNeeded.question not in confirmed:
            raise AgeCheckNeeded(name=product.name, years=years)
        operator = self._context().operator
        return self._cart.with_approval(Approval(AGE_CHECKED, operator.code, operator.name, str(years)))

    def _refuse_expired(self, product: Product, barcode: Barcode | None, *, confirmed: Collection[str]) -> None:
        expiry = barcode.expiry if barcode is not None else None
        if expiry is not None and expiry < self._context().business_date and Expired.question not in confirmed:
            raise Expired(name=product.name, day=expiry)

    def _refuse_price(self, price: Money) -> None:
        if not 0 <= price.minor <= self.rules.largest_price.minor:
            raise PriceOutOfRange(price=price.text, limit=self.rules.largest_price.text)

    def _with_deposit(self, cart: Cart, product: Product, number: int) -> Cart:
        """Sell the bottle deposit along; a line that already has one keeps it, in step with its quantity."""
        known = any(line.deposit_of == number for line in cart.lines)
        if product.deposit_product is None or known:
            return cart
        deposit = self.catalogue.by_id(product.deposit_product)
        if deposit is None:
            return cart
        return cart.with_deposit(deposit, number, cart.line(number).quantity, self._context().business_date)

    def _discountable(self) -> Money:
        amounts = [
            priced.amount.minor
            for priced in self._priced.lines
            if not priced.line.is_return and priced.line.kind is not LineKind.DEPOSIT
        ]
        if not amounts:
            raise EmptyCart()
        return Money(sum(amounts), self._cart.currency)


def _labelled(cart: Cart, number: int, value: Money) -> Cart:
    lines = tuple(
        replace(line, label_value=value, price_source=PriceSource.LABEL) if line.number == number else line
        for line in cart.lines
    )
    return replace(cart, lines=lines)


def _as_percent(percent: Decimal | None, amount: Money | None, base: Money) -> Decimal:
    """The size of a discount in percent of what it is taken off. Raises DiscountOutOfRange."""
    if percent is not None and amount is None and 0 < percent <= 100:
        return percent
    if amount is not None and percent is None and 0 < amount.minor <= base.minor:
        return amount.amount / base.amount * 100
    shown = f"{percent} %" if percent is not None else amount.text if amount is not None else "?"
    raise DiscountOutOfRange(discount=shown, limit=base.text)
