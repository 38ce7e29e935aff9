"""What receivers read out of bodies: totals to the cent, what belongs to what, departures from the shape."""

from decimal import Decimal

import pytest

from sync.body_schemas import BODIES, RECORDS, BodyUnreadable, TaxSum, bonds_of, problems_in, totals_of
from sync.ledger import Kind, encode_body, is_published
from sync.manifest import manifests_of
from tests.sync.support.journals import SHIFT, MemoryJournal, sale_body


def test_change_is_taken_off_cash() -> None:
    totals = totals_of(Kind.SALE_COMPLETED, encode_body(sale_body()))
    assert totals is not None
    assert totals.currency == "EUR"
    assert totals.tenders == {"cash": Decimal("10.00")}
    assert totals.taxes == {("A", "25"): TaxSum(Decimal("8.00"), Decimal("2.00"), Decimal("10.00"))}


def test_tenders_less_change_are_total_plus_rounding() -> None:
    body = sale_body()
    body["tenders"] = [
        {"id": "a", "type": "card", "amount": "3.02", "unconfirmed": False},
        {"id": "b", "type": "cash", "amount": "5.00", "unconfirmed": False},
        {"id": "c", "type": "card", "amount": "4.00", "unconfirmed": False},
    ]
    body |= {"change": "2.00", "total": "10.01", "rounding": "0.01"}
    totals = totals_of(Kind.SALE_COMPLETED, encode_body(body))
    assert totals is not None
    assert totals.tenders == {"card": Decimal("7.02"), "cash": Decimal("3.00")}
    assert sum(totals.tenders.values()) == totals.total + totals.rounding


def test_kinds_without_sales_money_have_no_totals() -> None:
    assert totals_of(Kind.DRAWER_OPENED, b"{}") is None


def test_a_void_takes_its_sale_out_of_the_day_and_a_correction_moves_it_to_another_tender() -> None:
    void = sale_body() | {
        "total": "-10.00",
        "tenders": [{"id": "a", "type": "cash", "amount": "-10.00"}],
        "change": "0",
    }
    totals = totals_of(Kind.SALE_VOIDED, encode_body(void))
    assert totals is not None and (totals.total, totals.tenders) == (Decimal("-10.00"), {"cash": Decimal("-10.00")})
    moved = {
        "currency": "EUR",
        "from": [{"type": "cash", "amount": "20.00"}],
        "to": [{"type": "card", "amount": "10.00"}, {"type": "cash", "amount": "10.00"}],
    }
    totals = totals_of(Kind.TENDER_CORRECTED, encode_body(moved))
    assert totals is not None and totals.total == 0
    assert totals.tenders == {"cash": Decimal("-10.00"), "card": Decimal("10.00")}


def test_a_day_waits_for_everything_of_its_shifts() -> None:
    day = {"shifts": [{"shift": SHIFT, "z_number": 7}, {"shift": "s2", "z_number": 8}, "odd"]}
    blocks, needs = bonds_of(Kind.DAY_CLOSED, "d", encode_body(day))
    assert (blocks, needs) == (frozenset({"d"}), frozenset({f"shift:{SHIFT}", "shift:s2"}))


@pytest.mark.parametrize(
    "change", [{"total": 10.0}, {"total": "1e5"}, {"tenders": None}, {"tax": [{}]}, {"currency": 3}]
)
def test_a_body_that_cannot_be_summed_says_so(change: dict[str, object]) -> None:
    with pytest.raises(BodyUnreadable):
        totals_of(Kind.SALE_COMPLETED, encode_body(sale_body() | change))


def test_a_sale_as_published_has_no_problems() -> None:
    assert problems_in(Kind.SALE_COMPLETED, encode_body(sale_body())) == []
    assert problems_in(Kind.RETURN_COMPLETED, encode_body(sale_body(originals=["a"]))) == []


def test_departures_from_the_shape_are_named_with_their_path() -> None:
    body = sale_body() | {"total": 12.97, "tax_mode": "none"}
    del body["change"]
    assert problems_in(Kind.SALE_COMPLETED, encode_body(body)) == [
        "sale.completed.tax_mode: 'none' is not inclusive|exclusive",
        "sale.completed.total: 12.97 is not amount",
        "sale.completed.change: missing",
    ]


def test_a_member_that_came_later_is_let_pass() -> None:
    assert problems_in(Kind.SALE_COMPLETED, encode_body(sale_body() | {"new": 1})) == []


def test_every_word_of_the_tables_is_known() -> None:
    plain = {"text", "amount", "decimal", "whole", "flag", "any"}
    for shape in [*BODIES.values(), *RECORDS.values()]:
        for word in shape.values():
            bare = word.rstrip("?").strip("[]")
            assert bare in plain or bare in RECORDS or "|" in bare, word
    assert all(is_published(kind) for kind in BODIES)


def test_a_return_needs_its_sale_and_a_close_everything_of_its_shift() -> None:
    sale = bonds_of(Kind.SALE_COMPLETED, "s", encode_body(sale_body()))
    back = bonds_of(Kind.RETURN_COMPLETED, "r", encode_body(sale_body(originals=["s"])))
    close = bonds_of(Kind.SHIFT_CLOSED, "c", encode_body({"shift": SHIFT}))
    opening = bonds_of(Kind.SHIFT_OPENED, SHIFT, encode_body({}))
    assert sale == (frozenset({"s", f"shift:{SHIFT}"}), frozenset())
    assert back == (frozenset({"r", f"shift:{SHIFT}"}), frozenset({"s"}))
    assert close == (frozenset({"c"}), frozenset({f"shift:{SHIFT}"}))
    assert opening[0] & close[1]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"lines":5,"shift":[]}', b'{"lines":[5,{"return_of":{"entry":5}}]}'])
def test_a_body_that_cannot_be_read_belongs_to_nothing(body: bytes) -> None:
    assert bonds_of(Kind.SALE_COMPLETED, "s", body) == (frozenset({"s"}), frozenset())


def test_a_day_adds_up_per_tender_and_tax() -> None:
    journal = MemoryJournal()
    journal.append(Kind.SHIFT_OPENED, {})
    first, _ = journal.fill(2)
    journal.append(Kind.RETURN_COMPLETED, sale_body(originals=[first.id]))
    journal.append(Kind.SALE_COMPLETED, {"broken": True})
    journal.append(business_date="2026-11-23")
    today, tomorrow = manifests_of(journal.entries)
    assert (today.first_seq, today.last_seq, today.count, today.unreadable) == (1, 5, 5, 1)
    assert today.head == journal.entries[4].hash
    assert today.as_json()["currencies"] == {
        "EUR": {
            "total": "10.00",
            "rounding": "0.00",
            "tenders": {"cash": "10.00"},
            "taxes": [{"class": "A", "rate": "25", "net": "8.00", "tax": "2.00", "gross": "10.00"}],
        }
    }
    assert tomorrow.first_seq == tomorrow.last_seq == 6


def test_a_missing_entry_changes_the_digest_even_where_the_head_stays() -> None:
    entries = MemoryJournal().fill(3)
    (whole,) = manifests_of(entries)
    (holed,) = manifests_of([entries[0], entries[2]])
    assert whole.head == holed.head
    assert whole.digest != holed.digest
