"""What to do with each entry of a batch, given what is already here. Pure functions; the database is asked before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sync.envelope import BadEvent, Received
from sync.ledger import GENESIS, Entry, Origin, Position, hash_of, is_training_body

OTHER_TILL = "the entry is from another till than the token's"
TRAINING = "the entry is from a training till; nothing of it is real"
WRONG_HASH = "the hash does not fit the entry; it was changed on its way"
KNOWN_ID = "this id is known with other content"
KNOWN_NUMBER = "another entry has this number"
BROKEN_CHAIN = "the entry does not follow the one before it, or the one after it does not follow it"


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that is already here, as far as it matters. `is_ours`: from the till that sends now."""

    is_ours: bool
    position: Position
    id: str
    hash: bytes
    prev_hash: bytes


@dataclass(slots=True)
class Judgement:
    """The verdict on a batch; every id that was readable is in exactly one of the first three."""

    new: list[Entry] = field(default_factory=list)
    duplicate: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    conflicts: list[tuple[Entry, str]] = field(default_factory=list)
    """Refused, and kept for a person, with the reason."""


def readable(origin: Origin, items: Sequence[Received | BadEvent]) -> tuple[list[Entry], dict[str, str]]:
    """The entries worth comparing with what is here, and the reasons why others are refused outright."""
    entries: list[Entry] = []
    refused: dict[str, str] = {}
    for item in items:
        if isinstance(item, BadEvent):
            if item.entry_id is not None:
                refused[item.entry_id] = str(item)
        elif item.origin.is_training or is_training_body(item.entry.body):
            refused[item.entry.id] = TRAINING
        elif item.origin != origin:
            refused[item.entry.id] = OTHER_TILL
        elif hash_of(item.entry, *origin) != item.entry.hash:
            refused[item.entry.id] = WRONG_HASH
        else:
            entries.append(item.entry)
    return [entry for entry in entries if entry.id not in refused], refused


def judge(entries: Sequence[Entry], known: Sequence[Known]) -> Judgement:
    """Compare a batch, in order, with what is here and with itself."""
    by_id = {item.id: item for item in known}
    by_position = {item.position: item for item in known if item.is_ours}
    judgement = Judgement()
    for entry in entries:
        reason = _contradiction(entry, by_id, by_position)
        if reason is not None:
            judgement.refused[entry.id] = reason
            judgement.conflicts.append((entry, reason))
        elif entry.id in by_id:
            judgement.duplicate.append(entry.id)
        else:
            item = Known(True, entry.position, entry.id, entry.hash, entry.prev_hash)
            by_id[entry.id] = by_position[entry.position] = item
            judgement.new.append(entry)
    return _without_contradicting_itself(judgement)


def _contradiction(entry: Entry, by_id: Mapping[str, Known], by_position: Mapping[Position, Known]) -> str | None:
    same_id = by_id.get(entry.id)
    if same_id is not None:
        same = same_id.is_ours and same_id.position == entry.position and same_id.hash == entry.hash
        return None if same else KNOWN_ID
    if entry.position in by_position:
        return KNOWN_NUMBER
    before = by_position.get(Position(entry.generation, entry.seq - 1))
    after = by_position.get(Position(entry.generation, entry.seq + 1))
    if before is not None and before.hash != entry.prev_hash:
        return BROKEN_CHAIN
    if after is not None and after.prev_hash != entry.hash:
        return BROKEN_CHAIN
    if entry.seq == 1 and entry.prev_hash != GENESIS:
        return BROKEN_CHAIN
    return None


def _without_contradicting_itself(judgement: Judgement) -> Judgement:
    """A batch that brings one id twice, once good and once not, gets one answer for it: what is stored counts."""
    for entry_id in [entry.id for entry in judgement.new] + judgement.duplicate:
        judgement.refused.pop(entry_id, None)
    new = {entry.id for entry in judgement.new}
    judgement.duplicate = [entry_id for entry_id in dict.fromkeys(judgement.duplicate) if entry_id not in new]
    return judgement
