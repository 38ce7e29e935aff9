"""Search as one types, over the layers of a catalogue, in bounded work per keystroke.

Names that begin with the typed words come before names that only contain them. Of a term that thousands of names share
only the first candidates are looked at, so that one typed letter costs no more than ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from fallback_pos.domain.product import Product
from fallback_pos.storage.catalogue_layer import Named, SealedLayer
from fallback_pos.storage.search_tokens import Term, fold, terms_of

CANDIDATES_RANKED = 200
"""Names of which a word begins with each term: this many are ranked, the best are shown."""
CANDIDATES_CHECKED = 1_000
"""Names that hold all parts of a term are compared with the whole term, at most this many."""
LARGEST_LIMIT = 200
_NUMBER_FORMS = ("plu:", "", "0", "00", "000000", "text:")
"""What may stand before typed digits in a lookup key: a PLU; GTINs of 14, 13, 12, 8 digits (see barcodes/keys.py)."""
_FEWEST_DIGITS_OF_A_CODE = 2


Candidate = tuple[Named, str]
"""A product that may be shown, and its folded names, one a line."""


def search_layers(layers: Sequence[SealedLayer], text: str, limit: int) -> list[Product]:
    """At most `limit` products for what was typed, the best first. An earlier layer's product hides a later one."""
    limit = max(0, min(limit, LARGEST_LIMIT))
    query = _Query(text, terms_of(text), limit)
    return [layer.product(named) for layer, named in islice(_found(layers, query), limit)] if query.terms else []


def _found(layers: Sequence[SealedLayer], query: _Query) -> Iterator[tuple[SealedLayer, Named]]:
    """What matches, each product once, the best first; nobody looks further than is asked for."""
    seen: set[str] = set()
    for source in (_by_number, _by_word_starts, _by_any_part):
        for position, layer in enumerate(layers):
            for named, _ in source(layer, query):
                if named.id not in seen and not _hidden(layers[:position], named):
                    seen.add(named.id)
                    yield layer, named


@dataclass(frozen=True, slots=True)
class _Query:
    text: str
    terms: tuple[Term, ...]
    limit: int


def _by_number(layer: SealedLayer, query: _Query) -> Iterable[Candidate]:
    """The product with this id, then those with a code that begins with these digits."""
    digits = query.text.strip()
    for named in layer.named(digits):
        yield named, ""
    if not (digits.isascii() and digits.isdigit() and len(digits) >= _FEWEST_DIGITS_OF_A_CODE):
        return
    for form in _NUMBER_FORMS:
        for named in layer.with_key_prefix(form + digits, query.limit):
            yield named, ""


def _by_word_starts(layer: SealedLayer, query: _Query) -> Iterable[Candidate]:
    match = _all_of(token for term in query.terms for token in term.starts)
    return _ranked(islice(_holding(layer, match, query.terms), CANDIDATES_RANKED), query)


def _by_any_part(layer: SealedLayer, query: _Query) -> Iterable[Candidate]:
    match = _all_of(token for term in query.terms for token in term.tokens)
    return _ranked(islice(_holding(layer, match, query.terms), CANDIDATES_RANKED + query.limit), query)


def _ranked(candidates: Iterable[Candidate], query: _Query) -> Iterable[Candidate]:
    typed, starts = fold(query.text).strip(), tuple(" " + term.text for term in query.terms)
    return sorted(candidates, key=lambda candidate: _rank(candidate, typed, starts))


def _holding(layer: SealedLayer, match: str, terms: Sequence[Term]) -> Iterator[Candidate]:
    checked = [term.text for term in terms if term.needs_check]
    for named in islice(layer.with_tokens(match), CANDIDATES_CHECKED):
        names = fold(named.name)
        if named.more is not None:
            names = "\n".join((names, *map(fold, named.other_names)))
        if all(text in names for text in checked):
            yield named, names


def _rank(candidate: Candidate, typed: str, starts: Sequence[str]) -> tuple[int, int, str]:
    """Lower is better: the name itself, a name that begins so, words that begin so; then the shorter name."""
    name, names = candidate[0].name, candidate[1]
    if names == typed:
        return 0, 0, name
    if names.startswith(typed) or f"\n{typed}" in names:
        return 1, len(name), name
    spaced = f" {names}".replace("\n", " ")
    return 2 if all(start in spaced for start in starts) else 3, len(name), name


def _hidden(earlier: Sequence[SealedLayer], named: Named) -> bool:
    return any(
        layer.by_id(named.id) is not None or (named.key is not None and layer.find(named.key) is not None)
        for layer in earlier
    )


def _all_of(tokens: Iterable[str]) -> str:
    return " AND ".join(f'"{token}"' for token in dict.fromkeys(tokens))
