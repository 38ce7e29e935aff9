"""Errors and faults of devices: each carries a sentence template a shopkeeper can read, and its parameters.

An *error* is raised inside a driver; a *fault* is the same thing as a frozen value, which may travel upwards to
screens and records. Sentences are English templates which front ends translate and fill with `params`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar


class DriverError(Exception):
    """Base of everything a driver raises. `sentence` says what happened and what to do, `params` fill its braces."""

    sentence: ClassVar[str] = "A device failed. Call IT."

    def __init__(self, **params: object) -> None:
        super().__init__(params)
        self.params = params

    @property
    def code(self) -> str:
        """Name for programs, e.g. `PaperOut`."""
        return type(self).__name__

    def __str__(self) -> str:
        return self.sentence.format(**self.params)


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong, as a value: a name for programs, a sentence template for people, and its parameters."""

    code: str
    sentence: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.sentence.format(**self.params)

    @classmethod
    def of(cls, error: DriverError) -> "Fault":
        """The value form of `error`."""
        return cls(error.code, error.sentence, dict(error.params))


class UnexpectedFailure(DriverError):
    """A bug or a library's surprise, caught at a worker's outermost boundary so that the device goes on."""

    sentence = "{name} hit an unexpected error ({detail}). It goes on; tell IT."


class WrongSetting(DriverError):
    """A setting that no device can follow, found when the settings are built."""

    sentence = "The setting {setting} cannot be {value}. Correct it in the settings."
