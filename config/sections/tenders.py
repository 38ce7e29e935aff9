"""[tenders.*]: what customers may offer, and how much of it on trust."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from config.values import N_, Amount, Expected, Line, Pattern, Section

SchemeName = Literal["epc", "pix", "paynow", "fps", "promptpay", "emvco", "upi", "static"]


class TenderSettings(Section):
    """One type of tender. The limits hold for what nobody has confirmed yet; left out, there is none."""

    enabled: bool
    """Whether the payment screen offers it."""
    label: Line = ""
    """Its name on screen and receipt; empty is the usual one in the reader's language."""
    limit_per_sale: Amount | None = None
    """Largest amount in one sale."""
    limit_unconfirmed: Amount | None = None
    """Largest sum of unconfirmed amounts on this till, until the central has answered."""
    limit_unconfirmed_count: Annotated[int, Field(ge=0)] | None = None
    """Most unconfirmed tenders on this till."""
    limit_hours: Annotated[int, Field(ge=1)] | None = None
    """Hours after the first unconfirmed one, when no more is taken."""
    required_fields: tuple[Line, ...] = ()
    """Details that the cashier has to type, such as "approval_code", "last_four", "slip"."""
    reference_required: bool = False
    """Whether a reference has to be typed."""
    reference_pattern: Pattern | None = None
    """Form of its references. What matches is a reference even if it looks like a card number."""


class AccountTemplateSettings(Section):
    """One merchant account of an EMVCo code."""

    tag: Annotated[str, Field(pattern="^(2[6-9]|[34][0-9]|5[01])$")]
    """Tag of the template, "26" to "51"."""
    fields: dict[Annotated[str, Field(pattern="^[0-9]{2}$")], Line]
    """Its fields by tag, such as { "00" = "ID.CO.QRIS.WWW", "02" = "ID1020" }."""


class WalletSchemeSettings(Section):
    """One [[tenders.wallet.schemes]] table: a wallet, and the shop as that scheme knows it."""

    code: Annotated[str, Field(pattern="^[a-z0-9_]{1,20}$")]
    """Short name in the journal, such as "girocode"; never changed."""
    label: Annotated[Line, Field(min_length=1)]
    """What the cashier chooses."""
    scheme: SchemeName
    """Which QR code is shown."""
    enabled: bool = True
    """Whether the payment screen offers it."""
    name: Line = ""
    """Payee's name."""
    account: Annotated[str, Field(max_length=2000)] = ""
    """IBAN (epc), key (pix), UEN or mobile number (paynow), FPS id (fps), mobile number, tax or wallet id (promptpay),
    payment address (upi), or the whole text of the shop's own code (static)."""
    city: Line = ""
    """Payee's city (pix, paynow, fps, promptpay, emvco)."""
    bic: Line = ""
    """Bank's BIC (epc), where the bank asks for it."""
    country: Annotated[str, Field(pattern="^([A-Z]{2})?$")] = ""
    """ISO 3166-1 code (emvco)."""
    category: Annotated[str, Field(pattern="^[0-9]{4}$")] = "0000"
    """Merchant category code, ISO 18245 (emvco)."""
    reference_tag: Annotated[str, Field(pattern="^[0-9]{2}$")] = "05"
    """Where the receipt number goes in the additional data (emvco)."""
    templates: tuple[AccountTemplateSettings, ...] = ()
    """Merchant accounts (emvco)."""
    reference_pattern: Pattern | None = None
    """Form of the references in the customer's app, in place of the one of all wallets."""

    @model_validator(mode="after")
    def _payee_is_named(self) -> WalletSchemeSettings:
        if self.scheme == "emvco" and not self.templates:
            raise Expected(N_("templates with the merchant account of the scheme"))
        if self.scheme != "emvco" and not self.account:
            raise Expected(N_("the account that receives the money"))
        return self


class WalletSettings(TenderSettings):
    """Mobile wallets."""

    schemes: Annotated[tuple[WalletSchemeSettings, ...], Field(max_length=20)]
    """The wallets that the shop takes."""


class TendersSettings(Section):
    """All tenders."""

    cash: TenderSettings
    """Coins and notes."""
    card: TenderSettings
    """A slip of a stand-alone terminal."""
    wallet: WalletSettings
    """Mobile wallets, claimed until matched."""
    voucher: TenderSettings
    """Vouchers on paper."""
    store_credit: TenderSettings
    """Credit notes and customers' accounts."""
    paid_elsewhere: TenderSettings
    """Paid on the main POS when it stopped."""
