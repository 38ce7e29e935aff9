"""Shows a document as it would come out of a printer, without a printer."""

from drivers.printers.document import Document
from drivers.printers.fonts import FontShelf
from drivers.printers.interpreter import read_paper
from drivers.printers.paper import Paper
from drivers.printers.profiles import PrinterProfile
from drivers.printers.render import render


def preview(document: Document, profile: PrinterProfile, fonts: FontShelf | None = None) -> Paper:
    """The paper that `document` makes on such a printer: rendered to its bytes, and those read back.

    Take `paper_text` or `paper_png` of it."""
    data = render(document, profile, fonts).data
    return read_paper(data, profile.columns, profile.dots_width, profile.starts_in_chinese)
