"""One entry point: the payload of a payment code, whichever scheme the shop uses."""

from __future__ import annotations

from collections.abc import Callable

from fallback_pos.domain.money import Currency, Money
from fallback_pos.payment_codes.epc import epc_code
from fallback_pos.payment_codes.errors import (
    AccountNotValid,
    CodeTooLong,
    FieldMissing,
    UnknownScheme,
)
from fallback_pos.payment_codes.national import emvco_code, fps_code, paynow_code, pix_code, promptpay_code
from fallback_pos.payment_codes.payee import Payee, Scheme
from fallback_pos.payment_codes.upi import upi_code

PAYLOAD_LIMIT_CHARACTERS = 512
"""EMVCo's own limit; a larger code does not fit a receipt or a terminal."""


def payment_code(scheme: Scheme | str, payee: Payee, amount: Money, reference: str) -> str:
    """The text to draw as a QR code, asking the customer's app to pay `amount` to `payee` under `reference`.

    Nothing here moves money or proves that it moved: the tender stays "claimed, unconfirmed" until it is matched.
    Raises PaymentCodeError (a sentence each): wrong currency, amount out of range, a payee the scheme cannot carry.
    """
    payload = _BUILDERS[known_scheme(scheme)](payee, amount, reference)
    if len(payload) > PAYLOAD_LIMIT_CHARACTERS:
        raise CodeTooLong(scheme=str(scheme), length=len(payload), limit=PAYLOAD_LIMIT_CHARACTERS)
    return payload


def known_scheme(name: Scheme | str) -> Scheme:
    """Raises UnknownScheme."""
    try:
        return Scheme(name)
    except ValueError:
        raise UnknownScheme(scheme=str(name)[:20], known=", ".join(Scheme)) from None


def check_payee(scheme: Scheme | str, payee: Payee, currency: Currency) -> None:
    """Find mistakes in the settings before a customer does. Raises what `payment_code` would."""
    payment_code(scheme, payee, Money(10**currency.digits, currency), "00-1-000001")


def _static_code(payee: Payee, _amount: Money, _reference: str) -> str:
    text = payee.account.strip()
    if not text:
        raise FieldMissing(scheme="static", field="code text")
    if not text.isprintable():
        raise AccountNotValid(
            scheme="static", account=text[:40], expected="one line of text, as the provider's code says"
        )
    return text


_BUILDERS: dict[Scheme, Callable[[Payee, Money, str], str]] = {
    Scheme.EPC: epc_code,
    Scheme.PIX: pix_code,
    Scheme.PAYNOW: paynow_code,
    Scheme.FPS: fps_code,
    Scheme.PROMPTPAY: promptpay_code,
    Scheme.EMVCO: emvco_code,
    Scheme.UPI: upi_code,
    Scheme.STATIC: _static_code,
}
