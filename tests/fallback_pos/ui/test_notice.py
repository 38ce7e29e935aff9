"""Facts to read: what the window has no room for is scrolled to, and the way out stays in sight."""

from __future__ import annotations

from pathlib import Path

from fallback_pos.ui.dialogs.notice import NoticeDialog
from tests.fallback_pos.ui.shop import Hand, at_the_till


def test_more_facts_than_rows_are_scrolled_to_and_ok_stays_in_sight(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        facts = [(f"fact {number:02}", f"value {number:02}") for number in range(1, 41)]
        await hand.app.push_screen(NoticeDialog(hand.app.session, "Many facts", (), facts))
        await hand.sees("fact 01", "OK", "1–18 / 40")
        assert "fact 40" not in hand.screen_text
        await hand.presses("down", "pagedown", "pagedown", "pagedown", "pagedown")
        await hand.sees("fact 40", "OK", "23–40 / 40")
        await hand.presses("up")
        await hand.sees("22–39 / 40")
        await hand.taps("↓")
        await hand.sees("23–40 / 40")
        await hand.types("\r")
        await hand.waits_for(lambda: "Many facts" not in hand.screen_text)

    at_the_till(template, tmp_path / "shop", story)
