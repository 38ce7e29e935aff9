"""Documents become bytes that an interpreter of our own reads back: nothing lost, nothing injected, nothing raised."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.printers.columns import text_width
from drivers.printers.document import (
    Align,
    Barcode,
    Cut,
    Document,
    Element,
    Feed,
    QrCode,
    Rule,
    Size,
    Span,
    Text,
    text_line,
)
from drivers.printers.interpreter import read_paper
from drivers.printers.paper import Paper, PaperBarcode, PaperImage, PaperLine, PaperQr, paper_text
from drivers.printers.paper_png import paper_png
from drivers.printers.preview import preview
from drivers.printers.profiles import PROFILES, CodePage, PrinterProfile, UnknownPrinterProfile, profile_named
from drivers.printers.render import Rendered, render, render_pulse
from drivers.printers.text_runs import printable

EPSON = profile_named("epson-tm-t88")
CLONE = profile_named("generic-80")
SMALL = profile_named("zj-58")


def rendered(profile: PrinterProfile, *elements: Element) -> Rendered:
    return render(Document(elements, profile.columns), profile)


def printed(profile: PrinterProfile, *elements: Element) -> Paper:
    return preview(Document(elements, profile.columns), profile)


def codes(result: Rendered) -> list[str]:
    return [fault.code for fault in result.faults]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
@pytest.mark.parametrize(
    "text",
    ["Nektar naranča 2 L  12,97 €", "Größe für Müller", "Crème brûlée £5", "Čokolada Žuja Đak šećer", "Борщ", "1 < 2"],
)
def test_european_text_reads_back_as_it_was_written(profile: PrinterProfile, text: str) -> None:
    paper = printed(profile, text_line(text))
    assert paper.lines == (text,)
    assert paper.unknown == ()


def test_one_code_page_for_the_whole_line_where_one_holds_it() -> None:
    data = rendered(EPSON, text_line("naranča 12,97 €")).data
    assert data.count(b"\x1bt") == 1
    assert b"\x1bt\x2d" in data  # CP1250 holds both; CP858 and CP852 each only one


def test_chinese_goes_as_text_between_fs_commands_with_the_code_page_sent_again() -> None:
    data = rendered(CLONE, text_line("Čaj 橙汁：3.20 Š")).data
    assert "橙汁：".encode("gb18030") in data
    assert data.count(b"\x1c&") == data.count(b"\x1c.") - 1 == 1  # one more off at the start
    assert b"\x1c.\x1bt" in data
    assert printed(CLONE, text_line("Čaj 橙汁：3.20 Š")).lines == ("Čaj 橙汁：3.20 Š",)


def test_full_width_signs_are_chinese_and_narrow_ones_are_not() -> None:
    assert printed(CLONE, text_line("￥3 £4 ×2")).lines == ("￥3 £4 ×2",)


def test_other_scripts_are_drawn_where_a_font_is_found() -> None:
    latin_only = replace(EPSON, code_pages=(CodePage("CP858", 19),))
    result = rendered(latin_only, text_line("Борщ  3,20"))
    (image,) = (element for element in read_paper(result.data).elements if isinstance(element, PaperImage))
    assert (image.width, image.height) == (512, 24)
    assert image.rows.strip(b"\x00")
    assert result.faults == ()


def test_what_no_font_draws_becomes_question_marks_and_a_fault() -> None:
    result = rendered(EPSON, text_line("\u13a0\U0001f9c0 x 3.20"))  # Cherokee and a piece of cheese
    assert codes(result) in ([], ["CharactersReplaced"])
    blind = replace(EPSON, raster=False)
    result = rendered(blind, text_line("橙汁 3.20"))
    assert codes(result) == ["CharactersReplaced"]
    assert "橙" in str(result.faults[0])
    assert read_paper(result.data).lines == ("???? 3.20",)


def test_no_chinese_means_question_marks_even_where_a_font_is_found() -> None:
    result = rendered(replace(CLONE, cjk_mode="none"), text_line("橙汁 3.20"))
    assert codes(result) == ["CharactersReplaced"]


def test_a_product_name_cannot_carry_a_printer_command() -> None:
    evil = "Milk\x1b@\x1bp\x00\x19\xfa\x10\x14\x01\x00\x01\x1dV\x00\x9b\x7f"
    paper = printed(EPSON, Text((Span("a\r\nb "), Span(evil, bold=True))))
    assert paper.kicks == ()
    assert [type(element) for element in paper.elements] == [PaperLine]
    assert paper.lines[0].startswith("a  b Milk@p")


def test_styles_and_places_arrive() -> None:
    paper = printed(
        EPSON,
        text_line("SHOP", bold=True, align=Align.CENTER, size=Size.DOUBLE),
        Text((Span("total "), Span("9", bold=True)), size=Size.TALL),
        text_line("end", align=Align.RIGHT),
    )
    shop, total, end = (element for element in paper.elements if isinstance(element, PaperLine))
    assert (shop.align, shop.spans[0].style.width, shop.spans[0].style.height) == ("center", 2, 2)
    assert shop.spans[0].style.bold
    assert [(span.text, span.style.bold, span.style.width, span.style.height) for span in total.spans] == [
        ("total ", False, 1, 2),
        ("9", True, 1, 2),
    ]
    assert end.align == "right"
    assert end.spans[0].style.height == 1


def test_rules_feeds_and_cuts() -> None:
    paper = printed(EPSON, Rule("="), Feed(2), Cut())
    assert paper.lines == ("=" * 42, "", "")
    assert paper_text(paper).splitlines()[-1].startswith("- - -")
    assert not paper_text(printed(SMALL, Cut())).strip()


def test_receipt_number_as_native_barcode() -> None:
    (barcode,) = printed(EPSON, Barcode("03-1-{00057")).elements
    assert isinstance(barcode, PaperBarcode)
    assert (barcode.symbology, barcode.text, barcode.letters, barcode.align) == (
        "CODE128",
        "03-1-{00057",
        "below",
        "center",
    )


def test_payment_code_as_native_qr() -> None:
    payload = "BCD\n002\n1\nSCT\n\nDućan d.o.o.\nHR1210010051863000160\nEUR12.97"
    code = next(element for element in printed(EPSON, QrCode(payload)).elements if isinstance(element, PaperQr))
    assert code.text == payload
    assert code.correction == "M"
    assert code.align == "center"


def test_codes_are_drawn_where_the_printer_has_none() -> None:
    paper = printed(SMALL, Barcode("03-1-000057"), QrCode("https://example.com"))
    images = [element for element in paper.elements if isinstance(element, PaperImage)]
    assert [image.width for image in images] == [384, 384]
    assert paper.lines == ("03-1-000057",)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_codes_that_do_not_fit_are_printed_as_text_with_a_fault(profile: PrinterProfile) -> None:
    result = rendered(profile, Barcode("9" * 70), Barcode("č"), QrCode("x" * 3000))
    assert codes(result) == ["BarcodeNotPossible", "BarcodeNotPossible", "CodeTooLarge"]


def test_drawer_pulse_uses_pin_and_times_of_the_profile() -> None:
    assert render_pulse(replace(EPSON, drawer_pin=5, drawer_on_ms=50, drawer_off_ms=2000)) == b"\x1bp\x01\x19\xff"


def test_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(UnknownPrinterProfile, match="generic-58"):
        profile_named("abc")


def test_double_spaced_letters_and_marks_are_composed() -> None:
    assert printable("c\u030co\u200bkola\tda\u202e") == "čokola da"


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6), st.sampled_from(PROFILES))
def test_no_text_raises_or_injects_anything(texts: list[str], profile: PrinterProfile) -> None:
    paper = printed(profile, *(text_line(text) for text in texts))
    assert paper.kicks == ()
    assert paper.unknown == ()
    assert {type(element) for element in paper.elements} <= {PaperLine, PaperImage}


@settings(deadline=None)
@given(st.text(alphabet="abcčšžđćäöüßñ €£éÉ橙汁价0123456789.,-", max_size=40))
def test_printed_text_reads_back_whole(text: str) -> None:
    lines = printed(CLONE, text_line(text)).lines
    assert "".join(lines) == text
    assert all(text_width(line) <= CLONE.columns for line in lines)


def test_a_picture_of_the_paper_is_a_png() -> None:
    paper = printed(EPSON, text_line("naranča", bold=True), Barcode("03-1-000057"), QrCode("x"), Cut())
    assert paper_png(paper).startswith(b"\x89PNG")
    assert paper_png(printed(SMALL, QrCode("x"))).startswith(b"\x89PNG")


def test_rendering_leaves_standard_output_logging_and_the_temporary_folder_alone(tmp_path: Path) -> None:
    program = """
import logging, os, sys, tempfile
before = set(os.listdir(tempfile.gettempdir()))
from drivers.printers.document import Barcode, Cut, Document, QrCode, text_line
from drivers.printers.preview import preview
from drivers.printers.profiles import PROFILES
from drivers.printers.render import render
assert "escpos" not in sys.modules and "PIL" not in sys.modules
for profile in PROFILES:
    render(Document((text_line("橙汁 č €"), Barcode("1"), QrCode("x"), Cut()), profile.columns), profile)
assert "escpos" in sys.modules
assert logging.root.handlers == [], logging.root.handlers
assert set(os.listdir(tempfile.gettempdir())) <= before
assert "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ
"""
    for folder in ("temporary", "cache"):
        (tmp_path / folder).mkdir()
    environment = {"TMPDIR": str(tmp_path / "temporary"), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": ""}
    for _ in ("first run", "from the cache"):
        run = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, env=environment, timeout=60, check=False
        )
        assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
