"""Receipt numbers: till, generation and a counter without gaps, e.g. "03-1-000057".

A training till's number begins with a letter series of its own, "TR-03-1-000057": no reader of real ones takes it.
The generation is raised when a journal is restored from a copy, so that no number is ever printed twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TRAINING_SERIES = "TR-"
_FORM = re.compile(r"(?P<till>(?:TR-)?[A-Za-z0-9]{1,8})-(?P<generation>[1-9]\d{0,3})-(?P<counter>\d{6,10})")


@dataclass(frozen=True, slots=True)
class ReceiptNumber:
    till: str
    generation: int
    counter: int

    @classmethod
    def read(cls, text: str) -> ReceiptNumber | None:
        """The number in a printed text or scanned barcode, or None when the text is something else."""
        match = _FORM.fullmatch(text.strip())
        if match is None:
            return None
        return cls(match["till"], int(match["generation"]), int(match["counter"]))

    @property
    def is_training(self) -> bool:
        return self.till.startswith(TRAINING_SERIES)

    @property
    def text(self) -> str:
        return f"{self.till}-{self.generation}-{self.counter:06d}"

    def next(self) -> ReceiptNumber:
        return ReceiptNumber(self.till, self.generation, self.counter + 1)
