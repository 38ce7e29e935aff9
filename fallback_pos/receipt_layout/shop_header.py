"""What the shop wants on every receipt, and what one printing of it adds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ShopHeader:
    """The shop's own lines. `tender_names` maps a tender type or the code of a wallet scheme to what it is called.

    `mark` stands large at the top and at the bottom of everything printed: this paper is worth nothing.
    """

    name: str
    address_lines: tuple[str, ...] = ()
    tax_number: str = ""
    header_lines: tuple[str, ...] = ()
    footer_lines: tuple[str, ...] = ()
    tender_names: tuple[tuple[str, str], ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class PaymentQr:
    """A code the customer can still pay with: the payload and the line above it."""

    caption: str
    payload: str


@dataclass(frozen=True, slots=True)
class Printing:
    """One printing of a receipt: 0 is the original, n the n-th copy, printed again at a local time."""

    copy: int = 0
    printed_again_at: datetime | None = None
    payment_qrs: tuple[PaymentQr, ...] = ()


ORIGINAL = Printing()
