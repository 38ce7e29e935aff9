"""The body crosses the wire byte for byte, and what cannot be read spoils nothing else."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.envelope import BadEvent, NotABatch, Received, batch_json, event_json, read_batch
from sync.ledger import Origin, hash_of
from tests.sync.support.journals import ORIGIN, MemoryJournal

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def received(raw: bytes) -> list[Received | BadEvent]:
    return read_batch(raw, 1000)


def test_an_event_carries_what_the_design_names() -> None:
    entry = MemoryJournal().append()
    event = json.loads(event_json(entry, ORIGIN))
    assert event["source"] == "/store/0012/till/03/gen/1"
    assert event["type"] == "pos.sale.completed.v1"
    assert event["sequence"] == "1"
    assert event["generation"] == 1
    assert event["time"] == "2026-11-22T13:40:05.123Z"
    assert event["businessdate"] == "2026-11-22"
    assert event["prevhash"] == "00" * 32
    assert event["entryhash"] == entry.hash.hex()
    assert event["signature"] == entry.sig.hex()
    assert event["data"] == json.loads(entry.body)


def test_attribute_names_are_what_cloudevents_allows() -> None:
    for name in json.loads(event_json(MemoryJournal().append(), ORIGIN)):
        assert name.isalnum()
        assert name == name.lower()
        assert len(name) <= 20


@given(
    st.lists(st.dictionaries(st.text(), JSON_VALUES, max_size=3), max_size=3), st.booleans(), st.sampled_from([None, 1])
)
def test_every_body_comes_out_byte_for_byte(
    bodies: list[dict[str, object]], ascii_only: bool, indent: int | None
) -> None:
    journal = MemoryJournal()
    for body in bodies:
        raw = json.dumps(body, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "surrogatepass")
        try:
            raw.decode()
        except UnicodeDecodeError:
            raw = json.dumps(body).encode()
        journal.append(content={"x": 1})
        entry = journal.entries.pop()
        journal.entries.append(replace(entry, body=raw, hash=hash_of(replace(entry, body=raw), *ORIGIN)))
    assert [
        item.entry for item in received(batch_json(journal.entries, ORIGIN)) if isinstance(item, Received)
    ] == journal.entries


def test_a_shop_or_till_with_odd_signs_survives_the_source() -> None:
    origin = Origin("Zagreb / 1 % ž", "03?#")
    entry = MemoryJournal(origin).append()
    (item,) = received(batch_json([entry], origin))
    assert isinstance(item, Received)
    assert item.origin == origin
    assert hash_of(item.entry, *item.origin) == entry.hash


def test_a_proxy_that_writes_the_json_anew_is_seen_by_the_hash() -> None:
    journal = MemoryJournal()
    entry = journal.append(content={"price": 1, "text": "naranča"})
    rewritten = json.dumps(json.loads(batch_json([entry], ORIGIN)), indent=2).encode()
    (item,) = received(rewritten)
    assert isinstance(item, Received)
    assert hash_of(item.entry, *ORIGIN) != entry.hash


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{}", b"[", b"[1]", b"[{}", b"[{},]", b"[{}]x", b'[{"a":1,}]', b'[{"a":1 "b":2}]', b"\xff",
        b'[{"a":NaN}]', b'[{"id":"a","id":"b"}]', b"[" * 100_000, b'[{"a":' + b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_batch_is_refused_whole(raw: bytes) -> None:
    with pytest.raises(NotABatch):
        received(raw)


def test_an_empty_batch_is_one() -> None:
    assert received(b" [ ] ") == []


def test_more_events_than_allowed_are_refused() -> None:
    with pytest.raises(NotABatch):
        read_batch(batch_json(MemoryJournal().fill(3), ORIGIN), 2)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("specversion", "0.3"), ("source", "/store/1/till/2"), ("generation", 2), ("type", "pos..v1"), ("type", "x"),
        ("sequence", "0"), ("sequence", 1), ("sequence", "1e3"), ("time", None), ("prevhash", "00"),
        ("entryhash", "Z" * 64), ("signature", "00" * 32), ("data", [1]), ("data", None), ("businessdate", "a\u0000b"),
        ("time", "x" * 1001),
    ],
)  # fmt: skip
def test_a_bad_event_is_named_and_the_others_are_read(name: str, value: object) -> None:
    good, bad = MemoryJournal().fill(2)
    events = json.loads(batch_json([bad, good], ORIGIN))
    events[0][name] = value
    first, second = received(json.dumps(events).encode())
    assert isinstance(first, BadEvent)
    assert first.entry_id == bad.id
    assert isinstance(second, Received)


@pytest.mark.parametrize("entry_id", [None, 5, "", "a\ud800", "a\n"])
def test_an_event_without_a_usable_id_cannot_be_named(entry_id: object) -> None:
    events = json.loads(batch_json([MemoryJournal().append()], ORIGIN))
    events[0]["id"] = entry_id
    (item,) = received(json.dumps(events).encode())
    assert isinstance(item, BadEvent)
    assert item.entry_id is None
