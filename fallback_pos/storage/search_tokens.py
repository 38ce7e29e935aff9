"""How names become search tokens, and typed text becomes terms: the two halves that must agree.

The search table holds tokens that are made here, because no tokenizer of SQLite does all of this: letters without
their marks (č and ć as c, đ as d), Chinese from one character, beginnings of words from one letter, and any part of a
word from three letters. SQLite's own tokenizer only splits the result at spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

LONGEST_QUERY_CHARACTERS = 64
MOST_TERMS = 8
MOST_PARTS_PER_TERM = 8
"""Three-letter parts asked of the table per term; the name itself is compared with the whole term afterwards."""
SHORTEST_PART_LETTERS = 3
WORD_START = "_"
"""Marks a token as the beginning of a word; never part of a name's words."""

# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN = str.maketrans(
    {"đ": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t", "_": " "}
)
# Scripts written without spaces between words: a character is what a person types first there.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(rf"(?P<spaceless>[{_SPACELESS}]+)|(?P<word>[^\W{_SPACELESS}]+)")
_ASCII_WORD = re.compile(r"[0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a person typed: a word or a run of characters without spaces. All terms of a query must match.

    `tokens` must all be in the search table's row; `text` must be in the folded name where `needs_check` says that
    the tokens alone could come from different places. `starts` are tokens of names where the term begins a word.
    """

    text: str
    tokens: tuple[str, ...]
    starts: tuple[str, ...]
    needs_check: bool


class _Folded(dict[int, str]):
    """What each character folds to, worked out when it is first met: a search folds hundreds of names."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code)).casefold().translate(_PLAIN)
        bare = "".join([part for part in parts if not unicodedata.combining(part)])
        folded = self[code] = unicodedata.normalize("NFC", bare)
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Lower case without diacritics and width variants, so that "Čokolada" and "COKOLADA" are one."""
    if text.isascii():
        return text.lower().replace(WORD_START, " ")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).translate(_FOLDED))


def name_tokens(names: Iterable[str]) -> str:
    """The tokens of a product's names, separated by spaces, for the search table."""
    tokens: set[str] = set()
    for name in names:
        folded = fold(name)
        if folded.isascii():
            for word in _ASCII_WORD.findall(folded):
                _add_word(word, tokens)
            continue
        for run in _RUN.finditer(folded):
            spaceless = run.group("spaceless")
            if spaceless is None:
                _add_word(run.group(), tokens)
            else:
                tokens.update(spaceless)
                tokens.update(map("".join, pairwise(spaceless)))
    return " ".join(tokens)


def terms_of(query: str) -> tuple[Term, ...]:
    """The terms of what a person typed, at most MOST_TERMS of them, from at most LONGEST_QUERY_CHARACTERS."""
    terms: dict[str, Term] = {}
    for run in _RUN.finditer(fold(query[:LONGEST_QUERY_CHARACTERS])):
        text = run.group()
        terms[text] = _spaceless_term(text) if run.group("spaceless") else _word_term(text)
    return tuple(terms.values())[:MOST_TERMS]


def _add_word(word: str, tokens: set[str]) -> None:
    tokens.add(WORD_START + word[0])
    if len(word) > 1:
        tokens.add(WORD_START + word[:2])
    if len(word) >= SHORTEST_PART_LETTERS:
        tokens.add(WORD_START + word[:3])
        tokens.update(map("".join, zip(word, word[1:], word[2:], strict=False)))


def _word_term(word: str) -> Term:
    start = WORD_START + word[:SHORTEST_PART_LETTERS]
    if len(word) < SHORTEST_PART_LETTERS:
        return Term(word, (start,), (start,), needs_check=False)
    parts = _spread(tuple(dict.fromkeys(word[at : at + 3] for at in range(len(word) - 2))))
    return Term(word, parts, (start, *parts[1:]), needs_check=len(word) > SHORTEST_PART_LETTERS)


def _spaceless_term(text: str) -> Term:
    if len(text) == 1:
        return Term(text, (text,), (text,), needs_check=False)
    pairs = _spread(tuple(dict.fromkeys(text[at : at + 2] for at in range(len(text) - 1))))
    return Term(text, pairs, pairs, needs_check=len(text) > 2)


def _spread(parts: tuple[str, ...]) -> tuple[str, ...]:
    """At most MOST_PARTS_PER_TERM of the parts, first and last among them: the end tells long words apart."""
    if len(parts) <= MOST_PARTS_PER_TERM:
        return parts
    last = len(parts) - 1
    return tuple(parts[last * step // (MOST_PARTS_PER_TERM - 1)] for step in range(MOST_PARTS_PER_TERM))
