"""A scanner that types like a keyboard, beside a hand that does."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual import events
from textual.screen import Screen

from drivers.scanners.wedge import WedgeSettings
from tests.fallback_pos.ui.shop import BREAD, SOY_SAUCE, Hand, at_the_till, fresh_shop, hand_at

SCANNER = WedgeSettings()


def keys_of(text: str, gap_seconds: float, *, start: float) -> list[events.Key]:
    """The keys of a scan as the terminal sends them, GS as the key Textual makes of it."""
    names = {"\r": "enter", "\n": "ctrl+j", "\t": "tab", "\x1d": "ctrl+right_square_bracket", "\x02": "ctrl+b"}
    made = []
    for index, character in enumerate(text):
        name = names.get(character, character)
        event = events.Key(name, character if character.isprintable() else None)
        event.time = start + index * gap_seconds
        made.append(event)
    return made


def wedge_scans(screen: Screen[object], text: str, gap_seconds: float = 0.002) -> None:
    for event in keys_of(text, gap_seconds, start=asyncio.get_running_loop().time()):
        screen.post_message(event)


def test_a_keyboard_scan_sells_whatever_ends_it(template: Path, tmp_path: Path) -> None:
    async def told() -> None:
        async with hand_at(fresh_shop(template, tmp_path / "shop"), wedge=SCANNER) as hand:
            await hand.starts_to_sell()
            for count, end in enumerate(("\r", "\r\n", "\t", ""), start=1):
                wedge_scans(hand.app.screen, BREAD + end)
                await hand.sees(f"{count} × 1.29" if count > 1 else "White bread")
            assert len(hand.till.checkout.cart.lines) == 1

    asyncio.run(told())


def test_separators_and_prefixes_of_a_scan_do_not_reach_the_terminals_keys(template: Path, tmp_path: Path) -> None:
    async def told() -> None:
        async with hand_at(fresh_shop(template, tmp_path / "shop"), wedge=SCANNER) as hand:
            await hand.starts_to_sell()
            wedge_scans(hand.app.screen, f"\x02]C101{BREAD.zfill(14)}10ABC\x1d21XYZ\r")
            await hand.sees("White bread")
            assert hand.app.is_running

    asyncio.run(told())


def test_a_keyboard_scan_while_counting_is_refused_and_leaves_the_amount(template: Path, tmp_path: Path) -> None:
    async def told() -> None:
        async with hand_at(fresh_shop(template, tmp_path / "shop"), wedge=SCANNER) as hand:
            await hand.starts_to_sell()
            wedge_scans(hand.app.screen, f"{BREAD}\r")
            await hand.sees("White bread")
            await hand.presses("f9")
            await hand.sees("Cash given")
            wedge_scans(hand.app.screen, f"{SOY_SAUCE}\r")
            await hand.sees("! Finish or leave this first", "1.29▏")
            assert not hand.till.checkout.cart.tenders

    asyncio.run(told())


def test_what_is_pasted_is_a_scan_when_it_is_as_long_as_a_code(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        hand.app.screen.post_message(events.Paste(f"{BREAD}\r"))
        await hand.sees("White bread")
        await hand.presses("f9")
        await hand.sees("Cash given")
        hand.app.screen.post_message(events.Paste(SOY_SAUCE))
        await hand.sees("! Finish or leave this first")

    at_the_till(template, tmp_path / "shop", story)


def test_a_held_key_and_a_slow_hand_are_typing(template: Path, tmp_path: Path) -> None:
    async def told() -> None:
        async with hand_at(fresh_shop(template, tmp_path / "shop"), wedge=SCANNER) as hand:
            await hand.starts_to_sell()
            wedge_scans(hand.app.screen, "1111111")
            await hand.sees("› 1111111")
            await hand.presses("escape")
            wedge_scans(hand.app.screen, "2*4053", gap_seconds=0.09)
            await hand.sees("› 2*4053")

    asyncio.run(told())


def test_a_script_types_as_fast_as_a_scanner_and_is_understood(template: Path, tmp_path: Path) -> None:
    async def told() -> None:
        async with hand_at(fresh_shop(template, tmp_path / "shop"), wedge=SCANNER) as hand:
            await hand.waits_for(lambda: hand.app.session.till is not None)
            for keys, then in (
                ("301\r", "› PIN"),
                ("301301\r", "Open a shift"),
                ("100.00\r", "› The cash comes from"),
                ("f9", "Switch over"),
                ("No network\r", "TO PAY"),
                (f"3*{BREAD}\r", "3 × 1.29"),
            ):
                if keys == "f9":
                    await hand.presses(keys)
                else:
                    wedge_scans(hand.app.screen, keys)
                await hand.sees(then)

    asyncio.run(told())


def test_every_command_has_a_second_key_that_no_scanner_sends() -> None:
    from fallback_pos.ui.commands.table import COMMANDS

    on_bar = [command for command in COMMANDS if command.bar]
    assert all(command.key and command.second and command.shown for command in on_bar)
    taken_by_scanners = {"ctrl+b", "ctrl+c", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+right_square_bracket"}
    assert not taken_by_scanners & {command.second for command in COMMANDS}
    keys = [(key, command.run) for command in COMMANDS for key in (command.key, command.second) if key]
    assert all(len({run for known, run in keys if known == key}) == 1 for key, _ in keys)
