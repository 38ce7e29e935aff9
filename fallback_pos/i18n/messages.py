"""Finding the messages in the program's text.

A message is what stands in `N_("…")`, `translator.text("…")` (also `tr.text`), a class attribute `sentence = "…"`, or
an argument `sentence="…"`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

PACKAGES = ("fallback_pos", "drivers", "sync", "config")
UNTRANSLATED = "config/kit/"
"""The kit is built and set up where there is no till yet, and so no catalogue to read."""
_TRANSLATORS = frozenset({"translator", "_translator", "tr", "_tr"})


def find_messages(root: Path, packages: Sequence[str] = PACKAGES) -> dict[str, list[str]]:
    """Message id to the files that use it, relative to `root` with forward slashes; both in order."""
    found: dict[str, list[str]] = {}
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            place = path.relative_to(root).as_posix()
            if place.startswith(UNTRANSLATED):
                continue
            for message in messages_in(path.read_text(encoding="utf-8")):
                places = found.setdefault(message, [])
                if place not in places:
                    places.append(place)
    return found


def messages_in(source: str) -> Iterator[str]:
    """The messages in a module's text, in its order."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ClassDef():
                yield from _sentences(node)
            case ast.Call():
                yield from _texts(_marked(node))


def _sentences(model: ast.ClassDef) -> Iterator[str]:
    for statement in model.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="sentence")], value=value):
                yield from _texts(value)
            case ast.AnnAssign(target=ast.Name(id="sentence"), value=value):
                yield from _texts(value)


def _marked(call: ast.Call) -> ast.expr | None:
    """The argument of a call that holds a message."""
    first = call.args[0] if call.args else None
    match call.func:
        case ast.Name(id="N_"):
            return first
        case ast.Attribute(value=ast.Name(id=name), attr="text") if name in _TRANSLATORS:
            return first
        case ast.Attribute(value=ast.Attribute(attr=name), attr="text") if name in _TRANSLATORS:
            return first
    return next((keyword.value for keyword in call.keywords if keyword.arg == "sentence"), None)


def _texts(value: ast.expr | None) -> Iterator[str]:
    """Literal texts of an expression: one, or one of several by a condition."""
    match value:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body)
            yield from _texts(orelse)
