"""National schemes of the EMV family, each one account template in the common frame.

PIX: Banco Central do Brasil, Manual de Padrões para Iniciação do Pix. PayNow: Association of Banks in Singapore, SGQR.
FPS: Hong Kong Interbank Clearing Limited, Common QR Code. PromptPay: Bank of Thailand, Thai QR.
"""

from __future__ import annotations

import re
from functools import partial

from fallback_pos.domain.money import Money
from fallback_pos.payment_codes.amounts import require_currency
from fallback_pos.payment_codes.emv import emv_code
from fallback_pos.payment_codes.errors import AccountNotValid, FieldMissing, ReferenceNotValid
from fallback_pos.payment_codes.payee import AccountTemplate, Payee

_EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_PIX_KEY = re.compile(
    rf"\d{{11}}|\d{{14}}|\+55\d{{10,11}}|(?=.{{1,77}}$){_EMAIL}"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
_PIX_TRANSACTION = re.compile(r"[A-Za-z0-9]{1,25}")
_UEN = re.compile(r"[0-9]{8,9}[A-Z](?:[A-Z0-9]{3})?|[A-Z]\d{2}[A-Z]{2}\d{4}[A-Z](?:[A-Z0-9]{3})?")
_SINGAPORE_MOBILE = re.compile(r"\+65\d{8}")
_FPS_ID = re.compile(r"\d{7}|\d{9}")
_HONG_KONG_MOBILE = re.compile(r"\+852-?(\d{8})")
_EMAIL_ADDRESS = re.compile(_EMAIL)
_THAI_MOBILE = re.compile(r"(?:\+66|0066|0)(\d{9})")
_TEMPLATE_TAG = re.compile(r"2[6-9]|[34]\d|5[01]")


def pix_code(payee: Payee, amount: Money, reference: str) -> str:
    """Static BR Code with amount. The reference's letters and digits become the txid ("***" without one).

    Raises PaymentCodeError.
    """
    require_currency(amount, "BRL", "PIX")
    key = payee.account.strip()
    if not _PIX_KEY.fullmatch(key):
        expected = "CPF, CNPJ, +55 mobile number, e-mail address or random key"
        raise AccountNotValid(scheme="PIX", account=key[:40], expected=expected)
    template = AccountTemplate("26", (("00", "br.gov.bcb.pix"), ("01", key)))
    transaction = re.sub(r"[ ./:_+-]", "", reference) or "***"
    if transaction != "***" and not _PIX_TRANSACTION.fullmatch(transaction):
        raise ReferenceNotValid(scheme="PIX", reference=reference[:40], expected="1 to 25 letters and digits")
    build = partial(emv_code, scheme="PIX", country="BR", initiation=None, reference_tag="05")
    return build(templates=[template], amount=amount, name=payee.name, city=payee.city, reference=transaction)


def paynow_code(payee: Payee, amount: Money, reference: str) -> str:
    """PayNow to a UEN or a mobile number; the payer cannot change the amount. Raises PaymentCodeError."""
    require_currency(amount, "SGD", "PayNow")
    account = payee.account.strip().upper()
    if _UEN.fullmatch(account):
        proxy = "2"
    elif _SINGAPORE_MOBILE.fullmatch(account):
        proxy = "0"
    else:
        raise AccountNotValid(scheme="PayNow", account=account[:40], expected="UEN or +65 mobile number")
    template = AccountTemplate("26", (("00", "SG.PAYNOW"), ("01", proxy), ("02", account), ("03", "0")))
    city = payee.city or "Singapore"
    build = partial(emv_code, scheme="PayNow", country="SG", reference_tag="01")
    return build(templates=[template], amount=amount, name=payee.name, city=city, reference=reference)


def fps_code(payee: Payee, amount: Money, reference: str) -> str:
    """FPS to an FPS id, a mobile number or an e-mail address. Raises PaymentCodeError."""
    require_currency(amount, "HKD", "FPS")
    account = payee.account.strip()
    mobile = _HONG_KONG_MOBILE.fullmatch(account)
    if _FPS_ID.fullmatch(account):
        proxy = ("02", account)
    elif mobile:
        proxy = ("03", f"+852-{mobile[1]}")
    elif _EMAIL_ADDRESS.fullmatch(account):
        proxy = ("04", account)
    else:
        expected = "FPS id of 7 or 9 digits, +852 mobile number or e-mail address"
        raise AccountNotValid(scheme="FPS", account=account[:40], expected=expected)
    template = AccountTemplate("26", (("00", "hk.com.hkicl"), proxy))
    build = partial(emv_code, scheme="FPS", country="HK", reference_tag="05")
    return build(templates=[template], amount=amount, name=payee.name, city=payee.city or "HK", reference=reference)


def promptpay_code(payee: Payee, amount: Money, _reference: str) -> str:
    """PromptPay to a mobile number, tax id or e-wallet id. The credit transfer template has no room for a reference.

    Raises PaymentCodeError.
    """
    require_currency(amount, "THB", "PromptPay")
    account = re.sub(r"[ -]", "", payee.account)
    mobile = _THAI_MOBILE.fullmatch(account)
    if mobile:
        proxy = ("01", f"0066{mobile[1]}")
    elif re.fullmatch(r"\d{13}", account):
        proxy = ("02", account)
    elif re.fullmatch(r"\d{15}", account):
        proxy = ("03", account)
    else:
        expected = "mobile number, tax id of 13 digits or e-wallet id of 15 digits"
        raise AccountNotValid(scheme="PromptPay", account=account[:40], expected=expected)
    template = AccountTemplate("29", (("00", "A000000677010111"), proxy))
    build = partial(emv_code, scheme="PromptPay", country="TH")
    return build(templates=[template], amount=amount, name=payee.name, city=payee.city or "Bangkok")


def emvco_code(payee: Payee, amount: Money, reference: str) -> str:
    """Any other scheme of the family (QRIS, DuitNow, VietQR...): the account templates stand in the settings.

    Raises PaymentCodeError.
    """
    scheme = "EMVCo"
    if not payee.templates:
        raise FieldMissing(scheme=scheme, field="account template")
    for template in payee.templates:
        if not _TEMPLATE_TAG.fullmatch(template.tag) or not template.fields:
            raise AccountNotValid(scheme=scheme, account=template.tag, expected="templates with tags from 26 to 51")
    for text, form, field in (
        (payee.country, r"[A-Z]{2}", "country code"),
        (payee.category, r"\d{4}", "merchant category code"),
        (payee.reference_tag, r"0[1-9]", "reference tag"),
    ):
        if not re.fullmatch(form, text):
            raise FieldMissing(scheme=scheme, field=field)
    return emv_code(
        scheme=scheme,
        templates=payee.templates,
        amount=amount,
        country=payee.country,
        name=payee.name,
        city=payee.city,
        category=payee.category,
        reference_tag=payee.reference_tag,
        reference=reference,
    )
