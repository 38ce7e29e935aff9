"""Sales read out of their bytes say what they say parsed whole, and what is no sale is refused alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from fallback_pos.domain.figures_reading import MinorReader, SaleReading, minor_reader, parse_sale
from fallback_pos.domain.figures_tally import SALE_KINDS, UNREADABLE, Tally
from fallback_pos.domain.money import Currency, Money
from fallback_pos.storage import sale_reading
from fallback_pos.storage.sale_reading import read_sale_bytes
from sync.ledger import Entry
from tests.fallback_pos.domain.days import Till, tills
from tests.support.sale_bodies import paid_with

EUR = Currency.of("EUR")


def written(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def outcome(read: Callable[[bytes, MinorReader], SaleReading], body: bytes) -> SaleReading | str:
    try:
        return read(body, minor_reader(EUR))
    except UNREADABLE:
        return "unreadable"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(tills())
def test_a_sale_read_from_its_bytes_says_what_it_says_parsed_whole(till: Till) -> None:
    minor = minor_reader(till.currency)
    for entry in till.entries:
        if entry.kind in SALE_KINDS:
            assert read_sale_bytes(entry.body, minor) == parse_sale(entry.body, minor)


def test_a_sale_as_the_till_writes_it_needs_no_second_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sale_reading, "parse_sale")
    _, body = paid_with("03-1-000001", "s", [("card", "5.00"), ("cash", "20.00")], "7.03")
    assert read_sale_bytes(written(body), minor_reader(EUR)).receipt == "03-1-000001"


@pytest.mark.parametrize(
    "change",
    [
        {"paper": {"number": "P1"}},
        {"operator": {"code": "101", "name": 'Ana "the till"', "role": "cashier"}},
        {"operator": {"name": "Ana", "code": "101", "role": "cashier"}},
        {"operator": "101"},
        {"clock": None},
        {"shift": None},
        {"tax": []},
        {"fiscal": {"change": "7.77", "lines": [{"line": 1}]}},
    ],
)
def test_a_sale_of_another_shape_counts_the_same(change: dict[str, Any]) -> None:
    _, body = paid_with("03-1-000001", "s", [("cash", "20.00")], "7.03")
    text = written(body | change)
    assert read_sale_bytes(text, minor_reader(EUR)) == parse_sale(text, minor_reader(EUR))
    tally = Tally(EUR, read_sale_bytes)
    tally.take(Entry(1, 1, "e1", "sale.completed", "2026-11-22T09:00:00.000Z", "2026-11-22", text, b"", b"", b""))
    assert (tally.figures.total, tally.figures.unreadable) == (Money(1297, EUR), 0)


@pytest.mark.parametrize("missing", ["receipt", "operator", "lines", "net", "total", "rounding", "change", "tenders"])
def test_what_lacks_a_part_is_no_sale_either_way(missing: str) -> None:
    _, body = paid_with("03-1-000001", "s", [("cash", "20.00")], "7.03")
    del body[missing]
    text = written(body)
    assert outcome(read_sale_bytes, text) == outcome(parse_sale, text) == "unreadable"


@pytest.mark.parametrize(
    "change", [{"net": 7}, {"net": "x"}, {"lines": 7}, {"tenders": [{"type": "cash"}]}, {"tax": None}]
)
def test_what_has_a_part_of_another_type_is_no_sale_either_way(change: dict[str, Any]) -> None:
    _, body = paid_with("03-1-000001", "s", [("cash", "20.00")], "7.03")
    text = written(body | change)
    assert outcome(read_sale_bytes, text) == outcome(parse_sale, text) == "unreadable"


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"7", b"\xff", b'{"receipt":"x"', b'{"total":"1.00"} '])
def test_what_is_no_object_is_no_sale_either_way(text: bytes) -> None:
    assert outcome(read_sale_bytes, text) == outcome(parse_sale, text) == "unreadable"
