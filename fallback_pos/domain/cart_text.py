"""An open cart as JSON text and back, for till.db. The form is private to the till and may change with a version.

Fields are written by the types of the frozen values, so that a new field of a line needs no second place.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from fallback_pos.domain.cart import Cart, CartLine
from fallback_pos.domain.money import Currency, Money


def cart_to_text(cart: Cart, line_texts: Sequence[str] | None = None) -> str:
    """The cart as text. `line_texts` are the texts of its lines where they are known already: a long cart is saved at
    every scan, and all but one of its lines are as they were.
    """
    texts = [line_to_text(line) for line in cart.lines] if line_texts is None else line_texts
    around = _text({field.name: _plain(getattr(cart, field.name)) for field in fields(cart) if field.name != "lines"})
    return f'{around[:-1]},"lines":[{",".join(texts)}]}}'


def line_to_text(line: CartLine) -> str:
    return _text(_plain(line))


def cart_from_text(text: str) -> Cart:
    """Raises ValueError when the text is not a cart that this version can read."""
    try:
        cart = _typed(Cart, json.loads(text))
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error
    if not isinstance(cart, Cart):
        raise ValueError("the text holds something other than a cart")
    return cart


def _text(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


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
    """Fields that an older version did not know take their default."""
    optional = _optional_fields(kind)
    given = {name: hint for name, hint in _hints(kind).items() if name in value or name not in optional}
    return kind(**{name: _typed(hint, value[name]) for name, hint in given.items()})


def _typed_tuple(parts: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if len(parts) == 2 and parts[1] is Ellipsis:
        return tuple(_typed(parts[0], item) for item in value)
    return tuple(_typed(part, item) for part, item in zip(parts, value, strict=True))


@cache
def _optional_fields(kind: Any) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind) if field.default is not MISSING)


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
