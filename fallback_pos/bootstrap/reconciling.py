"""From settings to reconciliation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from config.settings import Settings
from fallback_pos.checkout.rules import CheckoutRules
from fallback_pos.domain.reconciling import MatchRules
from fallback_pos.reconciliation.csv_format import CsvOptions
from fallback_pos.reconciliation.reconciliation import Reconciliation, ReconciliationRules
from fallback_pos.storage.index import Index
from fallback_pos.storage.journal import Journal
from fallback_pos.storage.outside_tenders import OutsideTenders
from fallback_pos.storage.statements import Statements


def make_reconciliation(
    settings: Settings,
    rules: CheckoutRules,
    journal: Journal,
    index: Index,
    statements: Statements,
    business_date: Callable[[], date],
) -> Reconciliation:
    section = settings.reconciliation
    own = ReconciliationRules(
        currency=rules.currency,
        permissions=rules.permissions,
        match=MatchRules(timedelta(minutes=section.time_tolerance_minutes), section.booking_days),
        csv=csv_options(settings),
    )
    return Reconciliation(journal, OutsideTenders(index), statements, own, business_date)


def csv_options(settings: Settings) -> CsvOptions:
    csv = settings.reconciliation.csv
    return CsvOptions(
        columns={name: heading for name, heading in csv.columns.items()},
        delimiter=csv.delimiter,
        decimal_mark=csv.decimal_mark,
        date_format=csv.date_format,
        encoding=csv.encoding,
    )
