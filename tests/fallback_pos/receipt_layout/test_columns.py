"""Lines of paper: nothing is cut, nothing is too wide, Chinese counts double."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.receipt_layout.columns import indented, left_and_right, table_row, width, wrap

TEXTS = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ab č 农夫山泉　é\u0301\t\n\x1b")), max_size=80)


def without_spaces(text: str) -> str:
    return "".join(text.split())


@given(TEXTS, st.integers(2, 60))
def test_wrapping_loses_no_letter_and_keeps_the_width(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert all(line.strip() for line in lines)
    assert without_spaces("".join(lines)) == without_spaces("".join(wrap(text, 10_000)))


@given(TEXTS, st.text(alphabet="0123456789.,-", min_size=1, max_size=20), st.integers(24, 60), st.integers(0, 4))
def test_an_amount_stands_whole_at_the_right_edge(text: str, amount: str, columns: int, indent: int) -> None:
    lines = left_and_right(text, amount, columns, indent)
    assert lines[-1].endswith(amount)
    assert width(lines[-1]) == columns
    assert all(width(line) <= columns for line in lines)


def test_a_short_name_shares_its_line_with_the_amount() -> None:
    assert left_and_right("Kruh", "1.09", 12) == ["Kruh    1.09"]


def test_a_long_name_goes_on_below_and_the_amount_follows_it() -> None:
    assert left_and_right("Kruh bijeli veliki", "1.09", 12) == ["Kruh bijeli", "veliki  1.09"]
    assert left_and_right("Kruh bijelih", "1.09", 12) == ["Kruh bijelih", "        1.09"]


def test_chinese_counts_two_columns_a_character() -> None:
    assert width("农夫山泉") == 8
    assert wrap("农夫山泉矿泉水", 9) == ["农夫山泉", "矿泉水"]
    assert left_and_right("农夫山泉", "2.00", 13) == ["农夫山泉 2.00"]


def test_a_name_cannot_carry_a_printer_command() -> None:
    assert wrap("Milk\x1b@\x1dV0", 40) == ["Milk@V0"]


def test_indented_lines_leave_room_for_the_indent() -> None:
    assert indented("one two three", 7, 2) == ["  one", "  two", "  three"]


def test_table_cells_stand_under_each_other() -> None:
    assert table_row(["A", "25%", "1.00"], [4, 5, 6]) == "A      25%   1.00"
