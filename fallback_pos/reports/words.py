"""What reports are put into words with: rows, sections, and how a shop speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fallback_pos.domain.money import Money
from fallback_pos.i18n.translator import Translator
from fallback_pos.receipt_layout.payment_part import tender_type_name


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `value` stands at the right edge; strong lines are sums."""

    label: str
    value: str = ""
    indent: int = 0
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a title; or a table: `head` names its columns, the first of which is text and the others figures."""

    title: str
    rows: tuple[Row, ...] = ()
    head: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.rows and not self.table


@dataclass(frozen=True, slots=True)
class Words:
    """How this shop's reports speak. `tender_names` maps a type of tender to what the shop calls it."""

    translator: Translator
    tender_names: Mapping[str, str]

    def money(self, amount: Money) -> str:
        return self.translator.money(amount)

    def taken_off(self, amount: Money) -> str:
        return self.translator.money(-amount)

    def tender(self, type: str) -> str:
        return tender_type_name(type, self.tender_names, self.translator)

    def moment(self, at: str | None) -> str:
        """A time of the journal on this PC's clock; "?" where it is not known."""
        return self.translator.moment(datetime.fromisoformat(at)) if at else "?"

    def over_or_short(self, amount: Money) -> str:
        if not amount:
            return self.translator.text("exact")
        return self.translator.text("over") if amount.minor > 0 else self.translator.text("short")
