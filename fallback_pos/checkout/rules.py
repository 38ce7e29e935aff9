"""What a shop has decided about selling, as the checkout needs it. Composed once, at start, from the settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from fallback_pos.barcodes.rules import DEFAULT_RULES, BarcodeRules
from fallback_pos.checkout.errors import UnknownTaxClass
from fallback_pos.checkout.fiscal import FiscalHook, no_fiscal_rules
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Permissions
from fallback_pos.domain.tax import TaxClass, TaxMode, TaxRounding
from fallback_pos.domain.tender import TenderType
from fallback_pos.domain.tender_rules import TenderRule

LONGEST_TEXT_CHARACTERS = 200
PAPER_NUMBER = re.compile("[A-Z]{1,4}-?[0-9]{1,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class CheckoutRules:
    """Rules of the checkout.

    cash_step_minor: smallest amount cash is paid in (5 for 0.05). largest_plausible_...: beyond them the till asks
    once. loyalty_pattern: whole texts that are customer cards. main_pos_receipt_pattern: receipt numbers of the main
    POS; what matches is one even if it looks like a card number. badge_pattern: operators' badges, never sold.
    """

    currency: Currency
    tax_mode: TaxMode
    tax_rounding: TaxRounding
    tax_classes: Mapping[str, TaxClass]
    permissions: Permissions
    tenders: Mapping[TenderType, TenderRule]
    largest_price: Money
    largest_plausible_cash: Money
    largest_plausible_line: Money
    largest_plausible_quantity: Decimal = Decimal(99)
    oldest_prices: timedelta | None = None
    most_lines: int = 500
    most_parked: int = 20
    cash_step_minor: int = 1
    merge_repeated_scans: bool = True
    loyalty_pattern: re.Pattern[str] | None = None
    main_pos_receipt_pattern: re.Pattern[str] | None = None
    badge_pattern: re.Pattern[str] | None = None
    barcodes: BarcodeRules = field(default=DEFAULT_RULES)
    fiscal_hook: FiscalHook = no_fiscal_rules
    paper_number_pattern: re.Pattern[str] = PAPER_NUMBER
    paper_oldest_days: int = 14

    def tax_class(self, code: str) -> TaxClass:
        """Raises UnknownTaxClass."""
        try:
            return self.tax_classes[code]
        except KeyError:
            raise UnknownTaxClass(tax_class=code[:10], known=", ".join(sorted(self.tax_classes))) from None
