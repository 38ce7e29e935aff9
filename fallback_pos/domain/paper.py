"""Vouchers that were written by hand while even this till was down, and are entered afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PaperVoucher:
    """`number` is printed on the pad and has a range of its own; `written_at` is RFC 3339 in UTC; `operator` is the
    name of who wrote it.
    """

    number: str
    written_at: str
    operator: str


def paper_body(paper: PaperVoucher) -> dict[str, str]:
    """As the sale's entry carries it."""
    return {"number": paper.number, "written_at": paper.written_at, "operator": paper.operator}


def read_paper(body: Mapping[str, Any] | None) -> PaperVoucher | None:
    """What `paper_body` wrote."""
    return PaperVoucher(body["number"], body["written_at"], body["operator"]) if body else None
