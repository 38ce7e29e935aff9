"""Baskets from a script: each sold whole or refused with a reason, the others go on."""

import json
from typing import Any

import pytest

from fallback_pos.checkout.checkout import Completed
from fallback_pos.domain.operator import Operator
from fallback_pos.errors import TillError
from fallback_pos.headless.ring import ring
from fallback_pos.storage.journal_errors import OutcomeUnknown
from sync.ledger import Kind
from tests.fallback_pos.checkout.shop import AMBIGUOUS, BEER, JUICE, MAJA, MARKO, MILK, RECALLED, TEA, Shop

PEOPLE = {each.code: each for each in (MAJA, MARKO)}


class NoSuchOperator(TillError):
    sentence = "no operator"


def approver(code: str) -> Operator:
    if code not in PEOPLE:
        raise NoSuchOperator()
    return PEOPLE[code]


class Rung:
    """What a run of `ring` gave."""

    def __init__(self, shop: Shop, *baskets: dict[str, Any] | str) -> None:
        self.results: list[dict[str, Any]] = []
        self.completed: list[Completed] = []
        texts = [each if isinstance(each, str) else json.dumps(each) for each in baskets]
        self.failed = ring(texts, shop.checkout, approver, self.results.append, str, self.completed.append)

    @property
    def errors(self) -> list[tuple[int, str]]:
        return [(result["line"], result["error"]) for result in self.results if "error" in result]


def line(code: str, quantity: str | None = None, **more: Any) -> dict[str, Any]:
    return {"code": code, **({"quantity": quantity} if quantity else {}), **more}


def test_a_basket_without_tenders_is_paid_exactly_in_cash(shop: Shop) -> None:
    rung = Rung(shop, {"lines": [line(MILK, "2"), line("4011", "0.734")]})
    [result] = rung.results
    assert (result["receipt"], result["total"], result["tendered"], result["change"]) == (
        "03-1-000001", "3.64", "3.64", "0.00"
    )  # fmt: skip
    assert result["tax"] == [{"class": "B", "rate": "5.5", "net": "3.45", "tax": "0.19"}]
    [entry] = shop.entries(Kind.SALE_COMPLETED)
    assert (result["id"], result["seq"]) == (entry.id, entry.seq)
    assert [each.entry_id for each in rung.completed] == [entry.id]


def test_everything_that_a_basket_can_hold(shop: Shop) -> None:
    basket = {
        "lines": [
            line(TEA, "2", discount={"percent": "10", "reason": "damaged"}),
            line(MILK, price="0.99", price_reason="shelf"),
            {"description": "Bread", "price": "1.20", "tax": "B", "department": "Bakery", "quantity": "2"},
            line(BEER),
        ],
        "discount": {"amount": "0.50", "reason": "goodwill"},
        "tenders": [
            {"type": "voucher", "amount": "2.00", "reference": "V-1234"},
            {"type": "card", "amount": "3.00", "approval_code": "1", "last_four": "0042", "slip": "S"},
            {"type": "cash", "amount": "10.00"},
        ],
        "customer": {"name": "Knjižara", "tax_number": "HR1"},
        "loyalty": "L-1",
        "approved_by": "201",
        "confirmed": ["age"],
    }
    [result] = Rung(shop, basket).results
    assert (result["total"], result["tendered"], result["change"]) == ("11.36", "15.00", "3.64")
    [body] = shop.bodies(Kind.SALE_COMPLETED)
    assert [tender["unconfirmed"] for tender in body["tenders"]] == [True, False, False]
    assert body["customer"] == {"name": "Knjižara", "tax_number": "HR1"}
    assert [given["action"] for given in shop.bodies(Kind.OVERRIDE_GRANTED)] == ["price_override"]


def test_bad_baskets_are_named_by_their_line_and_the_others_go_on(shop: Shop) -> None:
    rung = Rung(
        shop,
        "not json",
        "",
        {"lines": [line(MILK)]},
        {"lines": [line(MILK), line("4006381333931")]},
        {"lines": [line(BEER)]},
        {"lines": [line(RECALLED)]},
        {"lines": [line(RECALLED)], "approved_by": "999"},
        {"lines": [line(AMBIGUOUS)]},
        {"lines": [line("03-1-000001")]},
        {"lines": [line(MILK, "-1")]},
        {"lines": [line(MILK, "0")]},
        {"lines": [line(TEA)], "tenders": [{"type": "cash", "amount": "1.00"}]},
        {"lines": [line(TEA)], "tenders": [{"type": "cash", "amount": "1.001"}]},
        {"lines": [{"line": 1}]},
        {"lines": [line(TEA)]},
    )
    assert rung.errors == [
        (1, "BadBasket"), (4, "UnknownBarcode"), (5, "AgeCheckNeeded"), (6, "ApprovalNeeded"), (7, "NoSuchOperator"),
        (8, "AmbiguousCode"), (9, "ReceiptScanned"), (10, "NotAQuantity"), (11, "NotAQuantity"), (12, "NotPaid"),
        (13, "NotAnAmount"), (14, "BadBasket"),
    ]  # fmt: skip
    assert rung.failed == 12
    assert [result["receipt"] for result in rung.results if "receipt" in result] == ["03-1-000001", "03-1-000002"]
    assert all(result["message"] for result in rung.results if "error" in result)


