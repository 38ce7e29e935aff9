"""The journal: all facts of a till, appended and never changed. Its commit is the waist of the product.

Before `append` returns nothing is true; after it nothing is taken back. One transaction and one flush a call.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from fallback_pos.domain.clock import Instant, clock_jump
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.receipt_number import ReceiptNumber
from fallback_pos.domain.sale import RETURN_KIND, SALE_KIND
from fallback_pos.storage.journal_errors import JournalDiffers, JournalEndDamaged, JournalShorter, ReceiptNumberTaken
from fallback_pos.storage.journal_file import JournalFile
from fallback_pos.storage.journal_sql import COLUMNS, READ_AT_ONCE_ENTRIES
from sync.ledger import (
    EMPTY_HEAD,
    GENESIS,
    TRAINING_FLAG,
    Entry,
    Head,
    Kind,
    Origin,
    Signer,
    encode_body,
    hash_of,
    seal,
)

MILESTONES = ("shift.opened", "shift.closed", "outage.started", "outage.ended")
_IS_MILESTONE = "kind IN ('shift.opened', 'shift.closed', 'outage.started', 'outage.ended')"
CHECKED_AT_START_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact before it is committed. Its id is made here, so that the same fact is never written twice."""

    kind: str
    body: Mapping[str, Any]
    id: str = field(default_factory=new_id)


