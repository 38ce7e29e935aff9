"""agent-status.json: what the agent last knew, for the till's status line and for `doctor`.

Written beside and renamed, so that a reader never sees half of it. Losing it does no harm: it is written again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from sync.contact import Contact, ContactState
from sync.errors import SyncError
from sync.progress import Progress

_ANSWERS = {
    Contact.UNKNOWN: None,
    Contact.REACHABLE: True,
    Contact.SUSPECTED: True,
    Contact.DOWN: False,
    Contact.RECOVERING: False,
}
ENDED = "ended"


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """One target: how replay to it stands and whether it answers. `last_contact` is RFC 3339 or empty."""

    name: str
    progress: Progress
    contact: ContactState
    last_contact: str
    fault: SyncError | None
    """What keeps entries from going out just now; None when all is well."""

    def as_json(self) -> dict[str, object]:
        progress, fault = self.progress, self.fault
        return {
            "target": self.name,
            "state": progress.state.value,
            "sent_up_to": progress.sent_up_to.seq,
            "sent_up_to_generation": progress.sent_up_to.generation,
            "to_send": progress.to_send,
            "set_aside": progress.set_aside,
            "waiting": progress.waiting,
            "central_answers": _ANSWERS[self.contact.contact],
            "contact": self.contact.contact.value,
            "contact_since": self.contact.since,
            "last_contact": self.last_contact,
            "fault": "" if fault is None else str(fault),
            "fault_record": None
            if fault is None
            else {"code": fault.code, "sentence": fault.sentence, "params": fault.params},
        }


def write_status(
    path: Path, statuses: list[TargetStatus], *, updated_at: str, version: str, process: int, ended: bool
) -> None:
    """Replace the file. The first target's figures stand at the top too. Raises OSError."""
    targets = [status.as_json() for status in statuses]
    content: dict[str, object] = {
        **(targets[0] if targets else {}),
        "updated_at": updated_at,
        "version": version,
        "process": process,
        "targets": targets,
    }
    if ended:
        content["state"] = ENDED
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(content, ensure_ascii=False, default=str, indent=1), encoding="utf-8")
    beside.replace(path)
