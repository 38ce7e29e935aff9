"""Who receives the money, and the schemes that can say so in a QR code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scheme(StrEnum):
    EPC = "epc"
    """SEPA credit transfer, EPC069-12 ("GiroCode"): read by bank apps of the euro area."""
    PIX = "pix"
    """Brazil, static BR Code."""
    PAYNOW = "paynow"
    """Singapore."""
    FPS = "fps"
    """Hong Kong."""
    PROMPTPAY = "promptpay"
    """Thailand."""
    EMVCO = "emvco"
    """Any EMVCo merchant-presented code (QRIS, DuitNow, VietQR...) whose account templates stand in the settings."""
    UPI = "upi"
    """India."""
    STATIC = "static"
    """The shop's own code from its provider (Alipay, WeChat Pay...), shown as it is: it carries no amount."""


SCHEMES_WITHOUT_AMOUNT = frozenset({Scheme.STATIC})
"""The customer types the amount; the screen has to show it beside the code."""


@dataclass(frozen=True, slots=True)
class AccountTemplate:
    """One EMVCo merchant account: its tag (26 to 51) and its fields, e.g. (("00", "ID.CO.QRIS.WWW"), ...)."""

    tag: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Payee:
    """The shop as a payment scheme knows it.

    `account` is the IBAN (epc), PIX key, UEN or mobile number (paynow), FPS id, mobile number or e-mail (fps), mobile
    number, tax id or e-wallet id (promptpay), virtual payment address (upi), or the whole text of a static code.
    `templates`, `country`, `category` and `reference_tag` serve emvco only, `bic` epc only, `city` the EMV family.
    """

    name: str = ""
    account: str = ""
    city: str = ""
    bic: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    category: str = "0000"
    """Merchant category code (ISO 18245), four digits."""
    templates: tuple[AccountTemplate, ...] = ()
    reference_tag: str = "05"
    """Where the reference goes in the additional data (tag 62): 01 bill number, 05 reference label."""
