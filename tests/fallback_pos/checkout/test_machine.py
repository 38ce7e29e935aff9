"""Whatever a cashier does in whatever order, with restarts and kills between: nothing is sold twice, nothing is lost,
and every receipt adds up.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fallback_pos.checkout.checkout import Checkout
from fallback_pos.checkout.errors import AlreadyGivenUp, AlreadySold, RefundChanged
from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.sale import RETURN_KIND, SALE_KIND
from fallback_pos.domain.tax import TaxMode, TaxRounding
from fallback_pos.domain.tender import TenderType
from fallback_pos.errors import TillError
from sync.body_schemas import problems_in
from sync.ledger import GENESIS, hash_of
from tests.fallback_pos.checkout.shop import (
    ANA,
    CARD_SLIP,
    CARTON,
    CHEESE_LABEL,
    EGGS,
    HAM_LABEL,
    IVA,
    JUICE,
    MAJA,
    MARKO,
    MILK,
    SOAP,
    TEA,
    WATER,
    Shop,
    gtin,
    new_shop,
    rules_for,
)

codes = st.sampled_from(
    (MILK, MILK, JUICE, JUICE, SOAP, TEA, WATER, EGGS, CARTON, f"3*{JUICE}", f"7*{WATER}", "0.734*4011", f"2*{EGGS}",
     gtin(HAM_LABEL.format(price=495)), "2*" + gtin(CHEESE_LABEL.format(grams=734)))
)  # fmt: skip
minors = st.integers(1, 3_000)
percents = st.sampled_from(("5", "10", "33.33", "50", "100")).map(Decimal)
seconds = st.sampled_from((None, MAJA, MARKO))
some = st.integers(0, 50)


class TillMachine(RuleBasedStateMachine):
    template: ClassVar[Path]

    @initialize(step=st.sampled_from((1, 5, 100)), mode=st.sampled_from(TaxMode), rounding=st.sampled_from(TaxRounding))
    def open(self, step: int, mode: TaxMode, rounding: TaxRounding) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=self.template.parent))
        shutil.copytree(self.template, self.folder, dirs_exist_ok=True)
        self.shop = Shop(self.folder, rules_for(cash_step_minor=step, tax_mode=mode, tax_rounding=rounding))
        self.shop.open()
        self.sold: dict[str, dict[str, Any]] = {}
        self.receipts: list[str] = []
        self.given_up: set[str] = set()
        self.slips: set[str] = set()
        """Card slips that were taken and neither sold nor cancelled."""
        self.seen_seq = self.shop.journal.head.seq

    def teardown(self) -> None:
        if hasattr(self, "shop"):
            self.assert_chain()
            self.shop.close()
            shutil.rmtree(self.folder)

    @property
    def checkout(self) -> Checkout:
        return self.shop.checkout

    def attempt(self, step: Callable[[], object]) -> bool:
        """Do it; a refusal is fine and changes nothing."""
        cart, head = self.checkout.cart, self.shop.journal.head
        try:
            step()
        except RefundChanged:
            assert self.shop.journal.head == head
            return False
        except TillError as refusal:
            assert not isinstance(refusal, AlreadySold | AlreadyGivenUp), refusal
            assert self.checkout.cart == cart and self.shop.journal.head == head
            return False
        return True

    def line(self, choice: int) -> int:
        lines = self.checkout.cart.lines
        return lines[choice % len(lines)].number if lines else 1

    # Goods

    @rule(code=codes)
    def scan(self, code: str) -> None:
        self.attempt(lambda: self.checkout.enter(code, confirmed=["age", "quantity"]))

    @rule(some_codes=st.lists(codes, min_size=1, max_size=4), by_card=st.booleans())
    def serve_a_customer(self, some_codes: list[str], by_card: bool) -> None:
        for code in some_codes:
            self.scan(code)
        if by_card:
            self.take_a_slip(1)
        self.exact_cash()
        self.complete()

    @rule(some_codes=st.lists(codes, min_size=1, max_size=4))
    def scan_some(self, some_codes: list[str]) -> None:
        for code in some_codes:
            self.scan(code)

    @rule(minor=minors, quantity=st.integers(1, 5), tax=st.sampled_from("ABZ"))
    def sell_what_is_not_on_file(self, minor: int, quantity: int, tax: str) -> None:
        price = Money(minor, self.shop.rules.currency)
        self.attempt(
            lambda: self.checkout.add_open_item("Lamp", price, tax, quantity=Decimal(quantity), approver=MARKO)
        )

    @precondition(lambda self: self.checkout.cart.lines)
    @rule(choice=some, quantity=st.integers(1, 20), second=seconds)
    def change_quantity(self, choice: int, quantity: int, second: Operator | None) -> None:
        self.attempt(lambda: self.checkout.change_quantity(self.line(choice), Decimal(quantity), approver=second))

    @precondition(lambda self: self.checkout.cart.lines)
    @rule(choice=some, minor=minors)
    def override_price(self, choice: int, minor: int) -> None:
        price = Money(minor, self.shop.rules.currency)
        self.attempt(lambda: self.checkout.override_price(self.line(choice), price, "shelf", approver=MARKO))

    @precondition(lambda self: self.checkout.cart.lines)
    @rule(choice=some, percent=percents, second=seconds)
    def discount_line(self, choice: int, percent: Decimal, second: Operator | None) -> None:
        self.attempt(
            lambda: self.checkout.discount_line(self.line(choice), "damaged", percent=percent, approver=second)
        )

    @precondition(lambda self: self.checkout.cart.lines)
    @rule(minor=minors, second=seconds)
    def discount_basket(self, minor: int, second: Operator | None) -> None:
        amount = Money(minor, self.shop.rules.currency)
        self.attempt(lambda: self.checkout.discount_basket("goodwill", amount=amount, approver=second))

    @precondition(lambda self: self.checkout.cart.lines)
    @rule(choice=some, second=seconds)
    def void_line(self, choice: int, second: Operator | None) -> None:
        self.attempt(lambda: self.checkout.void_line(self.line(choice), approver=second))

    @rule()
    def undo(self) -> None:
        self.attempt(self.checkout.undo)

    @precondition(lambda self: self.checkout.cart.lines)
    @rule()
    def give_up(self) -> None:
        cart = self.checkout.cart.id
        if self.attempt(lambda: self.checkout.void_cart("customer left", approver=MARKO)):
            self.given_up.add(cart)

    # Goods that come back

    @precondition(lambda self: self.receipts)
    @rule(receipt=some, by_card=st.booleans())
    def take_a_whole_line_back(self, receipt: int, by_card: bool) -> None:
        number = self.receipts[receipt % len(self.receipts)]
        self.attempt(lambda: self._return_all_that_is_left(number))
        if by_card:
            self.take_a_slip(1)
        self.exact_cash()
        self.complete()

    def _return_all_that_is_left(self, receipt: str) -> None:
        line = next(line for line in self.checkout.returnable(receipt).lines if line.left > 0)
        self.checkout.return_line(receipt, line.line.number, line.left, "faulty", approver=MARKO)

    @precondition(lambda self: self.receipts)
    @rule(receipt=some, line=st.integers(1, 4), quantity=st.integers(1, 3))
    def return_line(self, receipt: int, line: int, quantity: int) -> None:
        number = self.receipts[receipt % len(self.receipts)]
        sold = self.sold[number]["lines"]
        whole = Decimal(sold[line - 1]["quantity"]) if line <= len(sold) else Decimal(1)
        wanted = Decimal(quantity) if whole == int(whole) else abs(whole)
        self.attempt(lambda: self.checkout.return_line(number, line, wanted, "faulty", approver=MARKO))

    @rule(minor=minors)
    def return_unproved(self, minor: int) -> None:
        price = Money(minor, self.shop.rules.currency)
        self.attempt(lambda: self.checkout.return_open_item("Lamp", price, "A", "faulty", approver=MARKO))

    # Money

    @precondition(lambda self: self.checkout.cart.lines)
    @rule(minor=minors)
    def take_cash(self, minor: int) -> None:
        step = self.shop.rules.cash_step_minor
        amount = Money(minor // step * step, self.shop.rules.currency)
        self.attempt(lambda: self.checkout.tender(TenderType.CASH, amount))

    @precondition(lambda self: self.checkout.cart.lines)
    @rule(part=st.sampled_from((1, 2, 3)))
    def take_a_slip(self, part: int) -> None:
        """A part of what is due, either way."""
        remaining = self.checkout.payment.remaining
        amount = Money(int(remaining.minor / part), remaining.currency)
        before = {tender.id for tender in self.checkout.cart.tenders}
        if self.attempt(lambda: self.checkout.tender(TenderType.CARD, amount, details=CARD_SLIP, approver=MARKO)):
            self.slips |= {tender.id for tender in self.checkout.cart.tenders} - before

    @precondition(lambda self: self.checkout.cart.tenders)
    @rule(choice=some)
    def cancel_a_tender(self, choice: int) -> None:
        tenders = self.checkout.cart.tenders
        tender = tenders[choice % len(tenders)].id
        if self.attempt(lambda: self.checkout.cancel_tender(tender, "X-1", approver=MAJA)):
            self.slips.discard(tender)

    @precondition(lambda self: self.checkout.cart.lines)
    @rule()
    def exact_cash(self) -> None:
        self.attempt(lambda: self.checkout.exact_cash(approver=MARKO))

    @precondition(lambda self: self.checkout.cart.lines)
    @rule()
    def complete(self) -> None:
        self.attempt(self.checkout.complete)

    @precondition(lambda self: self.checkout.cart.lines)
    @rule()
    def pay_and_complete(self) -> None:
        self.exact_cash()
        self.complete()

    # Carts, people, crashes

    @precondition(lambda self: self.checkout.cart.lines)
    @rule()
    def park(self) -> None:
        self.attempt(lambda: self.checkout.park("waits"))

    @rule(choice=some)
    def recall(self, choice: int) -> None:
        parked = self.checkout.parked()
        if parked:
            self.attempt(lambda: self.checkout.recall(parked[choice % len(parked)].id))

    @rule(who=st.sampled_from((ANA, IVA, MAJA)))
    def change_places(self, who: Operator) -> None:
        self.shop.operator = who

    @rule()
    def restart(self) -> None:
        cart = self.checkout.cart
        self.shop.restart()
        if not cart.is_empty:
            assert self.checkout.cart == cart

    @precondition(lambda self: self.checkout.cart.lines)
    @rule()
    def die_between_the_commit_and_the_end_of_the_cart(self) -> None:
        self.exact_cash()
        saved = self.shop.remember_carts()
        cart = self.checkout.cart.id
        sold = self.attempt(self.checkout.complete)
        self.shop.die_and_restart(saved)
        if sold:
            assert self.checkout.cart.id != cart

    # What always holds

    @invariant()
    def the_cart_on_the_desk_adds_up_and_is_not_sold(self) -> None:
        if not hasattr(self, "shop"):
            return
        priced, paid = self.checkout.priced, self.checkout.payment
        assert priced.cart == self.checkout.cart
        assert priced.total.minor == sum(line.taxed.gross.minor for line in priced.lines)
        assert all(line.amount.minor >= 0 for line in priced.lines if not line.line.is_return)
        assert all(line.quantity for line in priced.cart.lines)
        if paid.complete:
            assert paid.tendered - paid.change == paid.total + paid.rounding
        assert self.shop.journal.by_id(priced.cart.id) is None

    @invariant()
    def a_deposit_is_in_step_with_its_product(self) -> None:
        if not hasattr(self, "shop"):
            return
        lines = {line.number: line for line in self.checkout.cart.lines}
        for line in lines.values():
            if line.deposit_of is not None:
                assert line.quantity == lines[line.deposit_of].quantity

    @invariant()
    def every_slip_is_in_exactly_one_cart(self) -> None:
        if not hasattr(self, "shop"):
            return
        self.learn_what_was_written()
        waiting = [saved.cart for saved in self.checkout._carts.parked() if saved.cart is not None]
        known = [t.id for cart in (self.checkout.cart, *waiting) for t in cart.tenders if t.type is TenderType.CARD]
        assert sorted(known) == sorted(self.slips)

    def learn_what_was_written(self) -> None:
        for entry in self.shop.journal.read(self.seen_seq, 1_000):
            self.seen_seq = entry.seq
            assert problems_in(entry.kind, entry.body) == []
            if entry.kind not in (SALE_KIND, RETURN_KIND):
                continue
            body = json.loads(entry.body)
            self.receipts.append(body["receipt"])
            assert body["receipt"] == f"03-1-{len(self.receipts):06d}"
            assert entry.id not in self.given_up
            assert entry.id not in {known["id"] for known in self.sold.values()}
            self.sold[body["receipt"]] = {**body, "id": entry.id}
            self.slips -= {tender["id"] for tender in body["tenders"]}
            self.assert_body_adds_up(body)
            self.assert_returns_hold(body)

    def assert_body_adds_up(self, body: dict[str, Any]) -> None:
        def amount(text: str) -> int:
            return Money.parse(text, self.shop.rules.currency).minor

        assert sum(amount(line["gross"]) for line in body["lines"]) == amount(body["total"])
        assert sum(amount(row["gross"]) for row in body["tax"]) == amount(body["total"])
        assert sum(amount(row["tax"]) for row in body["tax"]) == amount(body["tax_total"])
        assert len({(row["class"], row["rate"]) for row in body["tax"]}) == len(body["tax"])
        tendered = sum(amount(tender["amount"]) for tender in body["tenders"])
        assert tendered == amount(body["tendered"])
        assert tendered - amount(body["change"]) == amount(body["total"]) + amount(body["rounding"])
        for line in body["lines"]:
            off = sum(amount(discount["amount"]) for discount in line["discounts"])
            assert amount(line["value"]) - off == amount(line["amount"])

    def assert_returns_hold(self, body: dict[str, Any]) -> None:
        """Of everything this receipt takes back: no more than was sold, and all of it for exactly what was paid."""
        quantities: Counter[tuple[str, int]] = Counter()
        amounts: Counter[tuple[str, int]] = Counter()
        for line in (line for sale in self.sold.values() for line in sale["lines"]):
            origin = line["return_of"]
            if origin is not None and origin["source"] == "till":
                key = (origin["receipt"], origin["line"])
                quantities[key] += Decimal(line["quantity"])  # type: ignore[assignment]
                amounts[key] += Decimal(line["gross"])  # type: ignore[assignment]
        for (receipt, number), back in quantities.items():
            sold = self.sold[receipt]["lines"][number - 1]
            assert -back <= Decimal(sold["quantity"])
            if -back == Decimal(sold["quantity"]):
                assert -amounts[receipt, number] == Decimal(sold["gross"])

    def assert_chain(self) -> None:
        before = GENESIS
        for number, entry in enumerate(self.shop.journal.entries(), start=1):
            assert (entry.seq, entry.prev_hash, entry.hash) == (number, before, hash_of(entry, "0012", "03"))
            before = entry.hash


def test_whatever_a_cashier_does_nothing_is_sold_twice_and_everything_adds_up(tmp_path: Path) -> None:
    new_shop(tmp_path / "template").close()

    class Machine(TillMachine):
        template = tmp_path / "template"

    profile = settings.get_profile(settings.get_current_profile_name())
    examples = max(20, profile.max_examples // 5)
    run_state_machine_as_test(Machine, settings=settings(max_examples=examples, stateful_step_count=50))
