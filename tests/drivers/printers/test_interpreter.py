"""The interpreter reads what printers read, in any pieces, and says what it does not know. Vectors are written by hand
from Epson's command reference, not made by our renderer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printers.interpreter import Interpreter, Question, read_paper
from drivers.printers.paper import (
    DrawerKick,
    PaperBarcode,
    PaperCut,
    PaperImage,
    PaperLine,
    PaperQr,
    UnknownBytes,
    paper_text,
)


def test_the_same_byte_is_another_letter_in_another_table() -> None:
    data = b"\x1b@\x1bt\x13\xd5\n\x1bt\x10\x80\n\x1bt\x0f\xa4\n\x1bt\x12\x9f\n\xd5\n\x1b@\xd5\n"
    assert read_paper(data).lines == ("€", "€", "€", "č", "Ň", "╒")


def test_chinese_mode_eats_high_bytes_in_pairs_until_switched_off() -> None:
    assert read_paper(b"\x1c&\xb3\xc8\xd6\xad\x1c.\x1bt\x13\xd5\n").lines == ("橙汁€",)
    assert read_paper(b"\x1bt\x13\xb3\xc8\n").lines == ("│╚",)
    assert read_paper(b"\xb3\xc8a\n", starts_in_chinese=True).lines == ("橙a",)
    assert read_paper(b"\x1c&\x81\x30\x81\x30\n").lines == ("\x80",)


def test_lines_wrap_at_the_paper_s_edge_counting_wide_and_double_characters() -> None:
    assert read_paper(b"abcdef\n", columns=4).lines == ("abcd", "ef")
    assert read_paper(b"\x1d!\x10abcd\n", columns=4).lines == ("ab", "cd")
    assert read_paper(b"\x1c&" + "橙汁茶".encode("gb18030") + b"\n", columns=4).lines == ("橙汁", "茶")


def test_barcodes_of_both_forms() -> None:
    data = (
        b"\x1dh\x40\x1dw\x02\x1dH\x02\x1dkI\x0d{B03-1-000057" + b"\x1dk\x02400638133393\x00" + b"\x1dkI\x04{C\x0c\x22"
    )
    assert [element for element in read_paper(data).elements if isinstance(element, PaperBarcode)] == [
        PaperBarcode("CODE128", "03-1-000057", "left", 64, 2, "below"),
        PaperBarcode("EAN13", "400638133393", "left", 64, 2, "below"),
        PaperBarcode("CODE128", "1234", "left", 64, 2, "below"),
    ]


def test_qr_is_stored_then_printed() -> None:
    store = b"\x1d(k\x07\x001P0abcd" + b"\x1d(k\x03\x001C\x05" + b"\x1d(k\x03\x001E2"
    assert read_paper(store).elements == ()
    assert read_paper(store + b"\x1ba\x01\x1d(k\x03\x001Q0").elements == (PaperQr("abcd", 5, "Q", "center"),)


def test_pictures_of_each_kind() -> None:
    raster = b"\x1dv0\x00\x01\x00\x02\x00\xf0\x0f"
    columns = b"\x1b*\x00\x02\x00\x80\x01"
    graphics = b"\x1d(L\x0b\x000p0\x01\x011\x08\x00\x01\x00\xaa\x1d(L\x02\x0002"
    first, second, third = read_paper(raster + columns + graphics).elements
    assert first == PaperImage(8, 2, b"\xf0\x0f")
    assert second == PaperImage(2, 8, b"\x80\0\0\0\0\0\0\x40")
    assert third == PaperImage(8, 1, b"\xaa")


def test_drawer_pulse_with_pin_and_times() -> None:
    assert read_paper(b"\x1bp\x00\x19\xfa\x1bp1\x32\x32").kicks == (DrawerKick(2, 50, 500), DrawerKick(5, 100, 100))


def test_cuts_full_and_partial_end_the_line_first() -> None:
    assert read_paper(b"a\x1dV\x00b\x1dVB\x05").elements == (
        *read_paper(b"a\n").elements,
        PaperCut(partial=False),
        *read_paper(b"b\n").elements,
        PaperCut(partial=True),
    )


def test_commands_inside_other_data_are_data() -> None:
    data = b"\x1d(k\x08\x001P0\x1bp\x00\n\n" + b"\x1d(k\x03\x001Q0"
    paper = read_paper(data)
    assert paper.kicks == ()
    assert paper.codes == ("\x1bp\x00\n\n",)


def test_unknown_bytes_and_a_broken_off_end_are_reported() -> None:
    assert read_paper(b"\x1b\x01ok\n\x1dv0\x00\x10").unknown == (
        UnknownBytes(b"\x1b\x01"),
        UnknownBytes(b"\x1dv0\x00\x10"),
    )


def test_a_picture_of_absurd_size_does_not_silence_the_printer() -> None:
    paper = read_paper(b"\x1dv0\x00\xff\xff\xff\xffok\n")
    assert paper.unknown
    assert paper.lines[-1].endswith("ok")


def test_questions_come_out_in_order_with_the_lines() -> None:
    interpreter = Interpreter()
    interpreter.feed(b"a\n\x1d(H\x06\x0000ABCD\x1dr\x01b\n")
    assert [type(event) for event in interpreter.events()] == [PaperLine, Question, Question, PaperLine]


def test_paper_as_text_places_and_names_things() -> None:
    text = paper_text(read_paper(b"\x1ba\x01shop\n\x1ba\x02end\n\x1bp\x00\x19\x19\x1dVA\x00", columns=10))
    assert text.splitlines() == ["   shop", "       end", "[drawer pin 2]", "- - - - -"]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pieces_of_any_size_read_the_same(size: int) -> None:
    data = b"\x1b@\x1c&\xb3\xc8\x1c.\x1dv0\x00\x01\x00\x02\x00\xf0\x0f"
    data += b"\x1d(k\x07\x001P0abcd\x1d(k\x03\x001Q0x\x1dkI\x03{Bz\n\x1dVB\x00"
    interpreter = Interpreter()
    events = []
    for start in range(0, len(data), size):
        interpreter.feed(data[start : start + size])
        events += list(interpreter.events())
    assert tuple(events) == read_paper(data).elements


@given(st.binary(max_size=600))
def test_no_garbage_makes_it_fail_or_hang(garbage: bytes) -> None:
    interpreter = Interpreter(columns=16)
    interpreter.feed(garbage)
    list(interpreter.events())
    assert paper_text(read_paper(garbage)) is not None