def test_a_failed_basket_leaves_nothing_behind(shop: Shop) -> None:
    rung = Rung(
        shop,
        {"lines": [line(TEA, "5")], "tenders": [
            {"type": "card", "amount": "5.00", "approval_code": "1", "last_four": "0042", "slip": "S"},
            {"type": "voucher", "amount": "50.00", "reference": "V-1234"},
        ]},
        {"lines": [line(MILK)]},
    )  # fmt: skip
    assert rung.errors == [(1, "TenderExceedsDue")]
    assert rung.results[1]["total"] == "1.09"
    shop.restart()
    assert shop.checkout.cart.is_empty


def test_goods_come_back_by_line_by_code_and_in_full(shop: Shop) -> None:
    receipt = Rung(shop, {"lines": [line(TEA, "3"), line(JUICE, "2"), line(MILK), line(TEA)]}).results[0]["receipt"]
    rung = Rung(
        shop,
        {"return_of": receipt, "lines": [{"line": 1, "quantity": "1", "reason": "faulty"}]},
        {"return_of": receipt, "lines": [line(TEA, "2"), line(JUICE)]},
        {"return_of": receipt, "lines": [{"line": 2}]},
        {"return_of": receipt, "lines": [line(TEA, "2")]},
        {"return_of": receipt, "lines": [line(BEER)]},
        {"return_of": "03-1-000099", "lines": [line(TEA)]},
        {"return_of": receipt, "lines": [line(TEA, "1")]},
    )
    totals = [result.get("total") for result in rung.results]
    assert totals == ["-3.99", "-9.27", "-1.29", None, None, None, "-3.99"]
    assert rung.errors == [(4, "MoreThanSold"), (5, "NotOnReceipt"), (6, "ReceiptNotFound")]


def test_what_the_main_pos_sold_comes_back_with_a_second_person(shop: Shop) -> None:
    basket = {
        "return_source": "main_pos",
        "return_of": "M-17",
        "return_date": "2026-11-21",
        "lines": [line(TEA, price="3.50"), {"description": "Lamp", "price": "5.00", "tax": "A"}],
    }
    rung = Rung(shop, basket, {**basket, "approved_by": "201"})
    assert rung.errors == [(1, "ApprovalNeeded")]
    assert rung.results[1]["total"] == "-8.50"
    [body] = shop.bodies(Kind.RETURN_COMPLETED)
    assert {each["return_of"]["date"] for each in body["lines"]} == {"2026-11-21"}


def test_a_refund_may_be_written_with_or_without_a_minus(shop: Shop) -> None:
    receipts = [result["receipt"] for result in Rung(shop, {"lines": [line(TEA)]}, {"lines": [line(TEA)]}).results]
    for receipt, amount in zip(receipts, ("3.99", "-3.99"), strict=True):
        rung = Rung(
            shop,
            {"return_of": receipt, "lines": [{"line": 1}], "tenders": [{"type": "cash", "amount": amount}]},
        )
        assert rung.results[0]["tendered"] == "-3.99"


def test_a_cart_that_a_cashier_left_open_is_parked_and_not_sold_along(shop: Shop) -> None:
    shop.checkout.enter(TEA)
    shop.restart()
    rung = Rung(shop, {"lines": [line(MILK)]})
    assert rung.results[0]["total"] == "1.09"
    [parked] = shop.checkout.parked()
    assert parked.total is not None and parked.total.text == "3.99"


def test_when_the_disk_does_not_say_whether_it_was_sold_nothing_more_is_rung_and_the_cart_is_kept(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_doubt(*_: object, **__: object) -> None:
        raise OutcomeUnknown(id="x", reason="disk I/O error")

    monkeypatch.setattr(shop.journal, "append", in_doubt)
    results: list[dict[str, Any]] = []
    baskets = [json.dumps({"lines": [line(TEA)]})] * 2
    with pytest.raises(OutcomeUnknown):
        ring(baskets, shop.checkout, approver, results.append, str, lambda completed: None)
    assert [result["error"] for result in results] == ["OutcomeUnknown"]
    assert [each.name for each in shop.checkout.cart.lines] == ["Čaj"]


def test_a_result_is_reported_only_after_its_commit(shop: Shop) -> None:
    heads: list[int] = []
    texts = [json.dumps({"lines": [line(MILK)]})] * 3
    ring(texts, shop.checkout, approver, lambda result: heads.append(shop.journal.head.seq - result["seq"]), str, print)
    assert heads == [0, 0, 0]
