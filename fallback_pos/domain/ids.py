"""Identifiers made at the till, before anything is committed.

UUID version 7 (RFC 9562): the first 48 bits are Unix milliseconds, so ids of one till sort roughly by time and keep
an index on them compact. Order of entries never comes from the id, it comes from the journal's sequence.
"""

import secrets
import time
import uuid


def new_id(unix_milliseconds: int | None = None) -> str:
    """A fresh UUIDv7 as text. Never derived from a seed: two tills, or one restarted, must not meet."""
    milliseconds = time.time_ns() // 1_000_000 if unix_milliseconds is None else unix_milliseconds
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))
