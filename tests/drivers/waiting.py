"""Waits for what other threads do: a list that callbacks fill, and conditions with deadlines. Nothing here sleeps."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")
DEADLINE_SECONDS = 20.0


class Collected(Generic[Value]):
    """Called with values from any thread; `wait_for` returns when a condition over all of them holds."""

    def __init__(self) -> None:
        self._values: list[Value] = []
        self._changed = threading.Condition()

    def __call__(self, value: Value) -> None:
        with self._changed:
            self._values.append(value)
            self._changed.notify_all()

    @property
    def values(self) -> list[Value]:
        with self._changed:
            return list(self._values)

    def wait_for(
        self, condition: Callable[[list[Value]], bool], deadline_seconds: float = DEADLINE_SECONDS
    ) -> list[Value]:
        with self._changed:
            if not self._changed.wait_for(lambda: condition(self._values), deadline_seconds):
                raise AssertionError(f"did not happen in {deadline_seconds} s; so far: {self._values}")
            return list(self._values)

    def wait_until(self, wanted: Callable[[Value], bool], deadline_seconds: float = DEADLINE_SECONDS) -> Value:
        """The first value that is wanted."""
        values = self.wait_for(lambda all_of_them: any(map(wanted, all_of_them)), deadline_seconds)
        return next(filter(wanted, values))
