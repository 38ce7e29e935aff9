"""What the hub makes of each entry: once for ever, contradictions for a person."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sync.envelope import BadEvent, Received
from sync.hub.judgement import (
    BROKEN_CHAIN,
    KNOWN_ID,
    KNOWN_NUMBER,
    OTHER_TILL,
    TRAINING,
    WRONG_HASH,
    Known,
    judge,
    readable,
)
from sync.ledger import GENESIS, Entry, Origin, hash_of
from tests.sync.support.journals import ORIGIN, MemoryJournal, ids_of

ENTRIES = MemoryJournal().fill(6)


def known(*entries: Entry, is_ours: bool = True) -> list[Known]:
    return [Known(is_ours, entry.position, entry.id, entry.hash, entry.prev_hash) for entry in entries]


def changed(entry: Entry, **fields: object) -> Entry:
    """The entry with other content and a hash that fits it."""
    other = replace(entry, **fields)  # type: ignore[arg-type]
    return replace(other, hash=hash_of(other, *ORIGIN))


def test_what_is_new_is_stored_and_what_is_known_is_a_duplicate() -> None:
    judgement = judge(ENTRIES[:4], known(*ENTRIES[:2]))
    assert ids_of(judgement.new) == ids_of(ENTRIES[2:4])
    assert judgement.duplicate == ids_of(ENTRIES[:2])


def test_a_known_id_with_other_content_is_a_conflict() -> None:
    other = changed(ENTRIES[1], body=b'{"total":"0.01"}')
    judgement = judge([other], known(ENTRIES[1]))
    assert judgement.refused == {other.id: KNOWN_ID}
    assert judgement.conflicts == [(other, KNOWN_ID)]
    assert judgement.new == []


def test_the_id_of_another_till_is_a_conflict() -> None:
    assert judge([ENTRIES[0]], known(ENTRIES[0], is_ours=False)).refused == {ENTRIES[0].id: KNOWN_ID}


def test_another_entry_with_a_known_number_is_a_conflict() -> None:
    other = changed(ENTRIES[1], id="other")
    assert judge([other], known(ENTRIES[1])).refused == {"other": KNOWN_NUMBER}


def test_an_entry_that_does_not_follow_its_neighbours_is_a_conflict() -> None:
    stranger = changed(ENTRIES[2], prev_hash=b"x" * 32)
    assert judge([stranger], known(ENTRIES[1])).refused == {stranger.id: BROKEN_CHAIN}
    assert judge([stranger], known(ENTRIES[3])).refused == {stranger.id: BROKEN_CHAIN}
    assert judge([changed(ENTRIES[0], prev_hash=b"x" * 32)], []).refused == {ENTRIES[0].id: BROKEN_CHAIN}


def test_a_gap_is_no_contradiction_and_is_closed_later() -> None:
    assert ids_of(judge([ENTRIES[4]], known(*ENTRIES[:3])).new) == [ENTRIES[4].id]
    assert ids_of(judge([ENTRIES[3]], known(*ENTRIES[:3], ENTRIES[4])).new) == [ENTRIES[3].id]


def test_a_batch_that_repeats_itself_gets_one_answer_per_id() -> None:
    other = changed(ENTRIES[0], body=b"{}")
    judgement = judge([ENTRIES[0], ENTRIES[0], other, ENTRIES[1]], [])
    assert ids_of(judgement.new) == ids_of(ENTRIES[:2])
    assert judgement.duplicate == []
    assert judgement.refused == {}
    assert judgement.conflicts == [(other, KNOWN_ID)]


def test_what_cannot_be_trusted_is_refused_before_it_is_compared() -> None:
    stranger = Received(Origin("0012", "99"), ENTRIES[0])
    mangled = Received(ORIGIN, replace(ENTRIES[1], body=b"{}"))
    good = Received(ORIGIN, ENTRIES[2])
    entries, refused = readable(ORIGIN, [stranger, mangled, BadEvent("x", "b"), BadEvent("x"), good])
    assert entries == [ENTRIES[2]]
    assert refused == {
        ENTRIES[0].id: OTHER_TILL,
        ENTRIES[1].id: WRONG_HASH,
        "b": "The event cannot be read: x.",
    }


def test_a_training_till_is_refused_by_its_number_and_by_what_its_entries_say() -> None:
    training = Origin("0012", "TR-03")
    flagged = changed(ENTRIES[1], body=b'{"receipt":"03-1-000001","training":true}')
    harmless = changed(ENTRIES[2], body=b'{"reason":"we said \\"training\\": true","training":false}')
    entries, refused = readable(training, [Received(training, ENTRIES[0])])
    assert (entries, refused) == ([], {ENTRIES[0].id: TRAINING})
    entries, refused = readable(ORIGIN, [Received(ORIGIN, flagged), Received(ORIGIN, harmless)])
    assert (entries, refused) == ([harmless], {flagged.id: TRAINING})


@given(st.randoms(use_true_random=False))
def test_in_whatever_pieces_and_order_everything_ends_up_stored_once(rng: random.Random) -> None:
    held: dict[str, Entry] = {}
    waiting = [*ENTRIES, *rng.sample(ENTRIES, 3)]
    rng.shuffle(waiting)
    while waiting:
        size = rng.randint(1, 4)
        batch, waiting = waiting[:size], waiting[size:]
        judgement = judge(batch, known(*held.values()))
        assert not judgement.refused
        assert {*ids_of(judgement.new), *judgement.duplicate} == set(ids_of(batch))
        for entry in judgement.new:
            assert entry.id not in held
            held[entry.id] = entry
    assert set(held) == set(ids_of(ENTRIES))
    assert ENTRIES[0].prev_hash == GENESIS
