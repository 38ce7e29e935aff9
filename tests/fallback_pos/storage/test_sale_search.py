"""Sales are found by whatever somebody remembers of them, newest first, in any combination."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fallback_pos.domain.clock import Instant
from fallback_pos.domain.money import Money
from fallback_pos.domain.sale_criteria import SaleCriteria, SaleState
from fallback_pos.domain.tender import TenderType
from fallback_pos.storage.index import Index
from fallback_pos.storage.journal import Draft, Journal
from fallback_pos.storage.sale_search import SaleSearch
from tests.fallback_pos.receipt_layout.sales import EURO, body_of, cart_of, euro, goods, tender
from tests.support.journals import open_journal

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Ledger:
    """A journal with a clock of its own; sales are made a minute apart."""

    folder: Path
    now: datetime = NOON
    journal: Journal = field(init=False)
    index: Index = field(init=False)
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.journal = open_journal(self.folder, clock=lambda: Instant(self.now, 0, 60))
        self.index = Index(self.folder / "index.db", self.folder / "journal.db")
        self.search = SaleSearch(self.index)

    def sell(self, *names: str, amount: str = "1.00", by: str = "101", paid: str = "cash", **more: Any) -> str:
        """Sell these goods, each for this amount; the receipt number."""
        cart = cart_of(*(goods(name, amount) for name in names))
        if paid != "cash":
            total = str(Decimal(amount) * len(names))
            cart = cart.with_tender(tender(TenderType(paid), total, reference=more.pop("reference", None)))
        receipt = self.journal.next_receipt().text
        body = body_of(cart, receipt) | {"operator": {"code": by, "name": by, "role": "cashier"}} | more
        self.journal.append([Draft("sale.completed", body, cart.id)], business_date=f"{self.now:%Y-%m-%d}")
        self.facts[receipt] = {"names": names, "minor": Money.parse(amount, EURO).minor * len(names)}
        self.facts[receipt] |= {"by": by, "paid": paid, "at": self.now}
        self.now += timedelta(minutes=1)
        return receipt

    def journalled(self, kind: str, body: dict[str, Any]) -> None:
        self.journal.append([Draft(kind, body)], business_date=f"{self.now:%Y-%m-%d}")

    def found(self, limit: int = 50, before: int | None = None, **criteria: Any) -> list[str]:
        import json

        entries = self.search.find(SaleCriteria(**criteria), limit, before)
        return [json.loads(entry.body)["receipt"] for entry in entries]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path)
    yield made
    made.index.close()
    made.journal.close()


def test_the_newest_come_first_and_the_next_page_goes_on(ledger: Ledger) -> None:
    made = [ledger.sell("Milk") for _ in range(5)][::-1]
    assert ledger.found(limit=2) == made[:2]
    last = ledger.index.entry_of_receipt(made[1])
    assert last is not None
    assert ledger.found(limit=2, before=last.seq) == made[2:4]


def test_by_number_by_its_last_digits_and_by_a_paper_number(ledger: Ledger) -> None:
    first, second = ledger.sell("Milk"), ledger.sell("Milk", paper={"number": "P-17"})
    assert ledger.found(number=first) == [first]
    assert ledger.found(number="2") == [second]
    assert ledger.found(number="p-17") == [second]
    assert ledger.found(number="' OR 1 --") == []


def test_by_amount_exactly_and_between(ledger: Ledger) -> None:
    one, two, three = (ledger.sell("Milk", amount=amount) for amount in ("1.00", "2.00", "3.00"))
    assert ledger.found(at_least=euro("2.00"), at_most=euro("2.00")) == [two]
    assert ledger.found(at_least=euro("2.00")) == [three, two]
    assert ledger.found(at_most=euro("1.99")) == [one]


def test_by_goods_without_marks_on_letters_and_by_code(ledger: Ledger) -> None:
    nectar = ledger.sell("Nektar naranča", "Milk")
    ledger.sell("Milk")
    assert ledger.found(product="NARANCA") == [nectar]
    assert ledger.found(product="100%") == []


def test_by_chinese_goods(ledger: Ledger) -> None:
    milk = ledger.sell("纯牛奶")
    assert ledger.found(product="牛奶") == [milk]


def test_by_time_by_day_by_operator_by_tender_and_by_reference(ledger: Ledger) -> None:
    first = ledger.sell("Milk")
    second = ledger.sell("Milk", by="102", paid="wallet", reference="WX-0042")
    ledger.now += timedelta(days=1)
    third = ledger.sell("Milk", paid="voucher", reference="GIFT-1")
    assert ledger.found(first=NOON, last=NOON) == [first]
    assert ledger.found(first=NOON + timedelta(seconds=1)) == [third, second]
    assert ledger.found(day=date(2026, 11, 23)) == [third]
    assert ledger.found(operator="102") == [second]
    assert ledger.found(tender=TenderType.VOUCHER) == [third]
    assert ledger.found(reference="wx-00") == [second]


def test_by_what_became_of_it(ledger: Ledger) -> None:
    plain = ledger.sell("Milk")
    voided, claimed = ledger.sell("Milk"), ledger.sell("Milk", amount="5.00")
    entry = ledger.index.entry_of_receipt(voided)
    assert entry is not None
    ledger.journalled("sale.voided", {"sale": entry.id, "receipt": voided})
    right = {"id": "t", "type": "wallet", "amount": "5.00", "reference": "WX", "details": {}, "unconfirmed": True}
    corrected = {"sale": "s", "receipt": claimed, "currency": "EUR", "from": [], "to": [right]}
    ledger.journalled("tender.corrected", corrected)
    assert ledger.found(state=SaleState.VOIDED) == [voided]
    assert ledger.found(state=SaleState.CORRECTED) == [claimed]
    assert ledger.found(tender=TenderType.WALLET) == [claimed], "a correction's tender can be looked for"
    assert ledger.found(state=SaleState.UNCONFIRMED) == [claimed]
    assert ledger.found(state=SaleState.SALE) == [claimed, voided, plain]
    assert ledger.found(state=SaleState.RETURN) == []
    assert ledger.found(unsent_after=entry.seq) == [claimed]


def test_goods_that_are_rare_are_found_far_back(ledger: Ledger) -> None:
    ledger.search = SaleSearch(ledger.index, first_window_entries=2)
    rare = ledger.sell("Saffron")
    often = [ledger.sell("Milk") for _ in range(20)][::-1]
    assert ledger.found(product="saffron") == [rare]
    assert ledger.found(product="milk", limit=7) == often[:7]
    assert ledger.found(product="a") == [rare]


def test_an_index_that_is_made_again_finds_the_same(ledger: Ledger) -> None:
    made = [ledger.sell("Milk", "Bread", paid="card") for _ in range(3)][::-1]
    before = ledger.found(product="bread", tender=TenderType.CARD)
    ledger.index.close()
    (ledger.folder / "index.db").unlink()
    again = Ledger(ledger.folder)
    assert again.found(product="bread", tender=TenderType.CARD) == before == made
    again.index.close()
    again.journal.close()


_criteria = st.builds(
    dict,
    amount=st.none() | st.sampled_from([100, 200, 400]),
    name=st.none() | st.sampled_from(["milk", "bread", "m"]),
    by=st.none() | st.sampled_from(["101", "102"]),
    paid=st.none() | st.sampled_from(["cash", "card"]),
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([("Milk",), ("Bread",), ("Milk", "Bread")]),
            st.sampled_from(["1.00", "2.00"]),
            st.sampled_from(["101", "102"]),
            st.sampled_from(["cash", "card"]),
        ),
        max_size=8,
    ),
    _criteria,
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_combination_is_what_reading_every_sale_would_find(
    tmp_path_factory: pytest.TempPathFactory, sales: list[Any], wanted: dict[str, Any]
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("ledger"))
    for names, amount, by, paid in sales:
        ledger.sell(*names, amount=amount, by=by, paid=paid)
    criteria = SaleCriteria()
    if wanted["amount"] is not None:
        criteria = replace(criteria, at_least=Money(wanted["amount"], EURO), at_most=Money(wanted["amount"], EURO))
    criteria = replace(criteria, product=wanted["name"] or "", operator=wanted["by"] or "")
    if wanted["paid"]:
        criteria = replace(criteria, tender=TenderType(wanted["paid"]))
    found = [entry.seq for entry in ledger.search.find(criteria, 50)]
    expected = [
        receipt
        for receipt, fact in reversed(ledger.facts.items())
        if wanted["amount"] in (None, fact["minor"])
        and (wanted["name"] is None or any(wanted["name"] in name.lower() for name in fact["names"]))
        and wanted["by"] in (None, fact["by"])
        and wanted["paid"] in (None, fact["paid"])
    ]
    entries = [ledger.index.entry_of_receipt(receipt) for receipt in expected]
    assert found == [entry.seq for entry in entries if entry is not None]
    ledger.index.close()
    ledger.journal.close()
