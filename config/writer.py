"""Writing the till's own settings file, at set-up."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any

from config.errors import SettingsNotWritten
from config.layers import DEFAULTS_FILE, TILL_FILE, Layer, file_layer, merged
from config.loader import check_layers

_BARE_KEY = re.compile("[A-Za-z0-9_-]+")
_HEADING = "# This till's own settings, written by set-up. See defaults.toml for all there are.\n"


def write_till_settings(data_dir: Path, values: Mapping[str, Any]) -> Path:
    """Merge values (section -> field -> value) into the till's own settings file and give its path.

    None leaves a field out. The file is checked before it replaces the old one, and is complete or unchanged after a
    power cut. Raises a SettingsError that names the field, or SettingsNotWritten.
    """
    path = data_dir / TILL_FILE
    before = file_layer(path).content if path.exists() else {}
    content = merged([Layer(str(path), before), Layer(str(path), _plain(values))])
    check_layers([file_layer(DEFAULTS_FILE), Layer(str(path), content)])
    text = _HEADING + to_toml(content)
    if tomllib.loads(text) != content:
        raise SettingsNotWritten(file=str(path), reason="TOML")
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        _replace(path, text)
    except OSError as error:
        raise SettingsNotWritten(file=str(path), reason=error.strerror or str(error)) from error
    return path


def to_toml(content: Mapping[str, Any]) -> str:
    """TOML of nested tables with texts, numbers, booleans and lists of those."""
    return "\n".join(_table((), content)).strip() + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, str | PurePath) else value


def _table(path: tuple[str, ...], content: Mapping[str, Any]) -> list[str]:
    fields = {name: value for name, value in content.items() if not _has_own_heading(value)}
    lines = [f"{_key(name)} = {_value(value)}" for name, value in fields.items()]
    if path and (lines or not content):
        lines.insert(0, f"[{'.'.join(map(_key, path))}]")
    for name, value in content.items():
        if isinstance(value, Mapping):
            lines += ["", *_table((*path, name), value)]
        elif _has_own_heading(value):
            for entry in value:
                inner = [f"{_key(field)} = {_value(inner)}" for field, inner in entry.items()]
                lines += ["", f"[[{'.'.join(map(_key, (*path, name)))}]]", *inner]
    return lines


def _has_own_heading(value: Any) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and bool(value) and all(isinstance(entry, Mapping) for entry in value)
    )


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_value(inner)}" for name, inner in value.items()) + " }"
    raise TypeError(f"{type(value).__name__} has no form in TOML")


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    plain = "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in escaped)
    return f'"{plain}"'


def _replace(path: Path, text: str) -> None:
    half_done = path.with_suffix(".new")
    with half_done.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half_done.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
