"""From settings to the receipt printer, its profile, and how receipts look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from config.sections.devices import PrinterSettings as PrinterSection
from config.settings import Settings
from drivers.printers.delivery import DeliveryTimes
from drivers.printers.paper import Paper, paper_text
from drivers.printers.profiles import PrinterProfile, profile_named
from drivers.printers.settings import PrinterSettings
from drivers.printers.transports.base import Transport
from drivers.printers.virtual import VirtualPrinter
from drivers.printers.virtual_ways import VirtualTransport
from drivers.printers.worker import PrinterWorker
from drivers.serial_line import SerialSettings
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.bootstrap.journal_files import NoJournal
from fallback_pos.bootstrap.payment_codes import payment_codes
from fallback_pos.i18n.marker import N_
from fallback_pos.i18n.translator import Translator
from fallback_pos.receipt_layout.shop_header import ShopHeader
from fallback_pos.receipts.errors import ReceiptNotKnown
from fallback_pos.receipts.receipts import Receipts
from fallback_pos.receipts.style import ReceiptStyle, ShowFormat
from fallback_pos.storage.index import find_sale

NAME = "receipt printer"
STANDARD_TCP_PORT = 9100
DEMO_MARK = N_("DEMO - not a receipt")
TRAINING_MARK = "TRAINING 培训"
"""In both languages, whichever the receipt is in."""
_CHINESE: dict[str, Literal["text", "raster", "none"]] = {"font": "text", "raster": "raster", "none": "none"}


@dataclass(frozen=True, slots=True)
class Printer:
    """The receipt printer of a till; `virtual` where it has no metal."""

    worker: PrinterWorker
    virtual: VirtualPrinter | None


def receipt_style(settings: Settings) -> ReceiptStyle:
    """Raises UnknownPrinterProfile, PaperTooNarrow later when the columns are too few."""
    shop = settings.shop
    translator = Translator(shop.languages[0], shop.number_format)
    footer = (*shop.footer_lines, *((translator.text(DEMO_MARK),) if shop.demo else ()))
    labels = settings.tenders.model_dump()
    names = [(name, tender["label"]) for name, tender in labels.items() if tender["label"]]
    names += [(wallet.code, wallet.label) for wallet in settings.tenders.wallet.schemes]
    header = ShopHeader(
        name=shop.name,
        address_lines=shop.address_lines,
        tax_number=shop.tax_number,
        header_lines=shop.header_lines,
        footer_lines=footer,
        tender_names=tuple(names),
        mark=TRAINING_MARK if shop.is_training else "",
    )
    columns = settings.devices.printer.line_columns
    codes = partial(payment_codes, settings, translator)
    return ReceiptStyle(header, translator, printer_profile(settings), columns, codes)


def printer_profile(settings: Settings) -> PrinterProfile:
    """The named profile with what this shop's printer has differently. Raises UnknownPrinterProfile."""
    section, drawer = settings.devices.printer, settings.devices.drawer
    profile = profile_named(section.profile)
    pages = profile.code_pages
    if section.code_page:
        wanted = [page for page in pages if page.name.lower() == section.code_page.lower()]
        pages = (*wanted, *(page for page in pages if page not in wanted))
    return replace(
        profile,
        columns=section.line_columns,
        code_pages=pages,
        cjk_mode=_CHINESE[section.chinese],
        cut=profile.cut if section.cut else "none",
        drawer_pin=drawer.pin,
        drawer_on_ms=drawer.pulse_on_milliseconds,
        drawer_off_ms=drawer.pulse_off_milliseconds,
    )


def make_printer(settings: Settings, receipts: Receipts, on_paper: Callable[[tuple[str, ...]], None]) -> Printer | None:
    """The printer's worker, not yet started, reporting to `receipts`; None for a till without a printer.

    `on_paper` gets the lines of each receipt that a virtual printer cuts off, on the printer's thread.
    """
    section = settings.devices.printer
    if section.kind == "none":
        return None
    profile = printer_profile(settings)
    virtual = _virtual(profile, on_paper) if section.kind == "virtual" else None
    transport: Transport = VirtualTransport(virtual) if virtual is not None else printer_transport(section)
    worker = PrinterWorker(
        PrinterSettings(
            name=NAME,
            profile=profile,
            times=DeliveryTimes(
                stall_timeout_seconds=section.write_timeout_seconds,
                confirm_timeout_seconds=section.confirm_timeout_seconds,
            ),
        ),
        transport,
        on_report=receipts.heard,
        on_status=receipts.printer_is,
        on_drawer=receipts.drawer_was,
    )
    return Printer(worker, virtual)


def shown_receipt(folder: Path, settings: Settings, number: str, format: ShowFormat) -> str | bytes:
    """A receipt of a till's journal, without the till. Raises NoJournal, JournalNotReadable,
    ReceiptNotKnown.
    """
    files = DataDir(folder)
    if not files.journal.exists():
        raise NoJournal(folder=str(folder))
    sale = find_sale(files.index, files.journal, number.strip())
    if sale is None:
        raise ReceiptNotKnown(receipt=number.strip()[:30])
    return receipt_style(settings).shown(sale, format)


def _virtual(profile: PrinterProfile, on_paper: Callable[[tuple[str, ...]], None]) -> VirtualPrinter:
    def cut(paper: Paper) -> None:
        on_paper(tuple(paper_text(paper).splitlines()))

    # The virtual printer has every font, so its paper can be shown as text.
    return VirtualPrinter(replace(profile, cjk_mode="text"), on_paper=cut, name=NAME)


def printer_transport(section: PrinterSection) -> Transport:
    """How bytes reach a printer that has metal: tcp, serial, file."""
    if section.kind == "tcp":
        from drivers.printers.transports.tcp import TcpSettings, TcpTransport

        host, _, port = section.address.rpartition(":") if ":" in section.address else (section.address, "", "")
        number = int(port) if port else STANDARD_TCP_PORT
        return TcpTransport(TcpSettings(NAME, host, number, section.connect_timeout_seconds))
    if section.kind == "serial":
        from drivers.printers.transports.serial_line import SerialPrinterSettings, SerialTransport

        return SerialTransport(SerialPrinterSettings(NAME, SerialSettings(section.address, section.baud_rate)))
    from drivers.printers.transports.file import FileSettings, FileTransport

    return FileTransport(FileSettings(NAME, section.address))
