"""Proving that a journal is what the till wrote: every hash, signature and number, and every anchor outside it.

Reads the file by itself and trusts nothing of the till: neither triggers nor indexes. What it cannot see it names:
a chain does not notice that its own tail was cut off, so entries after the last anchored one are beyond proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from fallback_pos.errors import TillError
from sync.ledger import EMPTY_HEAD, Entry, Head, Origin, hash_of

VerifySignature = Callable[[bytes, bytes], bool]
"""Takes signature and hash; whether the till's key made it."""
MOST_FINDINGS = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, at a place in the journal."""

    seq: int
    problem: TillError


class EntryChanged(TillError):
    sentence = "Entry {seq} ({id}): its content does not match its hash. It was changed after it was written."


class EntryRehashed(TillError):
    sentence = "Entry {seq} ({id}): its signature is not this till's. It was written or re-hashed by somebody else."


class ChainBroken(TillError):
    sentence = "Entry {seq} ({id}) does not follow the entry before it. Something was removed, put in or moved there."


class NumberMissing(TillError):
    sentence = "Entries {first} to {last} are missing."


class NumberOutOfOrder(TillError):
    sentence = "Entry {seq} stands where {wanted} belongs."


class IdTwice(TillError):
    sentence = "Entry {seq} carries the id {id}, which another entry has already."


class GenerationFell(TillError):
    sentence = "Entry {seq} has generation {generation}, after an entry of generation {before}."


class TailCut(TillError):
    sentence = (
        "The journal ends at entry {last}, but {anchor} has seen entry {seq}. {missing} entries were cut off its end."
    )


class AnchorDiffers(TillError):
    sentence = "Entry {seq} is not the one that {anchor} has seen. The journal was replaced or rewritten."


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head that somebody outside the journal holds: the agent's record of what was acknowledged, a copy, a report."""

    name: str
    head: Head


@dataclass(slots=True)
class Verification:
    """The result: how much was read, what is wrong, and up to where the journal's end is proven by others."""

    entries: int = 0
    head: Head = EMPTY_HEAD
    findings: list[Finding] = field(default_factory=list)
    anchored_seq: int = 0

    @property
    def is_intact(self) -> bool:
        return not self.findings

    @property
    def beyond_proof(self) -> int:
        """Entries after the last anchor: present and chained, but nobody else could tell if later ones were cut off."""
        return max(0, self.head.seq - self.anchored_seq)


def verify(
    entries: Iterable[Entry], origin: Origin, verify_signature: VerifySignature, anchors: Sequence[Anchor] = ()
) -> Verification:
    """Check entries in the order of their numbers."""
    result = Verification()
    checker = _Checker(origin, verify_signature, anchors)
    for entry in entries:
        result.entries += 1
        for problem in checker.check(entry):
            if len(result.findings) < MOST_FINDINGS:
                result.findings.append(Finding(entry.seq, problem))
        result.head = entry.head
    for anchor in anchors:
        if anchor.head.seq > result.head.seq:
            missing = anchor.head.seq - result.head.seq
            cut = TailCut(last=result.head.seq, anchor=anchor.name, seq=anchor.head.seq, missing=missing)
            result.findings.append(Finding(anchor.head.seq, cut))
    result.anchored_seq = max((anchor.head.seq for anchor in anchors if anchor.head.seq <= result.head.seq), default=0)
    return result


class _Checker:
    def __init__(self, origin: Origin, verify_signature: VerifySignature, anchors: Sequence[Anchor]) -> None:
        self._origin = origin
        self._verify_signature = verify_signature
        self._anchors: dict[int, list[Anchor]] = {}
        for anchor in anchors:
            self._anchors.setdefault(anchor.head.seq, []).append(anchor)
        self._before = EMPTY_HEAD
        self._ids: set[str] = set()

    def check(self, entry: Entry) -> list[TillError]:
        """Everything wrong with the next entry."""
        before, self._before = self._before, entry.head
        problems: list[TillError] = []
        problems += self._number(entry, before)
        if entry.id in self._ids:
            problems.append(IdTwice(seq=entry.seq, id=entry.id))
        self._ids.add(entry.id)
        if entry.generation < before.generation:
            problems.append(GenerationFell(seq=entry.seq, generation=entry.generation, before=before.generation))
        if entry.prev_hash != before.hash:
            problems.append(ChainBroken(seq=entry.seq, id=entry.id))
        if hash_of(entry, self._origin.store, self._origin.till) != entry.hash:
            problems.append(EntryChanged(seq=entry.seq, id=entry.id))
        if not self._verify_signature(entry.sig, entry.hash):
            problems.append(EntryRehashed(seq=entry.seq, id=entry.id))
        witnesses = self._anchors.get(entry.seq, ())
        different = (anchor for anchor in witnesses if anchor.head.hash != entry.hash)
        return [*problems, *(AnchorDiffers(seq=entry.seq, anchor=anchor.name) for anchor in different)]

    def _number(self, entry: Entry, before: Head) -> list[TillError]:
        wanted = before.seq + 1
        if entry.seq > wanted:
            return [NumberMissing(first=wanted, last=entry.seq - 1)]
        if entry.seq < wanted:
            return [NumberOutOfOrder(seq=entry.seq, wanted=wanted)]
        return []
