"""The published vector of the journal's format, and what any change to an entry does to it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.ledger import (
    EMPTY_HEAD,
    GENESIS,
    PUBLISHED_KINDS,
    BodyNotJson,
    Entry,
    Kind,
    Origin,
    encode_body,
    entry_hash,
    hash_of,
    header_bytes,
    is_published,
    seal,
)

HEADER = (
    '{"business_date":"2026-11-22","generation":1,"id":"019aa9a2-5f3c-7c21-8d0e-3b6f1a2c4d5e","kind":"sale.completed",'
    '"occurred_at":"2026-11-22T13:40:05.123Z","seq":57,"store":"0012","till":"03"}'
)
BODY = '{"note":"naranča","total":"12.97"}'.encode()
HASH = "d38f5886bd979305e5ca69acd0e7fef692f3afb558c0a63d6981b2e90cc4584a"


def vector_header() -> bytes:
    return header_bytes(
        "0012",
        "03",
        seq=57,
        generation=1,
        id="019aa9a2-5f3c-7c21-8d0e-3b6f1a2c4d5e",
        kind=Kind.SALE_COMPLETED,
        occurred_at="2026-11-22T13:40:05.123Z",
        business_date="2026-11-22",
    )


def test_header_is_the_published_bytes() -> None:
    assert vector_header() == HEADER.encode()


@given(st.text(), st.text(), st.integers(min_value=1))
def test_any_header_is_json_with_sorted_keys_and_no_spaces(store: str, kind: str, seq: int) -> None:
    values = {"seq": seq, "generation": 1, "id": "i", "kind": kind, "occurred_at": "o", "business_date": "b"}
    wanted = json.dumps(
        values | {"store": store, "till": store}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    header = header_bytes(store, store, seq=seq, generation=1, id="i", kind=kind, occurred_at="o", business_date="b")
    assert header == wanted.encode()


def test_hash_and_signature_are_the_published_vector() -> None:
    digest = entry_hash(GENESIS, vector_header(), BODY)
    assert digest.hex() == HASH
    assert Ed25519PrivateKey.from_private_bytes(bytes(range(32))).sign(digest).hex().startswith("2ff67f0079107639")


def test_body_is_written_as_the_vector_has_it() -> None:
    assert encode_body({"note": "naranča", "total": "12.97"}) == BODY


def first_entry() -> Entry:
    return seal(
        Origin("0012", "03"),
        EMPTY_HEAD,
        generation=1,
        id="a",
        kind=Kind.SALE_COMPLETED,
        occurred_at="2026-11-22T13:40:05.123Z",
        business_date="2026-11-22",
        body=BODY,
        signer=Ed25519PrivateKey.from_private_bytes(bytes(range(32))).sign,
    )


def test_sealed_entries_follow_each_other_in_the_chain() -> None:
    first = first_entry()
    second = seal(
        Origin("0012", "03"),
        first.head,
        generation=2,
        id="b",
        kind=Kind.SHIFT_CLOSED,
        occurred_at="2026-11-22T13:40:06Z",
        business_date="2026-11-22",
        body=b"{}",
        signer=lambda digest: digest + digest,
    )
    assert (first.seq, first.prev_hash) == (1, GENESIS)
    assert (second.seq, second.prev_hash) == (2, first.hash)
    assert second.position > first.position
    assert hash_of(second, "0012", "03") == second.hash


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 2},
        {"generation": 2},
        {"id": "b"},
        {"kind": Kind.RETURN_COMPLETED},
        {"occurred_at": "2026-11-22T13:40:05.124Z"},
        {"business_date": "2026-11-23"},
        {"body": BODY + b" "},
        {"prev_hash": b"\x01" * 32},
    ],
)
def test_any_change_to_an_entry_breaks_its_hash(change: dict[str, Any]) -> None:
    assert hash_of(replace(first_entry(), **change), "0012", "03") != first_entry().hash


def test_an_entry_of_another_till_or_shop_breaks_its_hash() -> None:
    assert hash_of(first_entry(), "0012", "04") != first_entry().hash
    assert hash_of(first_entry(), "0013", "03") != first_entry().hash


@given(st.integers(0, 8 * len(BODY) - 1))
def test_any_flipped_bit_of_a_body_breaks_its_hash(bit: int) -> None:
    body = bytearray(BODY)
    body[bit // 8] ^= 1 << bit % 8
    assert hash_of(replace(first_entry(), body=bytes(body)), "0012", "03") != first_entry().hash


@pytest.mark.parametrize("body", [b"", b"[]", b' {"a":1}', b'{"a":1}\n', b'"text"'])
def test_a_body_that_an_envelope_could_not_carry_byte_for_byte_is_refused(body: bytes) -> None:
    with pytest.raises(BodyNotJson):
        seal(
            Origin("1", "1"),
            EMPTY_HEAD,
            generation=1,
            id="a",
            kind=Kind.SALE_COMPLETED,
            occurred_at="t",
            business_date="d",
            body=body,
            signer=lambda digest: digest,
        )


def test_infinity_never_gets_into_a_body() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode_body({"total": float("inf")})


def test_the_published_kinds_are_the_designed_ones() -> None:
    assert {"sale.voided", "tender.corrected", "shift.suspended", "shift.resumed", "day.closed"} <= PUBLISHED_KINDS
    assert is_published("sale.completed")
    assert is_published("incident.opened")
    assert not is_published("incident.")
    assert not is_published("sale.imagined")
