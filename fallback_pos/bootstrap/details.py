"""What IT asks about an open till: names and plain values."""

from __future__ import annotations

from collections.abc import Sequence

from fallback_pos.bootstrap.agent_process import AgentStatus
from fallback_pos.bootstrap.core import TillCore
from fallback_pos.i18n.marker import N_
from fallback_pos.storage.engine import sqlite_version

FOLDER, JOURNAL, HEAD, SQLITE = N_("Data directory"), N_("Journal"), N_("Chain head"), N_("SQLite")
CENTRAL, DEVICES, PRODUCTS = N_("Central"), N_("Devices"), N_("Products")


def till_details(core: TillCore, agent: AgentStatus, devices: Sequence[str]) -> list[tuple[str, str]]:
    """(message id, value) pairs."""
    head = core.journal.head
    return [
        (FOLDER, str(core.folder.root)),
        (JOURNAL, f"{head.generation}/{head.seq}"),
        (HEAD, head.hash.hex()[:16]),
        (SQLITE, ".".join(map(str, sqlite_version()))),
        (PRODUCTS, f"{core.catalogue.rows} ({core.catalogue.prices_as_of or '-'})"),
        (CENTRAL, agent.summary),
        *((DEVICES, sentence) for sentence in devices),
    ]
