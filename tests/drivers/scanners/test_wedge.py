"""A keyboard-wedge scanner is told from a hand by timing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scan import Scan
from drivers.scanners.framing import FramingSettings
from drivers.scanners.wedge import ScanRefused, Typed, WedgeClassifier, WedgeEvent, WedgeSettings

CODE = "4006381333931"


def keys(classifier: WedgeClassifier, characters: str, gap_seconds: float, start: float = 0.0) -> list[WedgeEvent]:
    """Press the keys one by one, calling `silence` whenever it falls due, as a screen's timer does."""
    events: list[WedgeEvent] = []
    at = start
    for character in characters:
        if classifier.deadline is not None and classifier.deadline <= at:
            events += classifier.silence(classifier.deadline)
        events += classifier.key(character, at)
        at += gap_seconds
    return events


def rest(classifier: WedgeClassifier) -> list[WedgeEvent]:
    return classifier.silence(classifier.deadline) if classifier.deadline is not None else []


@pytest.mark.parametrize("gap", [0.00002, 0.0021, 0.0104, 0.03])
@pytest.mark.parametrize("end", ["\r", "\t", "\r\n", "\x03", "\x03\r\n"])
def test_a_burst_is_a_scan_and_its_ending_is_swallowed(gap: float, end: str) -> None:
    classifier = WedgeClassifier("wedge")
    events = keys(classifier, CODE + end, gap) + rest(classifier)
    assert [(event.text, event.source) for event in events if isinstance(event, Scan)] == [(CODE, "wedge")]
    assert len(events) == 1


def test_a_burst_without_enter_is_a_scan_after_silence() -> None:
    classifier = WedgeClassifier()
    assert keys(classifier, CODE, 0.002) == []
    assert classifier.silence(0.05) == []
    assert [event.text for event in rest(classifier) if isinstance(event, Scan)] == [CODE]


def test_typing_comes_through_character_by_character() -> None:
    classifier = WedgeClassifier()
    events = keys(classifier, "3*3850104047015\r", 0.09) + rest(classifier)
    assert "".join(event.characters for event in events if isinstance(event, Typed)) == "3*3850104047015\r"
    assert not any(isinstance(event, Scan) for event in events)


def test_a_typed_character_is_held_no_longer_than_the_gap() -> None:
    classifier = WedgeClassifier(settings=WedgeSettings(maximum_gap_seconds=0.035))
    classifier.key("7", 1.0)
    assert classifier.deadline == pytest.approx(1.035)
    assert classifier.silence(1.035) == [Typed("7")]
    assert classifier.deadline is None


def test_a_scan_while_an_amount_is_typed_never_reads_as_part_of_it() -> None:
    classifier = WedgeClassifier()
    events = keys(classifier, "20", 0.12)
    events += keys(classifier, CODE + "\r", 0.002, start=0.5)
    assert events[:2] == [Typed("2"), Typed("0")]
    assert isinstance(events[2], Scan)
    assert events[2].text == CODE


def test_a_key_held_down_is_not_a_scan() -> None:
    classifier = WedgeClassifier()
    events = keys(classifier, "0" * 30 + "\r", 0.033)
    assert events == [Typed("0" * 30 + "\r")]


def test_enter_alone_and_short_fast_input_are_typing() -> None:
    classifier = WedgeClassifier()
    assert classifier.key("\r", 1.0) == [Typed("\r")]
    assert keys(classifier, "12\r", 0.001, start=2.0) == [Typed("12\r")]


def test_group_separators_and_aim_identifier_survive() -> None:
    classifier = WedgeClassifier()
    (scan,) = keys(classifier, "\x02]C110ABC\x1d17261231\r", 0.002)
    assert isinstance(scan, Scan)
    assert (scan.symbology, scan.text) == ("]C1", "10ABC\x1d17261231")


def test_a_hiccup_inside_a_scan_does_not_split_it() -> None:
    classifier = WedgeClassifier()
    events = keys(classifier, "40063813", 0.002)
    events += keys(classifier, "33931\r", 0.002, start=0.07)
    assert [event.text for event in events if isinstance(event, Scan)] == [CODE]


def test_enter_by_hand_after_a_scan_still_counts() -> None:
    classifier = WedgeClassifier()
    keys(classifier, CODE + "\r", 0.002)
    assert classifier.key("\r", 1.0) == [Typed("\r")]


def test_an_endless_burst_is_refused_and_bounded() -> None:
    classifier = WedgeClassifier(settings=WedgeSettings(framing=FramingSettings(length_limit_bytes=50)))
    (event,) = keys(classifier, "12" * 5000 + "\r", 0.001)
    assert isinstance(event, ScanRefused)
    assert event.fault.code == "ScanTooLong"


@given(st.text(alphabet="0123456789abcXYZ*,.-\r\t", max_size=60), st.floats(0.04, 0.4))
def test_nothing_typed_by_hand_is_ever_lost_or_changed(characters: str, gap: float) -> None:
    classifier = WedgeClassifier()
    events = keys(classifier, characters, gap) + rest(classifier)
    assert "".join(event.characters for event in events if isinstance(event, Typed)) == characters
