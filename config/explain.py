"""From pydantic's findings to sentences: the file, the field, and what to write there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from config.errors import (
    SettingMissing,
    SettingMisspelt,
    SettingOfAnotherForm,
    SettingsDisagree,
    SettingsError,
    SettingTooLarge,
    SettingTooLong,
    SettingTooShort,
    SettingTooSmall,
    SettingUnknown,
    SettingWrong,
)
from config.layers import Layer, Place
from config.values import N_, Expected

_SHOWN_CHARACTERS = 60
_BY_BEGINNING = {
    "bool": N_("true or false"),
    "int": N_("a whole number"),
    "float": N_("a number"),
    "string": N_("a text in quotes"),
    "list": N_("a list in square brackets"),
    "dict": N_("a table"),
    "model": N_("a table"),
    "path": N_("a path in quotes"),
}
_SOMETHING = N_("a value")


def explain(finding: ErrorDetails, layers: Sequence[Layer], model: type[BaseModel]) -> SettingsError:
    """The sentence for one finding."""
    place: Place = tuple(step for step in finding["loc"] if step != "[key]")
    origin = _origin(place, layers)
    params: dict[str, object] = {"field": field_name(place), "file": origin}
    context = finding.get("ctx", {})
    kind = finding["type"]
    if kind == "extra_forbidden":
        return _unknown(place, params, model)
    if kind == "missing":
        return SettingMissing(**params, expected=_SOMETHING)
    if kind == "value_error" and isinstance(finding["input"], dict):
        return SettingsDisagree(**params, expected=_expected(context))
    params["value"] = shown(finding["input"])
    bounds: dict[str, Callable[[], SettingsError]] = {
        "greater_than_equal": lambda: SettingTooSmall(**params, least=context["ge"]),
        "greater_than": lambda: SettingTooSmall(**params, least=context["gt"]),
        "less_than_equal": lambda: SettingTooLarge(**params, most=context["le"]),
        "too_long": lambda: SettingTooLong(**params, most=context["max_length"]),
        "string_too_long": lambda: SettingTooLong(**params, most=context["max_length"]),
        "too_short": lambda: SettingTooShort(**params, least=context["min_length"]),
        "string_too_short": lambda: SettingTooShort(**params, least=context["min_length"]),
        "string_pattern_mismatch": lambda: SettingOfAnotherForm(**params, pattern=context["pattern"]),
        "literal_error": lambda: SettingWrong(**params, expected=context["expected"].replace("'", "")),
        "value_error": lambda: SettingWrong(**params, expected=_expected(context)),
    }
    if kind in bounds:
        return bounds[kind]()
    return SettingWrong(**params, expected=_BY_BEGINNING.get(kind.split("_")[0], finding["msg"]))


def field_name(place: Place) -> str:
    """`tax.classes.2.rate` for the second class: entries of lists are counted from one, as people do."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in place)


def shown(value: object) -> str:
    """A value as it may stand in a sentence."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    printable = "".join(character if character.isprintable() else "·" for character in text)
    return printable if len(printable) <= _SHOWN_CHARACTERS else printable[: _SHOWN_CHARACTERS - 1] + "…"


def _expected(context: dict[str, Any]) -> str:
    error = context.get("error")
    return str(error) if isinstance(error, Expected) else _SOMETHING


def _origin(place: Place, layers: Sequence[Layer]) -> str:
    """The last layer that says something at this place, or near it. Lists come whole from one layer."""
    in_list = next((index for index, step in enumerate(place) if isinstance(step, int)), len(place))
    for length in range(in_list, 0, -1):
        for layer in reversed(layers):
            if layer.holds(place[:length]):
                return layer.origin_of(place)
    return layers[-1].name


def _unknown(place: Place, params: dict[str, object], model: type[BaseModel]) -> SettingsError:
    name = str(place[-1])
    similar = get_close_matches(name, _fields_at(place[:-1], model), n=1)
    if not similar:
        return SettingUnknown(**params)
    return SettingMisspelt(**params, similar=field_name((*place[:-1], similar[0])))


def _fields_at(place: Place, model: type[BaseModel]) -> list[str]:
    for step in place:
        if isinstance(step, str) and step in model.model_fields:
            inner = _model_in(model.model_fields[step].annotation)
            if inner is None:
                return []
            model = inner
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field's type is, or holds: `X`, `X | None`, `list[X]`."""
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None
