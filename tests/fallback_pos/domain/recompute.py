"""The figures of a journal by a script of its own: nothing of the program, only the published bodies and decimals.

`fallback-pos journal export | python -m tests.fallback_pos.domain.recompute [SHIFT]` prints them as JSON.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)


def recompute(lines: Iterable[dict[str, Any]], shift: str | None = None, day: str | None = None) -> dict[str, Any]:
    """Figures of all exported entries, or of those of one shift or one business date."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    tax: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    tenders: dict[str, Decimal] = defaultdict(Decimal)
    departments: dict[str, Decimal] = defaultdict(Decimal)
    operators: dict[str, Decimal] = defaultdict(Decimal)
    receipts: list[str] = []
    for line in lines:
        body, kind = line["body"], line["kind"]
        if day is not None and line["business_date"] != day:
            continue
        if shift is not None and shift != (line["id"] if kind == "shift.opened" else body.get("shift")):
            continue
        if kind in ("sale.completed", "return.completed", "sale.voided"):
            if kind != "sale.voided":
                receipts.append(body["receipt"])
            for name in ("net", "tax_total", "total", "rounding", "change"):
                sums[name] += Decimal(body[name])
            for row in body["tax"]:
                for place, name in enumerate(("net", "tax", "gross")):
                    tax[row["class"], str(Decimal(row["rate"]).normalize())][place] += Decimal(row[name])
            for tender in body["tenders"]:
                tenders[tender["type"]] += Decimal(tender["amount"])
            for sold in body["lines"]:
                departments[sold["department"] or ""] += Decimal(sold["gross"])
            operators[body["operator"]["code"]] += Decimal(body["total"])
            sums["cash"] += sum(Decimal(t["amount"]) for t in body["tenders"] if t["type"] == "cash")
            sums["cash"] -= Decimal(body["change"])
        elif kind == "tender.corrected":
            for sign, side in ((-1, "from"), (1, "to")):
                for tender in body[side]:
                    tenders[tender["type"]] += sign * Decimal(tender["amount"])
                    if tender["type"] == "cash":
                        sums["cash"] += sign * Decimal(tender["amount"])
        elif kind == "shift.opened":
            sums["cash"] += Decimal(body["float"])
        elif kind == "cash.paid_in":
            sums["cash"] += Decimal(body["amount"])
        elif kind in ("cash.paid_out", "cash.dropped"):
            sums["cash"] -= Decimal(body["amount"])
        elif kind == "shift.closed":
            sums["counted"] += Decimal(body["counted"])
            sums["over_short"] += Decimal(body["over_short"])
    return {
        **{name: sums[name] for name in ("net", "tax_total", "total", "rounding", "change", "counted", "over_short")},
        "expected_cash": sums["cash"],
        "receipts": len(receipts),
        "first_receipt": receipts[0] if receipts else None,
        "last_receipt": receipts[-1] if receipts else None,
        "tax": {key: tuple(amounts) for key, amounts in sorted(tax.items())},
        "tenders": dict(sorted(tenders.items())),
        "departments": dict(sorted(departments.items())),
        "operators": dict(sorted(operators.items())),
    }


def main(arguments: list[str]) -> None:
    found = recompute((json.loads(line) for line in sys.stdin), *arguments[:1])
    found["tax"] = {" ".join(key): [str(each) for each in amounts] for key, amounts in found["tax"].items()}
    print(json.dumps(found, default=str, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
