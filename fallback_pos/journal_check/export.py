"""Entries as JSON, one a line, for programs and for people who check the till's figures with their own tools."""

from __future__ import annotations

import json
from typing import Any

from sync.ledger import Entry, Origin


def entry_facts(entry: Entry, origin: Origin) -> dict[str, Any]:
    """An entry with its body as JSON. `body_text` is the exact text that was hashed."""
    return {
        "seq": entry.seq,
        "generation": entry.generation,
        "id": entry.id,
        "kind": entry.kind,
        "store": origin.store,
        "till": origin.till,
        "occurred_at": entry.occurred_at,
        "business_date": entry.business_date,
        "body": json.loads(entry.body),
        "body_text": entry.body.decode(),
        "prev_hash": entry.prev_hash.hex(),
        "hash": entry.hash.hex(),
        "sig": entry.sig.hex(),
    }


def export_line(entry: Entry, origin: Origin) -> str:
    return json.dumps(entry_facts(entry, origin), ensure_ascii=False)