class Journal:
    """The only writer of journal.db. Not for two threads at once: the till's use cases take turns.

    Besides the errors named, every method raises JournalNotReadable when the disk does not answer.
    """

    def __init__(
        self,
        path: Path,
        origin: Origin,
        signer: Signer,
        *,
        generation: int = 1,
        clock: Callable[[], Instant] = Instant.now,
        must_exist: bool = False,
    ) -> None:
        """Open the journal, or make it; assert its triggers, its pragmas and the chain of its last entries.

        Raises JournalMissing, JournalNotReadable, JournalEndDamaged, FileIsNewer, or the errors of journal_guard.
        """
        self.origin = origin
        self._is_training = origin.is_training
        self._signer = signer
        self._clock = clock
        self._first_generation = generation
        self._last_instant: Instant | None = None
        self._head = EMPTY_HEAD
        self.generation = generation
        self._last_receipt = ReceiptNumber(origin.till, generation, 0)
        self._file = JournalFile(path, must_exist=must_exist)
        try:
            self._look_where_it_ends()
            self._assert_end_fits()
        except BaseException:
            self._file.close()
            raise

    @property
    def head(self) -> Head:
        return self._head

    def next_receipt(self) -> ReceiptNumber:
        """The number the next sale or return will carry."""
        self._certain()
        return self._last_receipt.next()

    def append(self, drafts: Sequence[Draft], *, business_date: str) -> list[Entry]:
        """Commit what belongs together: numbered, chained, signed, in one transaction with one flush.

        Raises JournalNotWritten when nothing was recorded and nothing can turn up later, OutcomeUnknown when not even
        a look-up could tell, RecordedAlready for an id that stands for something else, ReceiptNumberTaken,
        JournalTakenAway.
        """
        self._certain()
        self._refuse_wrong_receipts(drafts)
        instant = self._clock()
        entries = self._seal(self._with_clock_jump(drafts, instant), instant, business_date)
        self._file.write(entries)
        self._last_instant = instant
        self._note(entries)
        return entries[-len(drafts) :] if drafts else []

    def by_id(self, entry_id: str) -> Entry | None:
        return self._one("WHERE id = ?", (entry_id,))

    def read(self, after_seq: int, limit: int = READ_AT_ONCE_ENTRIES) -> list[Entry]:
        """The next entries in order."""
        self._certain()
        return self._file.entries(f"SELECT {COLUMNS} FROM entry WHERE seq > ? ORDER BY seq LIMIT ?", (after_seq, limit))

    def entries(self, after_seq: int = 0) -> Iterator[Entry]:
        """All entries in order, a few at a time."""
        while batch := self.read(after_seq):
            yield from batch
            after_seq = batch[-1].seq

    def latest(self, kinds: Collection[str]) -> Entry | None:
        """The newest entry of any of these kinds. Quick for shifts and outages in a journal of any size."""
        marks = ", ".join("?" * len(kinds))
        where = f"kind IN ({marks})"
        if set(kinds) <= set(MILESTONES):
            where = f"{_IS_MILESTONE} AND {where}"
        return self._one(f"WHERE {where} ORDER BY seq DESC LIMIT 1", tuple(kinds))

    def of_kinds(self, kinds: Collection[str], after_seq: int = 0) -> Iterator[Entry]:
        """Entries of these kinds in order."""
        return (entry for entry in self.entries(after_seq) if entry.kind in kinds)

    def assert_holds(self, seen: Head, witness: str) -> None:
        """Compare with a head that somebody else has seen of this journal. Raises JournalShorter, JournalDiffers.

        A journal that was restored from a copy has a higher generation, and may well be shorter.
        """
        if seen.generation < self._head.generation or seen == EMPTY_HEAD:
            return
        if seen.seq > self._head.seq:
            raise JournalShorter(last=self._head.seq, witness=witness, seq=seen.seq)
        entry = self._one("WHERE seq = ?", (seen.seq,))
        if entry is None or entry.hash != seen.hash:
            raise JournalDiffers(seq=seen.seq, witness=witness)

    def close(self) -> None:
        self._file.close()

    def _with_clock_jump(self, drafts: Sequence[Draft], instant: Instant) -> list[Draft]:
        jump = clock_jump(self._last_instant, instant) if self._last_instant else None
        if jump is None or self._last_instant is None:
            return list(drafts)
        body = {
            "before": self._last_instant.text,
            "after": instant.text,
            "seconds": str(round(jump.total_seconds(), 3)),
        }
        return [Draft(Kind.CLOCK_JUMPED, body), *drafts]

    def _seal(self, drafts: Sequence[Draft], instant: Instant, business_date: str) -> list[Entry]:
        entries: list[Entry] = []
        head = self._head
        for draft in drafts:
            entry = seal(
                self.origin,
                head,
                generation=self.generation,
                id=draft.id,
                kind=draft.kind,
                occurred_at=instant.text,
                business_date=business_date,
                body=encode_body({**draft.body, TRAINING_FLAG: True} if self._is_training else draft.body),
                signer=self._signer,
            )
            entries.append(entry)
            head = entry.head
        return entries

    def _refuse_wrong_receipts(self, drafts: Sequence[Draft]) -> None:
        """Numbers have no gaps and none is given twice, whatever happened since the draft was made."""
        last = self._last_receipt
        for draft in drafts:
            if draft.kind in (SALE_KIND, RETURN_KIND):
                last = last.next()
                if draft.body["receipt"] != last.text:
                    raise ReceiptNumberTaken(receipt=draft.body["receipt"], wanted=last.text)

    def _certain(self) -> None:
        """After an append that ended in an error: open the file again and see how far it got."""
        if not self._file.certain:
            self._file.open_again()
            self._look_where_it_ends()

    def _one(self, where: str, parameters: tuple[Any, ...]) -> Entry | None:
        self._certain()
        return next(iter(self._file.entries(f"SELECT {COLUMNS} FROM entry {where}", parameters)), None)

    def _note(self, entries: Sequence[Entry]) -> None:
        self._head = entries[-1].head
        for entry in entries:
            if entry.kind in (SALE_KIND, RETURN_KIND):
                self._last_receipt = self._last_receipt.next()

    def _look_where_it_ends(self) -> None:
        last = self._one("ORDER BY seq DESC LIMIT 1", ())
        self._head = last.head if last else EMPTY_HEAD
        self.generation = max(self._first_generation, self._head.generation)
        self._last_receipt = self._read_last_receipt()

    def _assert_end_fits(self) -> None:
        """A log file that lay beside another main file leaves entries that do not follow each other."""
        last = self.read(max(0, self._head.seq - CHECKED_AT_START_ENTRIES))
        if last and last[0].seq == 1 and last[0].prev_hash != GENESIS:
            raise JournalEndDamaged(seq=1)
        for entry in last:
            if hash_of(entry, *self.origin) != entry.hash:
                raise JournalEndDamaged(seq=entry.seq)
        for before, entry in pairwise(last):
            if entry.seq != before.seq + 1 or entry.prev_hash != before.hash:
                raise JournalEndDamaged(seq=entry.seq)

    def _read_last_receipt(self) -> ReceiptNumber:
        first = ReceiptNumber(self.origin.till, self.generation, 0)
        entry = self.latest((SALE_KIND, RETURN_KIND))
        if entry is None or entry.generation != self.generation:
            return first
        return ReceiptNumber.read(json.loads(entry.body)["receipt"]) or first
