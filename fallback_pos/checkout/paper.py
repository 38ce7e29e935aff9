"""Entering a voucher that was written by hand: the same cart, flagged, with its own number and its own time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fallback_pos.checkout.desk import Desk
from fallback_pos.checkout.errors import (
    EmptyCart,
    PaperFromTheFuture,
    PaperNumberUsed,
    PaperNumberWrong,
    PaperTooOld,
    PaperWriterMissing,
)
from fallback_pos.domain.cart import Cart
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.paper import PaperVoucher
from fallback_pos.domain.receipt_number import ReceiptNumber

CLOCK_TOLERANCE = timedelta(minutes=5)
"""The watch of whoever wrote the voucher, against the clock of this PC."""


class PaperSteps(Desk):
    def mark_paper(
        self, number: str, written_at: datetime, written_by: str, *, approver: Operator | None = None
    ) -> None:
        """Say that this cart is a voucher written by hand. `written_at` has a zone.

        It is sold as any other, in the open shift and day, but opens no drawer: its cash was taken then.
        Raises EmptyCart, PaperNumberWrong, PaperNumberUsed, PaperFromTheFuture, PaperTooOld, PaperWriterMissing,
        ApprovalNeeded, CardNumberRefused, TooLong.
        """
        if self._cart.is_empty:
            raise EmptyCart()
        paper = PaperVoucher(self._paper_number(number), self._written(written_at), self._text(written_by))
        if not paper.operator:
            raise PaperWriterMissing()
        self._refuse_used(paper)
        cart, _ = self._authorise(self._cart, Action.ENTER_PAPER, paper.number, approver)
        self._change(replace(cart, paper=paper))

    def _check_paper(self, cart: Cart) -> None:
        """Once more before the commit: another cart may have had the same number. Raises PaperNumberUsed."""
        if cart.paper is not None:
            self._refuse_used(cart.paper)

    def _refuse_used(self, paper: PaperVoucher) -> None:
        receipt = self._index.sale_of_paper(paper.number)
        if receipt is not None:
            raise PaperNumberUsed(number=paper.number, receipt=receipt)

    def _paper_number(self, number: str) -> str:
        """As it is printed on the pad, in capitals. Never what could be a receipt of a till."""
        text = self._text(number).upper()
        if not self.rules.paper_number_pattern.fullmatch(text) or ReceiptNumber.read(text):
            raise PaperNumberWrong(number=text[:30])
        return text

    def _written(self, at: datetime) -> str:
        now = self._clock().wall
        if at > now + CLOCK_TOLERANCE:
            raise PaperFromTheFuture()
        if now - at > timedelta(days=self.rules.paper_oldest_days):
            raise PaperTooOld(days=self.rules.paper_oldest_days)
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
