"""From settings to the rules of the checkout."""

from __future__ import annotations

import importlib
import re
from datetime import timedelta
from decimal import Decimal

from config.sections.barcodes import BarcodesSettings
from config.sections.tenders import TenderSettings, WalletSettings
from config.settings import Settings
from fallback_pos.access.desk import SignInRules
from fallback_pos.access.lockout import LockPolicy
from fallback_pos.barcodes import BarcodeRules, label_layouts
from fallback_pos.checkout.fiscal import FiscalHook, no_fiscal_rules
from fallback_pos.checkout.rules import CheckoutRules
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Action, Permissions, Role
from fallback_pos.domain.tax import TaxClass, TaxMode, TaxRounding
from fallback_pos.domain.tender import TenderType
from fallback_pos.domain.tender_rules import TenderRule
from fallback_pos.errors import TillError

LARGEST_PRICE = Decimal(100_000)


class FiscalHookMissing(TillError):
    sentence = (
        "The fiscal hook {name} of the settings cannot be loaded ({reason}). Nothing may be sold without it; install "
        "its package or correct checkout.fiscal_hook."
    )


ALWAYS_UNCONFIRMED = (TenderType.WALLET, TenderType.VOUCHER, TenderType.STORE_CREDIT, TenderType.PAID_ELSEWHERE)
"""The till cannot ask anybody whether these are good while the central is gone."""


def checkout_rules(settings: Settings) -> CheckoutRules:
    """Raises the barcodes' errors for label patterns that cannot be used."""
    currency = Currency.of(settings.shop.currency)
    checkout = settings.checkout
    return CheckoutRules(
        currency=currency,
        tax_mode=TaxMode(settings.tax.mode),
        tax_rounding=TaxRounding(settings.tax.rounding),
        tax_classes=tax_classes(settings),
        permissions=permissions(settings),
        tenders=tender_rules(settings, currency),
        largest_price=money(LARGEST_PRICE, currency),
        largest_plausible_cash=money(settings.cash.largest_plausible, currency),
        largest_plausible_line=money(checkout.implausible_line_amount, currency),
        largest_plausible_quantity=checkout.implausible_quantity,
        oldest_prices=timedelta(hours=hours) if (hours := settings.catalogue.block_after_hours) else None,
        most_lines=checkout.lines_limit,
        most_parked=checkout.parked_limit,
        cash_step_minor=max(1, money(settings.cash.rounding_step, currency).minor),
        merge_repeated_scans=checkout.merge_repeated_scans,
        loyalty_pattern=_pattern(checkout.loyalty_pattern),
        main_pos_receipt_pattern=_pattern(checkout.main_pos_receipt_pattern),
        badge_pattern=_pattern(settings.sign_in.badge_pattern),
        barcodes=barcode_rules(settings.barcodes, checkout.loyalty_pattern),
        fiscal_hook=fiscal_hook(checkout.fiscal_hook),
        paper_number_pattern=re.compile(settings.paper.number_pattern),
        paper_oldest_days=settings.paper.oldest_days,
    )


def fiscal_hook(name: str | None) -> FiscalHook:
    """The shop's own function, `package.module:function`. Raises FiscalHookMissing: without it nothing may be sold."""
    if name is None:
        return no_fiscal_rules
    module, _, function = name.partition(":")
    try:
        hook: FiscalHook = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise FiscalHookMissing(name=name, reason=str(error)) from error
    return hook


def sign_in_rules(settings: Settings) -> SignInRules:
    section = settings.sign_in
    return SignInRules(
        locks=LockPolicy(section.wrong_pins_until_locked, section.first_lock_seconds, section.longest_lock_seconds),
        badge_pattern=section.badge_pattern,
        badge_needs_pin=section.badge_needs_pin,
        one_time_code_hours=section.one_time_code_hours,
        clock_ahead_days=section.clock_ahead_days,
    )


def tax_classes(settings: Settings) -> dict[str, TaxClass]:
    return {known.code: TaxClass(known.code, known.rate, known.name) for known in settings.tax.classes}


def permissions(settings: Settings) -> Permissions:
    return Permissions(
        {
            Role(role): {Action(action): limit for action, limit in grants.items()}
            for role, grants in settings.permissions.granted().items()
        }
    )


def tender_rules(settings: Settings, currency: Currency) -> dict[TenderType, TenderRule]:
    tenders = settings.tenders
    by_type: dict[TenderType, TenderSettings] = {
        TenderType.CASH: tenders.cash,
        TenderType.CARD: tenders.card,
        TenderType.WALLET: tenders.wallet,
        TenderType.VOUCHER: tenders.voucher,
        TenderType.STORE_CREDIT: tenders.store_credit,
        TenderType.PAID_ELSEWHERE: tenders.paid_elsewhere,
    }
    return {type: _tender_rule(type, section, currency) for type, section in by_type.items()}


def barcode_rules(barcodes: BarcodesSettings, loyalty_pattern: str | None) -> BarcodeRules:
    """Raises WrongLabelPattern, UnknownLabelSet."""
    own_patterns = [pattern for pattern in (barcodes.own_pattern, loyalty_pattern) if pattern]
    return BarcodeRules(
        layouts=label_layouts(barcodes.label_set, barcodes.label_patterns),
        own_pattern=re.compile("|".join(f"(?:{own})" for own in own_patterns)) if own_patterns else None,
        weight_unit=barcodes.weight_unit,
        upce_six_digits=barcodes.upce_six_digits,
        upca_without_check_digit=barcodes.upca_without_check_digit,
        label_items_are_plu=barcodes.label_items_are_plu,
        plu_digits=(barcodes.plu_digits_least, barcodes.plu_digits_most),
    )


def money(amount: Decimal, currency: Currency) -> Money:
    """An amount of the settings in minor units, to the nearest one."""
    return Money.rounded(amount.scaleb(currency.digits), currency)


def _tender_rule(type: TenderType, section: TenderSettings, currency: Currency) -> TenderRule:
    reference = ("reference",) if section.reference_required else ()
    return TenderRule(
        type=type,
        taken=section.enabled,
        label=section.label or None,
        required_fields=(*section.required_fields, *reference),
        reference_pattern=section.reference_pattern,
        largest_per_sale=_limit(section.limit_per_sale, currency),
        largest_open_total=_limit(section.limit_unconfirmed, currency),
        largest_open_count=section.limit_unconfirmed_count,
        longest_open_hours=section.limit_hours,
        always_unconfirmed=type in ALWAYS_UNCONFIRMED,
        scheme_patterns=_scheme_patterns(section),
    )


def _scheme_patterns(section: TenderSettings) -> tuple[tuple[str, str], ...]:
    schemes = section.schemes if isinstance(section, WalletSettings) else ()
    return tuple((each.code, each.reference_pattern) for each in schemes if each.reference_pattern)


def _pattern(text: str | None) -> re.Pattern[str] | None:
    return re.compile(text) if text else None


def _limit(amount: Decimal | None, currency: Currency) -> Money | None:
    return None if amount is None else money(amount, currency)
