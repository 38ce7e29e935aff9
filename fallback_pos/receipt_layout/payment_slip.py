"""A slip with a payment code, for customers who cannot scan the screen."""

from __future__ import annotations

from drivers.printers.document import Align, Cut, Document, Element, QrCode, text_line
from fallback_pos.receipt_layout.columns import wrap


def lay_out_payment_slip(lines: tuple[str, ...], payload: str, columns: int) -> Document:
    """The lines in bold, the code with error correction M (which EPC069-12 demands), and the cut."""
    head: list[Element] = [
        text_line(line, bold=True, align=Align.CENTER) for text in lines for line in wrap(text, columns)
    ]
    return Document((*head, QrCode(payload, correction="M"), Cut()), columns)
