"""From settings to the payment code of a wallet."""

from __future__ import annotations

from config.sections.tenders import WalletSchemeSettings
from config.settings import Settings
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.sale import Sale
from fallback_pos.domain.tender import TenderType
from fallback_pos.i18n.marker import N_
from fallback_pos.i18n.translator import Translator
from fallback_pos.payment_codes.code import check_payee, known_scheme, payment_code
from fallback_pos.payment_codes.errors import PaymentCodeError
from fallback_pos.payment_codes.payee import SCHEMES_WITHOUT_AMOUNT, AccountTemplate, Payee
from fallback_pos.receipt_layout.shop_header import PaymentQr

CODE_CAPTION = N_("{wallet}: if your payment of {amount} did not arrive, pay with this code")


def wallet_code(settings: Settings, wallet: str, amount: Money, reference: str) -> tuple[str, bool] | None:
    """(payload, whether it carries the amount) of a wallet by its code in the settings; None for an unknown one.

    Raises PaymentCodeError.
    """
    section = next((known for known in settings.tenders.wallet.schemes if known.code == wallet), None)
    if section is None:
        return None
    scheme = known_scheme(section.scheme)
    return payment_code(scheme, _payee(section), amount, reference), scheme not in SCHEMES_WITHOUT_AMOUNT


def payment_codes(settings: Settings, translator: Translator, sale: Sale) -> tuple[PaymentQr, ...]:
    """For the receipt: the code of every wallet payment that nobody has confirmed, where its scheme carries the amount.

    A code that the settings of today do not give any more is left out: the receipt is worth more than its code.
    """
    codes: list[PaymentQr] = []
    for tender in sale.tenders:
        wallet = dict(tender.details).get("scheme", "")
        if tender.type is not TenderType.WALLET or not tender.unconfirmed or tender.amount.minor <= 0:
            continue
        try:
            made = wallet_code(settings, wallet, tender.amount, sale.receipt)
        except PaymentCodeError:
            continue
        if made is not None and made[1]:
            caption = translator.text(CODE_CAPTION, wallet=_label(settings, wallet), amount=tender.amount)
            codes.append(PaymentQr(caption, made[0]))
    return tuple(codes)


def _label(settings: Settings, wallet: str) -> str:
    return next((known.label for known in settings.tenders.wallet.schemes if known.code == wallet), wallet)


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
