import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.storage.search_tokens import (
    LONGEST_QUERY_CHARACTERS,
    MOST_PARTS_PER_TERM,
    MOST_TERMS,
    fold,
    name_tokens,
    terms_of,
)

NAMES = st.text(st.sampled_from("abcčćđšžŽABCßłøÆ牛奶茶ガがéÉ 0123456789-,./_'\u0301ＡＢ한글"), max_size=40)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Čokolada ĆEVAPI Đumbir Šećer Žito", "cokolada cevapi dumbir secer zito"),
        ("Straße ŁÓDŹ smørrebrød Œuf", "strasse lodz smorrebrod oeuf"),
        ("ＣＯＬＡ　１", "cola 1"),
        ("牛奶", "牛奶"),
        ("한글", "한글"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),
    ],
)
def test_letters_are_compared_without_marks_case_and_width(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(NAMES)
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(NAMES)
def test_every_term_of_a_name_finds_tokens_in_that_name(name: str) -> None:
    tokens = set(name_tokens([name]).split())
    for term in terms_of(name):
        assert set(term.tokens) <= tokens, term
        assert set(term.starts) <= tokens, term


@given(NAMES, st.integers(0, 10), st.integers(1, 10))
def test_any_part_of_a_word_of_three_letters_finds_tokens_in_the_name(name: str, start: int, length: int) -> None:
    tokens = set(name_tokens([name]).split())
    for term in terms_of(name):
        part = term.text[start : start + length]
        if len(part) >= 3:
            for inner in terms_of(part):
                assert set(inner.tokens) <= tokens


def test_short_words_are_asked_by_their_beginning_and_longer_ones_by_their_parts() -> None:
    short, long = terms_of("ja naranča")
    assert short.tokens == ("_ja",)
    assert long.tokens == ("nar", "ara", "ran", "anc", "nca")
    assert long.starts == ("_nar", "ara", "ran", "anc", "nca")


def test_chinese_is_asked_from_one_character() -> None:
    assert terms_of("奶")[0].tokens == ("奶",)
    assert terms_of("牛奶糖")[0].tokens == ("牛奶", "奶糖")


def test_a_pasted_novel_costs_no_more_than_a_line() -> None:
    terms = terms_of("ab cd " * 10_000)
    assert len(terms) <= MOST_TERMS
    assert terms_of("x" * (LONGEST_QUERY_CHARACTERS + 50))[0].text == "x" * LONGEST_QUERY_CHARACTERS


@pytest.mark.parametrize("text", ["", "   ", "?!", '"', "***", "_"])
def test_punctuation_is_no_term(text: str) -> None:
    assert terms_of(text) == ()


def test_of_a_long_word_the_end_is_asked_for_too() -> None:
    [term] = terms_of("čokoladomatika")
    assert len(term.tokens) == MOST_PARTS_PER_TERM
    assert (term.tokens[0], term.tokens[-1]) == ("cok", "ika")
