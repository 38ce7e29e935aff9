"""A till that only writes its journal, as a process that can be broken: `python -m tests.crash.writer FOLDER COUNT`.

Says on standard output what it was told: `ACK id` after an append returned, `NOT id` and `UNKNOWN id` with the error's
name after it was refused, `SENTENCE ...` for every other error with a sentence. What was refused is tried again under
the same id, as a cashier does who presses the key once more.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from fallback_pos.domain.ids import new_id
from fallback_pos.errors import TillError
from fallback_pos.storage.journal import Draft, Journal
from fallback_pos.storage.journal_errors import JournalNotWritten, OutcomeUnknown
from tests.support.journals import DAY, open_journal

MOST_TRIES = 4
PAUSE_SECONDS = 0.01


def main(folder: Path, count: int) -> None:
    try:
        journal = open_journal(folder)
    except TillError as error:
        say("SENTENCE", error.code, str(error))
        return
    for _ in range(count):
        sell(journal)
    journal.close()


def sell(journal: Journal) -> None:
    sale_id = new_id()
    for _ in range(MOST_TRIES):
        try:
            if journal.by_id(sale_id) is None:
                body = {"receipt": journal.next_receipt().text, "currency": "EUR", "lines": [], "tenders": []}
                journal.append([Draft("drawer.opened", {}), Draft("sale.completed", body, sale_id)], business_date=DAY)
        except JournalNotWritten:
            say("NOT", sale_id)
        except OutcomeUnknown:
            say("UNKNOWN", sale_id)
        except TillError as error:
            say("SENTENCE", error.code, str(error))
        else:
            say("ACK", sale_id)
            return
        time.sleep(PAUSE_SECONDS)


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
