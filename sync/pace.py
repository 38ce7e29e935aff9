"""How much to send at once and how long to wait: smaller and slower after trouble, back to full speed after success."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sync.backoff import BACKOFF_BASE_SECONDS, BACKOFF_CAP_SECONDS, full_jitter
from sync.ledger import Entry

WINDOW_ENTRIES = 100
"""Read at least so many at once, so that there is a next entry to try past one that the central chokes on."""


@dataclass(frozen=True, slots=True)
class ReplaySettings:
    """Limits of one target."""

    max_batch_entries: int = 500
    max_batch_bytes: int = 1_000_000
    backoff_base_seconds: float = BACKOFF_BASE_SECONDS
    backoff_cap_seconds: float = BACKOFF_CAP_SECONDS
    paused_retry_seconds: float = 300.0
    """A paused target is asked again this often: nobody drives to a shop because a token server hiccuped."""
    refusals_before_set_aside: int = 3
    """How often the central must refuse an entry sent alone, by its status, before a person is asked."""
    doubts_before_step_over: int = 6
    """How often an entry sent alone may end in an erroneous answer before the next one is tried past it."""
    doubtful_retry_seconds: float = 60.0


class Pace:
    """Batch size and waits of one target."""

    def __init__(self, settings: ReplaySettings, chance: Callable[[], float]) -> None:
        """`chance` gives random numbers in [0, 1)."""
        self._settings = settings
        self._chance = chance
        self._failures = 0
        self._refusals = 0
        self._may_grow = True
        self.max_entries = settings.max_batch_entries

    def new_window(self) -> tuple[int, int]:
        """Entries and bytes to read for the next stretch. What was refused as too much is behind: sizes may grow."""
        self._may_grow = True
        settings = self._settings
        return max(settings.max_batch_entries, WINDOW_ENTRIES), 2 * settings.max_batch_bytes

    def cut(self, entries: list[Entry]) -> list[Entry]:
        """The beginning of the entries that may be sent at once; always one."""
        size_bytes = 0
        for count, entry in enumerate(entries):
            size_bytes += len(entry.body)
            if count and (count == self.max_entries or size_bytes > self._settings.max_batch_bytes):
                return entries[:count]
        return entries

    def decided(self) -> None:
        """The central settled something."""
        self._failures = self._refusals = 0
        if self._may_grow:
            self.max_entries = min(self._settings.max_batch_entries, self.max_entries * 2)

    def after_doubt(self, entries: int) -> float:
        """Seconds to wait; from the second failure in a row on also half of what was sent: the line may be slow."""
        wait = self._backoff(self._failures)
        self._failures += 1
        if self._failures > 1:
            self.max_entries = max(1, entries // 2)
        return wait

    def after_told(self, wait_seconds: float) -> float:
        """As told, and up to a second more, so that tills told the same time do not all come at once."""
        return wait_seconds + self._chance() * min(1.0, self._settings.backoff_base_seconds)

    def after_refused_batch(self, entries: int) -> None:
        """Halve, and stay there until the culprit is found or the stretch is through."""
        self.max_entries = max(1, entries // 2)
        self._may_grow = False

    def after_refused_entry(self) -> float | None:
        """Seconds to wait before it is sent alone once more; None when it has been refused often enough."""
        self._refusals += 1
        if self._refusals < self._settings.refusals_before_set_aside:
            return self._backoff(self._refusals)
        self.max_entries = self._settings.max_batch_entries
        self._may_grow = True
        return None

    def _backoff(self, failures: int) -> float:
        settings = self._settings
        return full_jitter(failures, self._chance(), settings.backoff_base_seconds, settings.backoff_cap_seconds)
