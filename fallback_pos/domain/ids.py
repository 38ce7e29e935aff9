"""Identifiers made at the till, before anything is committed.

UUID version 7 (RFC 9562): the first 48 bits are Unix milliseconds, so ids of one till sort roughly by time and keep
an index on them compact. Order of entries never comes from the id, it comes from the journal's sequence.
"""

import os
import time


def new_id(unix_milliseconds: int | None = None) -> str:
    """A fresh UUIDv7 as text. Never derived from a seed: two tills, or one restarted, must not meet."""
    milliseconds = time.time_ns() // 1_000_000 if unix_milliseconds is None else unix_milliseconds
    chance = int.from_bytes(os.urandom(10))
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | 0b10 << 62
    text = f"{value | (chance >> 62 & 0xFFF) << 64 | chance & 0x3FFF_FFFF_FFFF_FFFF:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
