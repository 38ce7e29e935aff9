"""How this shop's receipts look: fixed while the till runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from drivers.printers.document import Document
from drivers.printers.profiles import PrinterProfile
from fallback_pos.domain.sale import Sale
from fallback_pos.i18n.translator import Translator
from fallback_pos.receipt_layout.layout import lay_out
from fallback_pos.receipt_layout.paper_slip import PaperSlip, lay_out_slip
from fallback_pos.receipt_layout.shop_header import PaymentQr, Printing, ShopHeader

ShowFormat = Literal["text", "escpos", "png"]


def no_payment_codes(sale: Sale) -> tuple[PaymentQr, ...]:
    """For a shop that takes no wallet."""
    return ()


@dataclass(frozen=True, slots=True)
class ReceiptStyle:
    """The shop's lines, the receipt's language, the printer model and the characters in a line.

    payment_codes: the codes that a customer can still pay a sale with.
    """

    shop: ShopHeader
    translator: Translator
    profile: PrinterProfile
    columns: int
    payment_codes: Callable[[Sale], tuple[PaymentQr, ...]] = no_payment_codes

    def document(self, sale: Sale, copy: int = 0, printed_again_at: datetime | None = None) -> Document:
        """A receipt, laid out. Raises PaperTooNarrow."""
        printing = Printing(copy, printed_again_at, self.payment_codes(sale))
        return lay_out(sale, self.shop, self.translator, self.columns, printing)

    def slip(self, slip: PaperSlip) -> Document:
        """A slip, laid out. Raises PaperTooNarrow."""
        return lay_out_slip(slip, self.shop, self.translator, self.columns)

    def shown(self, sale: Sale, format: ShowFormat) -> str | bytes:
        """The original receipt in one of the forms of `rendered`."""
        return self.rendered(self.document(sale), format)

    def rendered(self, document: Document, format: ShowFormat) -> str | bytes:
        """A document as the printer's bytes, as what they put on paper in text, or as a picture of it.

        Text is read back from the bytes of a printer with a Chinese font, because a drawn line has no text.
        """
        from drivers.printers.interpreter import read_paper
        from drivers.printers.paper import paper_text
        from drivers.printers.paper_png import paper_png
        from drivers.printers.render import render

        if format == "escpos":
            return render(document, self.profile).data
        profile = replace(self.profile, cjk_mode="text") if format == "text" else self.profile
        paper = read_paper(render(document, profile).data, self.columns, self.profile.dots_width)
        return paper_text(paper) if format == "text" else paper_png(paper)
