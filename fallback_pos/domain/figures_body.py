"""Figures as JSON: in a Z's body, in a day's file, and for programs. Amounts are decimal strings.

Published like entry bodies: a member may come, none goes and none changes its meaning. Members that are missing, as
written by an older till, are read as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from fallback_pos.domain.figures import (
    CashFigures,
    ChainHead,
    CountFigures,
    DepartmentFigures,
    Figures,
    GrandTotals,
    HourFigures,
    MovementFigures,
    OperatorFigures,
    OutageFigures,
    TaxFigures,
    TenderFigures,
)
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.quantity import quantity_text

_SHAPES: Mapping[str, type[Any]] = {
    each.__name__: each
    for each in (
        CashFigures,
        ChainHead,
        CountFigures,
        DepartmentFigures,
        HourFigures,
        MovementFigures,
        OperatorFigures,
        OutageFigures,
        TaxFigures,
        TenderFigures,
    )
}


def figures_body(figures: Figures) -> dict[str, Any]:
    """Every figure under its name; `currency` is the ISO 4217 code."""
    return _plain(figures)  # type: ignore[no-any-return]


def read_figures(body: Mapping[str, Any]) -> Figures:
    """What figures_body wrote. Raises KeyError, TypeError, ValueError or NotAnAmount for anything else."""
    currency = Currency.of(body["currency"])
    values = {each.name: _value(str(each.type), body.get(each.name), currency) for each in fields(Figures)}
    return Figures(**values | {"currency": currency})


def totals_body(totals: GrandTotals) -> dict[str, Any]:
    """The running totals, with their currency."""
    return {"currency": totals.total.currency.code, **_plain(totals)}


def read_totals(body: Mapping[str, Any]) -> GrandTotals:
    """What totals_body wrote. Raises as read_figures."""
    currency = Currency.of(body["currency"])
    return GrandTotals(**{each.name: _value(str(each.type), body[each.name], currency) for each in fields(GrandTotals)})


def _plain(value: Any) -> Any:
    match value:
        case Money():
            return value.text
        case Currency():
            return value.code
        case Decimal():
            return quantity_text(value)
        case tuple():
            return [_plain(each) for each in value]
        case _ if is_dataclass(value):
            return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        case _:
            return value


def _value(kind: str, raw: Any, currency: Currency) -> Any:
    """A member by the name of its type in Figures."""
    match kind:
        case "Money":
            return Money.parse(raw, currency) if raw is not None else currency.zero()
        case "Decimal":
            return Decimal(raw)
        case "int":
            return int(raw or 0)
        case _ if kind.startswith("tuple["):
            inner = kind.removeprefix("tuple[").removesuffix(", ...]")
            return tuple(_value(inner, each, currency) for each in raw or ())
        case _ if kind.removesuffix(" | None") in _SHAPES:
            return None if raw is None and kind.endswith("None") else _shaped(kind, raw or {}, currency)
        case "str":
            return str(raw or "")
        case _:
            return raw


def _shaped(kind: str, raw: Mapping[str, Any], currency: Currency) -> Any:
    shape = _SHAPES[kind.removesuffix(" | None")]
    return shape(**{each.name: _value(str(each.type), raw.get(each.name), currency) for each in fields(shape)})
