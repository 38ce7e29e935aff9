"""Putting goods into the cart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from fallback_pos.barcodes.barcode import Barcode
from fallback_pos.checkout.errors import (
    AgeCheckNeeded,
    DescriptionMissing,
    Expired,
    UnknownBarcode,
)
from fallback_pos.checkout.plausible import PlausibleDesk
from fallback_pos.checkout.reading import Meaning, Reading, measured, read_code
from fallback_pos.checkout.scan_field import split_quantity
from fallback_pos.domain.cart import Approval, Cart, CartLine, LineKind, PriceSource
from fallback_pos.domain.goods_name import goods_name
from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.product import FoundProduct, Product
from fallback_pos.domain.quantity import WholePiecesOnly

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


class BasketSteps(PlausibleDesk):
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
        sold, label_value = _times(found, quantity, barcode)
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

        Raises WeightNeeded, NotAQuantity, WholePiecesOnly, ImplausibleQuantity, ImplausibleLine, AgeCheckNeeded,
        ApprovalNeeded (blocked product, prices too old).
        """
        amount = self._quantity(goods_name(product), product.unit, quantity, weighed=product.weighed)
        cart = self._aged(product, confirmed=confirmed)
        cart = self._at_old_prices(cart, approver)
        if product.blocked:
            cart, _ = self._authorise(cart, Action.SELL_BLOCKED, product.name, approver)
        deposit = self.catalogue.by_id(product.deposit_product) if product.deposit_product is not None else None
        merge = self.rules.merge_repeated_scans and label_value is None and not product.weighed
        merge = merge and self._last_has_deposit() == (deposit is not None)
        day = self._context().business_date
        number = cart.next_number
        cart = cart.with_product(product, amount, code, day, merge=merge)
        if cart.next_number == number:
            number = next(line.number for line in reversed(cart.lines) if line.kind is not LineKind.DEPOSIT)
        elif deposit is not None:
            cart = cart.with_deposit(deposit, number, amount, day)
        if label_value is not None:
            cart = cart.with_label_value(number, label_value)
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
        name = self._text(description)
        if not name:
            raise DescriptionMissing()
        self._refuse_price(price)
        amount = self._quantity(name, "pc", quantity, weighed=True)
        line = CartLine(
            number=0,
            kind=LineKind.OPEN,
            name=name,
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

    def product_of(self, code: str) -> Product:
        """The one product a code stands for. Raises UnknownBarcode, NotAProduct or the barcodes' errors."""
        reading = read_code(code, None, self.catalogue, self.rules)
        if len(reading.candidates) != 1:
            raise UnknownBarcode(code=code[:40])
        return reading.candidates[0].product

    def _aged(self, product: Product, *, confirmed: Collection[str]) -> Cart:
        """The cart with the age check noted; asked once for the highest age in it. Raises AgeCheckNeeded."""
        years = product.minimum_age_years
        checked = [int(done.reason) for done in self._cart.approvals if done.action == AGE_CHECKED]
        if years <= max(checked, default=0):
            return self._cart
        if AgeCheckNeeded.question not in confirmed:
            raise AgeCheckNeeded(name=goods_name(product), years=years)
        operator = self._context().operator
        return self._cart.with_approval(Approval(AGE_CHECKED, operator.code, operator.name, str(years)))

    def _at_old_prices(self, cart: Cart, approver: Operator | None) -> Cart:
        """The cart, once a person who may has allowed it where the catalogue is too old; asked once for each cart."""
        oldest = self.rules.oldest_prices
        age = self.catalogue.age(self._clock().wall) if oldest is not None else None
        if oldest is None or age is None or age <= oldest:
            return cart
        if any(done.action == Action.SELL_AT_OLD_PRICES for done in cart.approvals):
            return cart
        return self._authorise(cart, Action.SELL_AT_OLD_PRICES, self.catalogue.prices_as_of or "", approver)[0]

    def _refuse_expired(self, product: Product, barcode: Barcode | None, *, confirmed: Collection[str]) -> None:
        expiry = barcode.expiry if barcode is not None else None
        if expiry is not None and expiry < self._context().business_date and Expired.question not in confirmed:
            raise Expired(name=goods_name(product), day=expiry)

    def _last_has_deposit(self) -> bool:
        """Whether the line that a repeated scan would raise has its deposit; one that was voided is not sold again."""
        last = next((line for line in reversed(self._cart.lines) if line.kind is not LineKind.DEPOSIT), None)
        return last is not None and any(line.deposit_of == last.number for line in self._cart.lines)


def _times(
    found: FoundProduct, quantity: Decimal | None, barcode: Barcode | None
) -> tuple[Decimal | None, Money | None]:
    """(quantity, value) of `quantity` packs or labels; None for what is not known. Raises WholePiecesOnly."""
    of_label, value = measured(barcode, found.product) if barcode is not None else (None, None)
    if of_label is None and (value is None or found.product.weighed):
        if quantity is None:
            return None if found.product.weighed else found.pack_quantity, value
        return quantity * found.pack_quantity, value
    labels = Decimal(1) if quantity is None else quantity
    if labels != labels.to_integral_value():
        raise WholePiecesOnly(name=goods_name(found.product))
    of_one = found.pack_quantity if of_label is None else of_label
    return of_one * labels, value.times(labels) if value is not None else None
