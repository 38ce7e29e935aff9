"""A till's day in a file, signed by the till, so that a shop without a server can add its tills up.

    {"day": {...}, "key": "<public key, hex>", "signature": "<hex>"}

The signature (Ed25519, the till's own key) is over the JSON of `day` with sorted keys and no spaces, UTF-8, after the
words `fallback-pos day` and a zero byte: it can never be taken for the signature of an entry. A file can be signed by
anybody; that it is *this* till's shows in the key's fingerprint, which the report prints and the till shows too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fallback_pos.domain.figures import Figures
from fallback_pos.domain.figures_body import figures_body, read_figures, read_totals, totals_body
from fallback_pos.domain.money import Money
from fallback_pos.errors import TillError
from fallback_pos.reports.errors import DayFileChanged, NotADayFile
from fallback_pos.reports.report import Deposit, DepositPart, Report

FORMAT = "fallback-pos day"
VERSION = 1
LARGEST_FILE_BYTES = 5_000_000
Signer = Callable[[bytes], bytes]
SignatureCheck = Callable[[bytes, bytes, bytes], bool]
"""Takes public key, signature and what was signed."""


@dataclass(frozen=True, slots=True)
class TillDay:
    """What a till says about its day. `day_z` is None where the day has not been closed; `head` is its chain's."""

    store: str
    till: str
    business_date: str
    figures: Figures
    day_z: int | None
    deposit: Deposit | None
    head: str
    made_at: str
    fingerprint: str


def day_file(report: Report, head: str, public_key: bytes, sign: Signer) -> bytes:
    """The file for a day's report. `head` is the journal's head, "generation/seq hash"."""
    deposit = report.deposit
    day = {
        "format": FORMAT,
        "version": VERSION,
        "store": report.store,
        "till": report.till,
        "business_date": report.first_day,
        "made_at": report.made_at.isoformat(timespec="seconds"),
        "day_z": report.number,
        "figures": figures_body(report.figures),
        "totals": totals_body(report.totals) if report.totals else None,
        "deposit": deposit and [{"label": part.label, "amount": part.amount.text} for part in deposit.parts],
        "pieces": deposit and [{"value": value.text, "count": count} for value, count in deposit.pieces],
        "head": head,
    }
    signed = {"day": day, "key": public_key.hex(), "signature": sign(_signed_bytes(day)).hex()}
    return json.dumps(signed, ensure_ascii=False, indent=1).encode() + b"\n"


def read_day_file(name: str, content: bytes, check: SignatureCheck) -> TillDay:
    """Read and verify a file. `name` is what sentences call it. Raises NotADayFile, DayFileChanged."""
    try:
        signed = json.loads(content)
        day, key, signature = signed["day"], bytes.fromhex(signed["key"]), bytes.fromhex(signed["signature"])
        if day["format"] != FORMAT or len(key) != 32:
            raise NotADayFile(file=name, reason="it is something else")
        if day["version"] != VERSION:
            raise NotADayFile(file=name, reason=f"it is of version {day['version']}, this program knows {VERSION}")
    except (ValueError, KeyError, TypeError) as error:
        raise NotADayFile(file=name, reason=type(error).__name__) from error
    if not check(key, signature, _signed_bytes(day)):
        raise DayFileChanged(file=name)
    try:
        return _till_day(day, key)
    except (ValueError, KeyError, TypeError, TillError) as error:
        raise NotADayFile(file=name, reason=type(error).__name__) from error


def fingerprint(public_key: bytes) -> str:
    """Sixteen letters and digits of SHA-256 over a public key, in fours: short enough to compare aloud."""
    digest = hashlib.sha256(public_key).hexdigest()[:16]
    return " ".join(digest[place : place + 4] for place in range(0, 16, 4))


def _till_day(day: Mapping[str, Any], key: bytes) -> TillDay:
    figures = read_figures(day["figures"])
    if day["totals"] is not None:
        read_totals(day["totals"])
    return TillDay(
        store=str(day["store"]),
        till=str(day["till"]),
        business_date=str(day["business_date"]),
        figures=figures,
        day_z=int(day["day_z"]) if day["day_z"] is not None else None,
        deposit=_deposit(day, figures),
        head=str(day["head"]),
        made_at=str(day["made_at"]),
        fingerprint=fingerprint(key),
    )


def _deposit(day: Mapping[str, Any], figures: Figures) -> Deposit | None:
    if day["deposit"] is None:
        return None
    currency = figures.currency
    parts = tuple(DepositPart(str(each["label"]), Money.parse(each["amount"], currency)) for each in day["deposit"])
    pieces = tuple((Money.parse(each["value"], currency), int(each["count"])) for each in day["pieces"] or ())
    total = currency.zero()
    for part in parts:
        total = total + part.amount
    return Deposit(total, parts, pieces)


def _signed_bytes(day: Mapping[str, Any]) -> bytes:
    text = json.dumps(day, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return FORMAT.encode() + b"\0" + text.encode()
