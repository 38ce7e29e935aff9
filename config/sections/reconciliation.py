"""[reconciliation]: comparing card and wallet payments with statements of banks and providers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from config.values import Line, Section

StatementField = Literal[
    "date",
    "time",
    "amount",
    "credit",
    "debit",
    "currency",
    "reference",
    "text",
    "type",
    "approval_code",
    "slip",
    "last_four",
    "id",
]


class StatementCsvSettings(Section):
    """How the shop's bank writes its tables."""

    columns: Annotated[dict[StatementField, Line], Field(max_length=13)]
    """Which heading each field has, several joined by a bar, such as { reference = "Kundenreferenz|Verwendungszweck" };
    usual headings are known."""
    delimiter: Annotated[str, Field(pattern="^[;,|\t]?$")]
    """Sign between cells; empty is found out."""
    decimal_mark: Annotated[str, Field(pattern="^[.,]?$")]
    """Decimal mark of amounts; empty is found out."""
    date_format: Annotated[str, Field(max_length=40)]
    """Form of dates, such as "%d/%m/%Y"; empty takes 2026-11-22 and 22.11.2026."""
    encoding: Annotated[str, Field(max_length=20)]
    """Encoding of the file; empty is found out."""


class ReconciliationSettings(Section):
    """Statements."""

    time_tolerance_minutes: Annotated[int, Field(ge=1, le=1440)]
    """Where a statement has times: so far apart the same payment may be on both sides."""
    booking_days: Annotated[int, Field(ge=0, le=31)]
    """Where a statement has only days: so many days after the sale the payment may be booked."""
    csv: StatementCsvSettings
    """Tables of the shop's bank."""
