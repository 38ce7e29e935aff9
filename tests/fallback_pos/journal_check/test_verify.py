from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.journal_check.verify import Anchor, Verification, verify
from fallback_pos.storage.journal_reader import JournalReader
from sync.ledger import Entry, hash_of
from tests.support.journals import DAY, ORIGIN, note, open_journal, signature_check

COUNT = 12


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Entry], Callable[[bytes, bytes], bool]]:
    folder = tmp_path_factory.mktemp("journal")
    journal = open_journal(folder)
    for number in range(COUNT):
        journal.append([note(number)], business_date=DAY)
    journal.close()
    return list(JournalReader(folder / "journal.db").entries()), signature_check(folder)


def problems(result: Verification) -> set[str]:
    return {type(finding.problem).__name__ for finding in result.findings}


Written = tuple[list[Entry], Callable[[bytes, bytes], bool]]


def test_an_untouched_journal_is_intact(written: Written) -> None:
    entries, check = written
    result = verify(entries, ORIGIN, check)
    assert result.is_intact
    assert (result.entries, result.head) == (COUNT, entries[-1].head)
    assert result.beyond_proof == COUNT


@given(place=st.integers(0, COUNT - 1), bit=st.integers(0, 15 * 8 - 1))
def test_any_flipped_bit_of_a_body_is_found(written: Written, place: int, bit: int) -> None:
    entries, check = written
    body = bytearray(entries[place].body)
    body[bit // 8] ^= 1 << bit % 8
    changed = [*entries]
    changed[place] = replace(entries[place], body=bytes(body))
    result = verify(changed, ORIGIN, check)
    assert problems(result) == {"EntryChanged"}
    assert {finding.seq for finding in result.findings} == {place + 1}


@pytest.mark.parametrize("column", ["kind", "occurred_at", "business_date", "id"])
def test_a_changed_column_is_found(written: Written, column: str) -> None:
    entries, check = written
    changed = [*entries]
    changed[4] = replace(entries[4], **{column: "2026-01-01"})
    assert "EntryChanged" in problems(verify(changed, ORIGIN, check))


def test_a_removed_entry_is_named(written: Written) -> None:
    entries, check = written
    result = verify([*entries[:5], *entries[7:]], ORIGIN, check)
    assert problems(result) == {"NumberMissing", "ChainBroken"}
    assert "6 to 7" in str(result.findings[0].problem)


def test_entries_that_changed_places_are_found(written: Written) -> None:
    entries, check = written
    swapped = [*entries[:3], entries[4], entries[3], *entries[5:]]
    assert {"ChainBroken", "NumberOutOfOrder"} <= problems(verify(swapped, ORIGIN, check))


def test_a_forger_who_hashes_everything_again_lacks_the_key(written: Written) -> None:
    entries, check = written
    forged: list[Entry] = []
    for entry in entries:
        body = entry.body.replace(b"7", b"9")
        before = forged[-1].hash if forged else entry.prev_hash
        draft = replace(entry, body=body, prev_hash=before)
        forged.append(replace(draft, hash=hash_of(draft, *ORIGIN)))
    result = verify(forged, ORIGIN, check)
    assert problems(result) == {"EntryRehashed"}
    assert result.findings[0].seq == 8


def test_a_tail_cut_below_the_anchored_head_is_found(written: Written) -> None:
    entries, check = written
    anchor = Anchor("the central", entries[9].head)
    result = verify(entries[:6], ORIGIN, check, [anchor])
    assert problems(result) == {"TailCut"}
    assert "4 entries were cut off" in str(result.findings[0].problem)


def test_what_lies_beyond_the_anchor_is_said_to_be_beyond_proof(written: Written) -> None:
    entries, check = written
    result = verify(entries, ORIGIN, check, [Anchor("the central", entries[8].head)])
    assert result.is_intact
    assert (result.anchored_seq, result.beyond_proof) == (9, 3)


def test_another_journal_under_the_same_name_does_not_fit_the_anchor(written: Written) -> None:
    entries, check = written
    stranger = replace(entries[8], hash=bytes(32)).head
    assert problems(verify(entries, ORIGIN, check, [Anchor("the central", stranger)])) == {"AnchorDiffers"}
