"""Bytes become scans, whatever wraps them and however they are cut into reads."""

import itertools
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.faults import WrongSetting
from drivers.scanners.framing import Frame, FrameAssembler, FramingSettings, ScanFault

CODE = "4006381333931"
VECTORS = Path(os.environ.get("SCAN_VECTORS", Path(__file__).parents[4] / "shared" / "data" / "scan_vectors.json"))


def read(data: bytes, settings: FramingSettings | None = None) -> list[Frame | ScanFault]:
    assembler = FrameAssembler(settings)
    return assembler.feed(data, 10.0) + assembler.idle(20.0)


def texts(results: list[Frame | ScanFault]) -> list[str]:
    return [result.text for result in results if isinstance(result, Frame)]


def faults(results: list[Frame | ScanFault]) -> list[str]:
    return [result.fault.code for result in results if isinstance(result, ScanFault)]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\t\r\n", b""])
def test_each_usual_ending_gives_the_same_scan(end: bytes) -> None:
    assert texts(read(CODE.encode() + end)) == [CODE]


@pytest.mark.parametrize("end", [b"", b"\r", b"\r\n"])
@pytest.mark.parametrize("inner", [b"", b"\r\n"])
def test_stx_etx_is_taken_off(inner: bytes, end: bytes) -> None:
    assert read(b"\x02" + CODE.encode() + inner + b"\x03" + end) == [Frame(CODE, None, 10.0)]


def test_stx_etx_keeps_the_line_breaks_inside_a_2d_code() -> None:
    assert texts(read(b"\x02name\r\nstreet\x03\r\n")) == ["name\r\nstreet"]


def test_aim_identifier_is_taken_off_and_named() -> None:
    assert read(b"]E04006381333931\r") == [Frame(CODE, "]E0", 10.0)]


def test_group_separators_stay_inside_and_in_front() -> None:
    assert texts(read(b"\x1d0109506000134352\r")) == ["\x1d0109506000134352"]
    assert read(b"]C110ABC\x1d17261231\r") == [Frame("10ABC\x1d17261231", "]C1", 10.0)]


def test_configured_prefix_and_suffix_are_taken_off_when_present() -> None:
    settings = FramingSettings(prefix=b"F", suffix=b"#\r")
    assert texts(read(b"F4006381333931#\r4006381333931\r", settings)) == [CODE, CODE]


def test_suffix_without_terminator_ends_the_scan_without_waiting_for_silence() -> None:
    assembler = FrameAssembler(FramingSettings(suffix=b"##"))
    assert texts(assembler.feed(b"40063813", 1.0)) == []
    assert texts(assembler.feed(b"33931#", 1.0)) == []
    assert texts(assembler.feed(b"#123456##", 1.0)) == [CODE, "123456"]


def test_unconfigured_vendor_letter_stays() -> None:
    assert texts(read(b"F4006381333931\r")) == ["F4006381333931"]


def test_empty_scan_is_ignored() -> None:
    assert read(b"\r\r\n\t\x02\x03]E0\r") == []


def test_silence_ends_a_scan_and_says_when_its_last_byte_came() -> None:
    assembler = FrameAssembler(FramingSettings(idle_timeout_seconds=0.1))
    assembler.feed(b"400638", 5.0)
    assembler.feed(b"1333931", 5.05)
    assert assembler.pending
    assert assembler.idle(5.1) == []
    assert assembler.idle(5.16) == [Frame(CODE, None, 5.05)]
    assert not assembler.pending


def test_two_scans_without_terminator_are_not_glued_when_the_line_was_silent_between_reads() -> None:
    assembler = FrameAssembler()
    assembler.feed(CODE.encode(), 1.0)
    assert texts(assembler.feed(b"96385074\r", 2.0)) == [CODE, "96385074"]


def test_scan_broken_off_between_stx_and_etx_is_damaged_not_shortened() -> None:
    assert faults(read(b"\x02400638")) == ["ScanDamaged"]
    results = read(b"\x02400638\x024006381333931\x03")
    assert faults(results) == ["ScanDamaged"]
    assert texts(results) == [CODE]


def test_a_lost_byte_replaced_by_noise_never_becomes_another_code() -> None:
    assert faults(read(b"40063\x00381333931\r")) == ["ScanDamaged"]


def test_noise_at_plug_in_does_not_cost_the_first_scan() -> None:
    assert texts(read(b"\x00\x00\x7f4006381333931\r")) == [CODE]


def test_too_long_is_reported_once_and_the_next_scan_is_clean() -> None:
    settings = FramingSettings(length_limit_bytes=100)
    assembler = FrameAssembler(settings)
    results = [result for _ in range(500) for result in assembler.feed(b"9" * 64, 1.0)]
    results += assembler.feed(b"\r" + CODE.encode() + b"\r", 1.0)
    assert faults(results) == ["ScanTooLong"]
    assert texts(results) == [CODE]


def test_text_beyond_ascii_is_read_as_utf8_and_else_as_latin1() -> None:
    assert texts(read("橙汁\r".encode())) == ["橙汁"]
    assert texts(read("naranč\r".encode("latin-1", "ignore") + b"\xe9\r")) == ["naran", "é"]


def test_nonsense_settings_are_refused_with_their_name() -> None:
    with pytest.raises(WrongSetting, match="idle_timeout_seconds"):
        FramingSettings(idle_timeout_seconds=0)


@given(st.binary(max_size=400), st.lists(st.integers(0, 400), max_size=8))
def test_how_the_bytes_are_cut_into_reads_never_changes_the_scans(data: bytes, cuts: list[int]) -> None:
    settings = FramingSettings(length_limit_bytes=10_000)
    assembler = FrameAssembler(settings)
    results: list[Frame | ScanFault] = []
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for start, end in itertools.pairwise(edges):
        results += assembler.feed(data[start:end], 1.0)
    results += assembler.idle(99.0)
    whole = FrameAssembler(settings)
    expected = whole.feed(data, 1.0) + whole.idle(99.0)
    assert texts(results) == texts(expected)
    assert faults(results) == faults(expected)


@given(st.binary(max_size=3000))
def test_after_any_garbage_the_next_scan_is_read(garbage: bytes) -> None:
    assembler = FrameAssembler()
    assembler.feed(garbage, 1.0)
    assembler.idle(2.0)
    assert texts(assembler.feed(CODE.encode() + b"\r", 3.0)) == [CODE]


def test_every_published_vector_is_framed() -> None:
    if not VECTORS.exists():
        pytest.skip(f"no scan vectors at {VECTORS}; name the file in SCAN_VECTORS")
    for vector in json.loads(VECTORS.read_text())["vectors"]:
        raw = bytes.fromhex(vector["raw_hex"])
        settings = FramingSettings(prefix=b"F") if "prefix" in vector["source"] else FramingSettings()
        results = read(raw, settings)
        wanted = [] if vector["id"] in {"frame-11", "overlong"} else _expected_texts(vector["raw"], settings)
        assert texts(results) == wanted, vector["id"]
        assert faults(results) == (["ScanTooLong"] if vector["id"] == "overlong" else []), vector["id"]
        symbology = vector["expect"].get("symbology")
        if symbology:
            assert next(result.symbology for result in results if isinstance(result, Frame)) == symbology


def _expected_texts(raw: str, settings: FramingSettings) -> list[str]:
    pieces = [piece.strip("\x02\x03\n").removeprefix(settings.prefix.decode()) for piece in raw.split("\r")]
    return [piece[3:] if piece.startswith("]") else piece for piece in pieces if piece]
