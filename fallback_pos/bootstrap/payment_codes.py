"""From settings to the payment code of a wallet."""

from __future__ import annotations

from config.sections.tenders import WalletSchemeSettings
from config.settings import Settings
from fallback_pos.domain.money import Currency, Money
from fallback_pos.payment_codes.code import check_payee, known_scheme, payment_code
from fallback_pos.payment_codes.payee import SCHEMES_WITHOUT_AMOUNT, AccountTemplate, Payee


def wallet_code(settings: Settings, wallet: str, amount: Money, reference: str) -> tuple[str, bool] | None:
    """(payload, whether it carries the amount) of a wallet by its code in the settings; None for an unknown one.

    Raises PaymentCodeError.
    """
    section = next((known for known in settings.tenders.wallet.schemes if known.code == wallet), None)
    if section is None:
        return None
    scheme = known_scheme(section.scheme)
    return payment_code(scheme, _payee(section), amount, reference), scheme not in SCHEMES_WITHOUT_AMOUNT


def check_wallet(section: WalletSchemeSettings, currency: Currency) -> None:
    """Find mistakes in the settings of a wallet before a customer waits. Raises PaymentCodeError."""
    check_payee(section.scheme, _payee(section), currency)


def _payee(section: WalletSchemeSettings) -> Payee:
    return Payee(
        name=section.name,
        account=section.account,
        city=section.city,
        bic=section.bic,
        country=section.country,
        category=section.category,
        templates=tuple(
            AccountTemplate(template.tag, tuple(sorted(template.fields.items()))) for template in section.templates
        ),
        reference_tag=section.reference_tag,
    )
