"""How receipts are doing, as a value for the status line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drivers.faults import Fault
from drivers.printers.status import (
    CoverOpen,
    CutterJammed,
    PaperNearEnd,
    PaperOut,
    PrinterOffline,
)
from drivers.printers.transports.base import PrinterUnreachable
from drivers.status import DeviceState, DeviceStatus
from fallback_pos.i18n.marker import N_
from fallback_pos.storage.print_jobs import PrintJob

_FINE = N_("printer ok")
_NONE = N_("no printer")
_TROUBLE = N_("printer fault")
_SHORT = {
    PaperOut.sentence: N_("paper out"),
    PaperNearEnd.sentence: N_("paper low"),
    CoverOpen.sentence: N_("printer cover open"),
    CutterJammed.sentence: N_("paper cutter stuck"),
    PrinterOffline.sentence: N_("printer offline"),
    PrinterUnreachable.sentence: N_("printer not found"),
}
"""The status line has room for a few words; the whole sentence stands in the device's status."""
_WAITING = N_("receipts waiting: {waiting}")
_UNKNOWN = N_("receipts to check: {unknown}")


@dataclass(frozen=True, slots=True)
class PrintingStatus:
    """`waiting` receipts are not on paper yet; of `unknown` ones nobody can tell without looking.

    `printer` is None where the till has none.
    """

    printer: DeviceStatus | None = None
    waiting: int = 0
    unknown: int = 0

    @property
    def is_fine(self) -> bool:
        """Nobody has to do anything."""
        works = self.printer is None or self.printer.state in (DeviceState.READY, DeviceState.STARTING)
        return works and not self.unknown

    @property
    def paper_is_out(self) -> bool:
        return self.printer is not None and self.printer.sentence == PaperOut.sentence

    @property
    def headline(self) -> tuple[tuple[str, Mapping[str, object]], ...]:
        """Short texts for a status line, most urgent first, as message ids with their parameters."""
        texts: list[tuple[str, Mapping[str, object]]] = []
        if self.printer is None:
            texts.append((_NONE, {}))
        elif self.printer.state in (DeviceState.FAULT, DeviceState.ATTENTION):
            texts.append((_SHORT.get(self.printer.sentence, _TROUBLE), {}))
        if self.unknown:
            texts.append((_UNKNOWN, {"unknown": self.unknown}))
        if self.waiting and self.printer is not None and self.printer.state is DeviceState.FAULT:
            texts.append((_WAITING, {"waiting": self.waiting}))
        return tuple(texts) or ((_FINE, {}),)


@dataclass(frozen=True, slots=True)
class PrintingChanged:
    """Something about printing changed. `job` and `reason` are set when it was about one receipt.

    `reason` is a fault whose sentence says what somebody has to do, or None when all is well.
    """

    status: PrintingStatus
    job: PrintJob | None = None
    reason: Fault | None = field(default=None)
