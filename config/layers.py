"""Settings come in layers: defaults, the till's own file, a named file, the environment. A later layer wins."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from config.errors import (
    SettingsFileMissing,
    SettingsFileNotToml,
    SettingsFileUnreadable,
    SettingUnknown,
    SettingWrong,
)
from config.values import N_

DEFAULTS_FILE = Path(__file__).parent / "defaults.toml"
TILL_FILE = "till.toml"
"""The till's own settings in its data directory, written by set-up."""
FILE_LIMIT_BYTES = 1_000_000

Place = tuple[str | int, ...]
"""Where a value stands: names of sections and fields, positions in lists."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Settings of one origin. `name` is what a person knows it by: a file's path."""

    name: str
    content: Mapping[str, Any]

    def holds(self, place: Place) -> bool:
        value: Any = self.content
        for step in place:
            if not isinstance(value, Mapping) or step not in value:
                return False
            value = value[step]
        return True

    def origin_of(self, place: Place) -> str:
        """What to name in a sentence about the value at `place`."""
        return self.name


@dataclass(frozen=True, slots=True)
class EnvironmentLayer(Layer):
    """Settings from environment variables."""

    prefix: str
    delimiter: str

    def origin_of(self, place: Place) -> str:
        names = [str(step).upper() for step in place if isinstance(step, str)]
        candidates = [self.prefix + self.delimiter.join(names[:length]) for length in range(len(names), 0, -1)]
        known = {name.upper() for name in os.environ}
        return next((name for name in candidates if name in known), self.name)


def file_layer(path: Path) -> Layer:
    """The settings in a TOML file. Raises SettingsFileMissing, SettingsFileUnreadable or SettingsFileNotToml."""
    try:
        with path.open("rb") as file:
            content = file.read(FILE_LIMIT_BYTES + 1)
    except FileNotFoundError:
        raise SettingsFileMissing(file=str(path)) from None
    except OSError as error:
        raise SettingsFileUnreadable(file=str(path), reason=error.strerror or str(error)) from error
    if len(content) > FILE_LIMIT_BYTES:
        raise SettingsFileUnreadable(file=str(path), reason=f"> {FILE_LIMIT_BYTES} bytes")
    try:
        return Layer(str(path), tomllib.loads(content.decode("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsFileNotToml(file=str(path), reason=str(error)) from error


def check_environment(prefix: str, delimiter: str, sections: Sequence[str]) -> None:
    """Refuse variables that name no section, and lists and tables that are not JSON.

    Raises SettingUnknown or SettingWrong.
    """
    for name, value in os.environ.items():
        if not name.upper().startswith(prefix):
            continue
        section = name[len(prefix) :].split(delimiter)[0].lower()
        if delimiter in name[len(prefix) :] and section not in sections:
            raise SettingUnknown(field=section, file=name)
        if section in sections and value.lstrip()[:1] in ("[", "{"):
            try:
                json.loads(value)
            except ValueError:
                expected = N_('a list or table as JSON, such as ["5", "10"]')
                raise SettingWrong(field=section, file=name, value=value[:60], expected=expected) from None


def merged(layers: Sequence[Layer]) -> dict[str, Any]:
    """All layers in one: tables are merged field by field, everything else is replaced."""
    result: dict[str, Any] = {}
    for layer in layers:
        result = _over(result, layer.content)
    return result


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for name, value in above.items():
        under = result.get(name)
        both_tables = isinstance(value, Mapping) and isinstance(under, Mapping)
        result[name] = _over(cast("Mapping[str, Any]", under), value) if both_tables else value
    return result
