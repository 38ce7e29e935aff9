"""Every form of a report shows the same, in both languages, on any paper."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from drivers.printers.document import Text
from fallback_pos.domain.figures import HourFigures
from fallback_pos.domain.figures_z import TotalsDoNotFollow
from fallback_pos.receipt_layout.columns import width
from fallback_pos.receipt_layout.layout import PaperTooNarrow
from fallback_pos.reports.bars import Bar, bar_lines
from fallback_pos.reports.flat import report_body, report_csv
from fallback_pos.reports.other_sections import in_order_of_the_day
from fallback_pos.reports.paper import lay_out_report, report_lines
from fallback_pos.reports.report import Parked, Report
from fallback_pos.reports.words import Words
from tests.fallback_pos.reports.making import CHINESE, ENGLISH, SHOP, day_of, shift_with_everything, x_of, z_of
from tests.fallback_pos.shifts.drawer import ANA, EUR, MARKO, Till, eur


@pytest.fixture
def z(till: Till) -> Report:
    shift_with_everything(till, over="3.20")
    return z_of(till)


def shown(report: Report, columns: int = 42, words: Words = ENGLISH) -> str:
    return "\n".join(report_lines(report, SHOP, words, columns))


@pytest.mark.parametrize("words", [ENGLISH, CHINESE])
@pytest.mark.parametrize("columns", [24, 32, 42, 48, 64])
def test_no_line_is_wider_than_the_paper_and_no_amount_is_cut(z: Report, columns: int, words: Words) -> None:
    lines = report_lines(z, SHOP, words, columns)
    assert max(map(width, lines)) <= columns
    text = "\n".join(lines)
    for amount in (z.figures.total, z.figures.net, z.figures.cash.expected, z.figures.counts[0].counted):
        assert words.money(amount) in text
    for row in z.figures.tax:
        assert words.money(row.gross) in text


def test_the_paper_carries_no_block_characters_and_the_screen_does(z: Report) -> None:
    document = lay_out_report(z, SHOP, ENGLISH, 42)
    paper = "".join(span.text for line in document.elements if isinstance(line, Text) for span in line.spans)
    assert "█" not in paper and "█" in shown(z)


def test_what_a_manager_signs_is_on_it(z: Report) -> None:
    text = shown(z)
    for words in ("Z REPORT 1", "Cash expected", "over", "counted twice", "Confirmed by Marko", "Running totals, never",
                  "Chain head", "Signature", "window cleaner, Marko", "03-1-000001", "03-1-000003"):  # fmt: skip
        assert words in text


def test_paper_that_is_too_narrow_is_refused_with_a_sentence(z: Report) -> None:
    with pytest.raises(PaperTooNarrow):
        report_lines(z, SHOP, ENGLISH, 20)


def test_a_finding_stands_before_everything_else(z: Report) -> None:
    finding = TotalsDoNotFollow(number=1, name="gross", stated=eur("1.00"), computed=eur("2.00"))
    text = shown(replace(z, findings=(finding,)), 48)
    assert text.index("does not add up") < text.index("Gross sales")
    assert "gross is 1.00, the one before" in " ".join(text.split())


def test_parked_baskets_are_on_a_look(till: Till) -> None:
    till.shifts.open(ANA, eur("0"))
    till.sells(("cash", "5.00"))
    text = shown(replace(x_of(till), parked=Parked(1, ("Mrs Horvat",))))
    assert "A look only" in text and "Mrs Horvat" in text


def test_a_closed_day_prints_the_bank_deposit(till: Till) -> None:
    shift_with_everything(till)
    till.day.close(MARKO, deposit=eur("60.47"), bag="B-18")
    text = shown(day_of(till))
    assert "DAY Z 1" in text and "B-18" in text and "110.47" in text


def test_json_and_csv_carry_the_same_figures(z: Report) -> None:
    body = json.loads(json.dumps(report_body(z)))
    rows = {(section, name): value for section, name, value in csv.reader(io.StringIO(report_csv(z)))}
    assert rows["section", "name"] == "value"
    assert rows["figures", "total"] == body["figures"]["total"] == z.figures.total.text
    assert rows["tenders", "card.amount"] == "12.50"
    assert rows["tax", "A 25.gross"] == z.figures.tax[0].gross.text
    assert rows["counts", "cash.over_short"] == "3.20"
    assert rows["operators", "101.name"] == "Ana"
    assert rows["report", "expected_cash"] == body["expected_cash"]
    assert (body["report"], body["number"], body["adds_up"]) == ("z", 1, True)


def test_a_text_that_a_spreadsheet_would_run_is_defused(z: Report) -> None:
    rows = [row for row in csv.reader(io.StringIO(report_csv(replace(z, reason="=1+1", closed_by="-Ana"))))]
    assert ["report", "reason", "'=1+1"] in rows and ["report", "closed_by", "'-Ana"] in rows
    assert all(not row[2].startswith(("=", "+", "@")) for row in rows)


def test_bars_are_as_long_as_their_sizes_and_fit() -> None:
    lines = bar_lines([Bar("08", 100, "1.00"), Bar("09", 200, "2.00"), Bar("10", 0, "0.00"), Bar("11", 1, "0.01")], 32)
    assert [len(line) for line in lines] == [32] * 4
    blocks = [line.count("█") for line in lines]
    assert blocks[1] == 2 * blocks[0] and blocks[2] == 0
    assert "▏" in lines[3], "something that was sold is never nothing"
    assert bar_lines([], 32) == []
    assert "#" in bar_lines([Bar("a", 1, "1")], 20, ascii_only=True)[0]
    assert max(map(width, bar_lines([Bar("果汁" * 30, 5, "5.00")], 24))) <= 24


def test_a_night_begins_in_the_evening() -> None:
    hours = [HourFigures(hour, 1, EUR.zero()) for hour in (0, 1, 2, 20, 22, 23)]
    assert [each.hour for each in in_order_of_the_day(hours)] == [20, 22, 23, 0, 1, 2]
    day = [HourFigures(hour, 1, EUR.zero()) for hour in (8, 9, 17)]
    assert [each.hour for each in in_order_of_the_day(day)] == [8, 9, 17]
    assert in_order_of_the_day([]) == []
