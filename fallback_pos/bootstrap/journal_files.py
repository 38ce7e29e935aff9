"""The journal of a data directory, opened for looking, and what others hold of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from config.settings import Settings
from fallback_pos.bootstrap.backup_heads import backup_anchors
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.errors import TillError
from fallback_pos.journal_check.salvage import Unreadable, readable_entries
from fallback_pos.journal_check.verify import Anchor, Finding, Verification, verify
from fallback_pos.storage.delivery import DeliveryLogUnreadable
from fallback_pos.storage.index import seen_by_index
from fallback_pos.storage.journal import Journal
from fallback_pos.storage.journal_reader import JournalReader
from fallback_pos.storage.keys import load_key
from sync.ledger import Entry, Origin

MOST_DIGITS = 19
"""Numbers of entries have fewer; what is longer is an id that nothing has."""


class NoJournal(TillError):
    sentence = "There is no journal in {folder}. Check --data, or set the till up: fallback-pos setup."


def open_reader_of(folder: Path) -> JournalReader:
    """Raises NoJournal."""
    path = DataDir(folder).journal
    if not path.exists():
        raise NoJournal(folder=str(folder))
    return JournalReader(path)


def verified(folder: Path, settings: Settings, on_entry: Callable[[Entry], object] | None = None) -> Verification:
    """Verify the journal of a till against its key and every anchor. `on_entry` sees each entry on the way.

    Raises NoJournal, KeyMissing, JournalNotReadable where nothing can be read at all, DeliveryLogUnreadable.
    """
    with closing(open_reader_of(folder)) as reader:
        unreadable: list[Unreadable] = []

        def passing() -> Iterator[Entry]:
            for entry in readable_entries(reader, unreadable.append):
                if on_entry is not None:
                    on_entry(entry)
                yield entry

        origin = Origin(settings.shop.store, settings.shop.till)
        anchors = [*_anchors(folder), *backup_anchors(folder, settings)]
        result = verify(passing(), origin, _signature_check(folder), anchors)
    result.findings[:0] = [Finding(problem.first, problem) for problem in unreadable]
    return result


def refuse_cut_journal(journal: Journal, files: DataDir) -> None:
    """Compare the journal with what the agent and the index have seen of it: numbers must never be given twice.

    Raises JournalShorter, JournalDiffers.
    """
    journal.assert_holds(seen_by_index(files.index), files.index.name)
    with suppress(DeliveryLogUnreadable):  # it may be lost, and selling does not need it
        for anchor in _anchors(files.root):
            journal.assert_holds(anchor.head, anchor.name)


def find_entry(folder: Path, wanted: str) -> list[Entry]:
    """The entry with this sequence number or id, in a list of at most one."""
    reader = open_reader_of(folder)
    is_number = wanted.isascii() and wanted.isdecimal() and len(wanted) < MOST_DIGITS
    entry = reader.entry(int(wanted)) if is_number else reader.by_id(wanted)
    return [entry] if entry else []


def newest_entries(folder: Path, count: int) -> list[Entry]:
    """The newest entries, oldest of them first."""
    reader = open_reader_of(folder)
    return list(reader.entries(max(0, reader.head().seq - count)))


def _signature_check(folder: Path) -> Callable[[bytes, bytes], bool]:
    from cryptography.exceptions import InvalidSignature

    public = load_key(DataDir(folder).keys).public_key()

    def check(signature: bytes, digest: bytes) -> bool:
        try:
            public.verify(signature, digest)
        except InvalidSignature:
            return False
        return True

    return check


def _anchors(folder: Path) -> list[Anchor]:
    """The heads that the agent has had acknowledged."""
    path = DataDir(folder).delivery
    if not path.exists():
        return []
    from fallback_pos.storage.delivery import DeliveryView

    heads = DeliveryView(path).anchored_heads()
    return [Anchor(f"the central ({target})", head) for target, head in heads.items() if head.seq]
