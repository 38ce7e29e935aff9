"""The top row: nothing that matters is lost where the row is short."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from drivers.printers.status import PaperOut
from fallback_pos.i18n.translator import LANGUAGES, Translator
from fallback_pos.ui.cells import width_of
from fallback_pos.ui.till import StatusLine
from fallback_pos.ui.widgets.status_line import fitted
from fallback_pos.ui.widgets.status_words import left_parts, right_parts
from tests.fallback_pos.ui.shop import Hand, at_the_till

NOW = datetime(2026, 11, 22, 14, 40, tzinfo=ZoneInfo("Europe/Zagreb"))
FAULTS = (
    ("paper out", {}),
    ("receipts to check: {unknown}", {"unknown": 3}),
    ("receipts waiting: {waiting}", {"waiting": 12}),
)


def row_of(status: StatusLine, *, width: int = 80, language: str = "en", operator: str = "Marija") -> str:
    tr = Translator(language)
    left, right = fitted(left_parts(tr, status, NOW), right_parts(tr, "03", operator, NOW), width - 2)
    return "  ".join(part.forms[0] for part in (*left, *right))


def test_the_usual_row_says_everything() -> None:
    status = StatusLine(
        outage_since=NOW - timedelta(minutes=38), central_answers=False, to_send=57, printing=(("printer ok", {}),),
        prices_as_of=NOW.replace(hour=6, minute=0),
    )  # fmt: skip
    assert row_of(status) == "OFFLINE 38 min  57 to send  printer ok  prices 06:00  Till 03  Marija  14:40"


def test_when_the_central_answers_printer_and_prices_stay_on_the_row() -> None:
    status = StatusLine(
        outage_since=NOW - timedelta(minutes=38), central_answers=True, to_send=57, printing=(("printer ok", {}),),
        prices_as_of=NOW.replace(hour=6, minute=0),
    )  # fmt: skip
    assert row_of(status) == "CENTRAL ANSWERS 38 min  57 to send  printer ok  prices 06:00  Marija  14:40"
    assert "still selling 38 min" in row_of(status, width=120)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answers", [False, True, None])
def test_outage_queue_printer_faults_practice_and_clock_never_disappear(language: str, answers: bool | None) -> None:
    tr = Translator(language)
    for minutes, to_send, faults, age in itertools.product((3, 100, 9000), (0, 123456), (1, 3), (0, 3, None)):
        status = StatusLine(
            practice="DEMO",
            outage_since=NOW - timedelta(minutes=minutes),
            central_answers=answers,
            to_send=to_send,
            printing=FAULTS[:faults],
            printing_is_fine=False,
            prices_as_of=None if age is None else NOW - timedelta(days=age),
        )
        row = row_of(status, language=language, operator="Marija Magdalena Horvat-Novak")
        assert width_of(row) <= 78, row
        assert tr.text("CENTRAL ANSWERS" if answers else "OFFLINE") in row, row
        assert tr.text("{count} to send", count=to_send) in row
        assert f"! {tr.text('paper out')}" in row
        assert tr.text("DEMO") in row
        assert row.endswith("14:40")


def test_every_printer_fault_is_counted_where_it_does_not_fit() -> None:
    status = StatusLine(
        outage_since=NOW - timedelta(minutes=100), central_answers=True, to_send=123456, printing=FAULTS,
        printing_is_fine=False, prices_as_of=NOW,
    )  # fmt: skip
    assert "! paper out  +2" in row_of(status)


def test_old_prices_are_said_longer_than_who_sells() -> None:
    status = StatusLine(
        practice="DEMO", outage_since=NOW - timedelta(minutes=100), central_answers=True, to_send=123456,
        printing=FAULTS[:1], printing_is_fine=False, prices_as_of=NOW - timedelta(days=2),
    )  # fmt: skip
    assert "prices 20.11." in row_of(status)


def test_a_till_without_a_central_says_nothing_about_sending(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        assert "to send" not in hand.screen_text
        assert hand.screen_text.lstrip().startswith("DEMO  OFFLINE")

    at_the_till(template, tmp_path / "shop", story)


def test_the_whole_row_is_told_by_the_menu_and_by_a_press(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f12")
        await hand.chooses("The top row in full")
        await hand.sees("Selling here", "none is set up: sales are kept here", "Prices as of", "printer")
        await hand.presses("escape")
        await hand.taps("OFFLINE")
        await hand.sees("none is set up")

    at_the_till(template, tmp_path / "shop", story)


def test_the_words_for_faults_are_those_of_the_printing() -> None:
    from fallback_pos.receipts.printing_status import _SHORT

    assert _SHORT[PaperOut.sentence] == FAULTS[0][0]
