"""How a device is doing, as a value that a status line, a list or a record can show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from drivers.faults import DriverError

STARTING_SENTENCE = "{name} is being opened."
READY_SENTENCE = "{name} is ready."
STOPPED_SENTENCE = "{name} is switched off in the till."


class DeviceKind(StrEnum):
    """The sorts of devices a till has."""

    SCANNER = "scanner"
    PRINTER = "printer"
    DRAWER = "drawer"
    DISPLAY = "display"


class DeviceState(StrEnum):
    """ready: works. attention: works, but somebody should act soon. fault: does not work. The rest explain
    themselves."""

    STARTING = "starting"
    READY = "ready"
    ATTENTION = "attention"
    FAULT = "fault"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """One device's condition. `since` is an aware UTC time; `sentence` is a template filled by `params`."""

    kind: DeviceKind
    name: str
    state: DeviceState
    sentence: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    since: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __str__(self) -> str:
        return self.sentence.format(**self.params)

    def same_condition(self, other: "DeviceStatus") -> bool:
        """True when `other` says the same, whatever its time: a status is published only when this is False."""
        return (self.kind, self.name, self.state, self.sentence, dict(self.params)) == (
            other.kind,
            other.name,
            other.state,
            other.sentence,
            dict(other.params),
        )


def starting(kind: DeviceKind, name: str) -> DeviceStatus:
    """The device is about to be opened for the first time."""
    return DeviceStatus(kind, name, DeviceState.STARTING, STARTING_SENTENCE, {"name": name})


def ready(kind: DeviceKind, name: str) -> DeviceStatus:
    """The device works."""
    return DeviceStatus(kind, name, DeviceState.READY, READY_SENTENCE, {"name": name})


def stopped(kind: DeviceKind, name: str) -> DeviceStatus:
    """The till has let go of the device."""
    return DeviceStatus(kind, name, DeviceState.STOPPED, STOPPED_SENTENCE, {"name": name})


def faulty(kind: DeviceKind, name: str, error: DriverError, state: DeviceState = DeviceState.FAULT) -> DeviceStatus:
    """The device's condition is `error`; `name` joins the sentence's parameters."""
    return DeviceStatus(kind, name, state, error.sentence, {"name": name, **error.params})
