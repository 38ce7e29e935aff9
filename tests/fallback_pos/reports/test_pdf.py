"""The PDF as its reader sees it: drawn, and its text taken out again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

pdfium = pytest.importorskip("pypdfium2")

from fallback_pos.receipt_layout.shop_header import ShopHeader  # noqa: E402
from fallback_pos.reports import pdf as pdf_module  # noqa: E402
from fallback_pos.reports.pdf import report_pdf  # noqa: E402
from fallback_pos.reports.pdf_fonts import HELVETICA, PdfFont, font_for  # noqa: E402
from fallback_pos.reports.report import Report  # noqa: E402
from tests.fallback_pos.reports.making import CHINESE, ENGLISH, SHOP, shift_with_everything, z_of  # noqa: E402
from tests.fallback_pos.shifts.drawer import Till  # noqa: E402


@pytest.fixture
def z(till: Till) -> Report:
    shift_with_everything(till, over="3.20")
    return z_of(till)


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A PC without a single font."""
    monkeypatch.setattr(pdf_module, "font_for", lambda text: font_for(text, [tmp_path]))


def text_of(content: bytes) -> str:
    document = pdfium.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return text


def test_the_text_of_the_pdf_is_that_of_the_paper(z: Report) -> None:
    text = text_of(report_pdf(z, SHOP, ENGLISH))
    for words in ("Z REPORT 1", "Cash expected", "3.20", "window cleaner, Marko", "Running totals", "Chain head"):
        assert words in text


def test_the_charts_are_drawn_as_bars_and_not_as_pictures(z: Report) -> None:
    document = pdfium.PdfDocument(report_pdf(z, SHOP, ENGLISH))
    page = document[0]
    kinds = [each.type for each in page.get_objects()]
    drawn = page.render(scale=1).to_pil().convert("RGB").tobytes()
    blue = sum(1 for place in range(0, len(drawn), 3) if drawn[place + 2] > drawn[place] + 60)
    document.close()
    assert pdfium.raw.FPDF_PAGEOBJ_IMAGE not in kinds
    assert blue > 500


def test_many_rows_go_on_over_columns_and_pages(z: Report) -> None:
    department = z.figures.departments[0]
    many = tuple(replace(department, department=f"Department {number:03d}") for number in range(300))
    content = report_pdf(replace(z, figures=replace(z.figures, departments=many)), SHOP, ENGLISH)
    text = text_of(content)
    assert all(f"Department {number:03d}" in text for number in range(300))
    document = pdfium.PdfDocument(content)
    assert len(document) > 1
    document.close()


@pytest.mark.usefixtures("no_fonts")
def test_without_a_font_letters_lose_their_marks_and_a_note_says_so(z: Report) -> None:
    text = text_of(report_pdf(z, SHOP, ENGLISH))
    assert "Ducan na uglu" in text
    assert "no font with them" in text


@pytest.mark.usefixtures("no_fonts")
def test_without_a_chinese_font_a_chinese_report_is_in_english(z: Report) -> None:
    text = text_of(report_pdf(z, ShopHeader("街角小店"), CHINESE))
    assert "Z REPORT 1" in text and "????" in text and "no font with them" in text


def test_plain_letters_need_no_font_and_no_note(z: Report) -> None:
    assert "no font with them" not in text_of(report_pdf(z, ShopHeader("Corner shop"), ENGLISH))
    assert font_for("Corner shop é ß") is HELVETICA


def test_a_file_that_is_no_font_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "DejaVuSans.ttf").write_bytes(b"not a font at all")
    assert font_for("č", [tmp_path]) is HELVETICA


def test_a_font_of_this_pc_writes_what_it_has(tmp_path: Path) -> None:
    found = next(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"), None) if Path("/usr/share/fonts").is_dir() else None
    if found is None:
        pytest.skip("this PC has no DejaVu Sans")
    shutil.copy(found, tmp_path)
    font = font_for("Dućan Čvrsnica", [tmp_path])
    assert isinstance(font, PdfFont) and font.can_write("Dućan Čvrsnica")


def test_the_same_report_gives_the_same_bytes(z: Report) -> None:
    assert report_pdf(z, SHOP, ENGLISH) == report_pdf(z, SHOP, ENGLISH)
