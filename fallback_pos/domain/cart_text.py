"""An open cart as JSON text and back, for till.db. The form is private to the till and may change with a version.

Fields are written by the types of the frozen values, so that a new field of a line needs no second place.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from fallback_pos.domain.cart import Cart
from fallback_pos.domain.money import Currency, Money


def cart_to_text(cart: Cart) -> str:
    return json.dumps(_plain(cart), ensure_ascii=False, separators=(",", ":"))


def cart_from_text(text: str) -> Cart:
    """Raises ValueError, KeyError or TypeError when the text is not a cart of this version."""
    cart = _typed(Cart, json.loads(text))
    if not isinstance(cart, Cart):
        raise TypeError("the text holds something other than a cart")
    return cart


def _plain(value: Any) -> Any:
    match value:
        case Money():
            return [value.minor, value.currency.code]
        case Currency():
            return value.code
        case Enum():
            return value.value
        case Decimal() | date():
            return str(value)
        case tuple():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value):
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def _typed(kind: Any, value: Any) -> Any:
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        if value is None:
            return None
        kind = next(option for option in typing.get_args(kind) if option is not types.NoneType)
    if typing.get_origin(kind) is tuple:
        return _typed_tuple(typing.get_args(kind), value)
    if kind is Money:
        return Money(int(value[0]), Currency.of(value[1]))
    if kind is Currency:
        return Currency.of(value)
    if kind is date:
        return date.fromisoformat(value)
    if is_dataclass(kind):
        return _built(kind, value)
    return kind(value)


def _built(kind: Any, value: Any) -> Any:
    return kind(**{name: _typed(hint, value[name]) for name, hint in _hints(kind).items()})


def _typed_tuple(parts: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if len(parts) == 2 and parts[1] is Ellipsis:
        return tuple(_typed(parts[0], item) for item in value)
    return tuple(_typed(part, item) for part, item in zip(parts, value, strict=True))


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
