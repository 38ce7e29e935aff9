"""Colours of the till, dark and light. Every ink that means something also differs in weight or comes with a word."""

from collections.abc import Mapping

from rich.style import Style
from textual.theme import Theme

from fallback_pos.ui.rows import Inks

DARK = "till-dark"
LIGHT = "till-light"

_DARK_PALETTE: Mapping[str, str] = {
    "background": "#14181d",
    "surface": "#1c222a",
    "panel": "#232b34",
    "text": "#d5dce4",
    "muted": "#8d99a6",
    "faint": "#4a5561",
    "strong": "#ffffff",
    "accent": "#7fd0c0",
    "error": "#ff8f84",
    "warning": "#ecc57c",
    "good": "#a5d398",
    "selected": "#2c4048",
    "field": "#0d1014",
}
_LIGHT_PALETTE: Mapping[str, str] = {
    "background": "#fbfaf6",
    "surface": "#f1efe8",
    "panel": "#e7e4da",
    "text": "#242a30",
    "muted": "#5f6973",
    "faint": "#b9b6aa",
    "strong": "#000000",
    "accent": "#00665a",
    "error": "#b0201a",
    "warning": "#7a5200",
    "good": "#2c662c",
    "selected": "#d3e4e0",
    "field": "#ffffff",
}


def _theme(name: str, palette: Mapping[str, str], *, dark: bool) -> Theme:
    return Theme(
        name=name,
        dark=dark,
        primary=palette["accent"],
        secondary=palette["muted"],
        accent=palette["accent"],
        warning=palette["warning"],
        error=palette["error"],
        success=palette["good"],
        foreground=palette["text"],
        background=palette["background"],
        surface=palette["surface"],
        panel=palette["panel"],
        boost=palette["surface"],
    )


def _inks(palette: Mapping[str, str]) -> Inks:
    return {
        "text": Style(color=palette["text"]),
        "muted": Style(color=palette["muted"]),
        "faint": Style(color=palette["faint"]),
        "strong": Style(color=palette["strong"], bold=True),
        "title": Style(color=palette["accent"], bold=True),
        "accent": Style(color=palette["accent"]),
        "key": Style(color=palette["accent"], bold=True),
        "error": Style(color=palette["error"], bold=True),
        "warning": Style(color=palette["warning"], bold=True),
        "good": Style(color=palette["good"]),
        "selected": Style(color=palette["strong"], bgcolor=palette["selected"], bold=True),
        "field": Style(color=palette["strong"], bgcolor=palette["field"]),
        "caret": Style(color=palette["accent"], bgcolor=palette["field"]),
        "button": Style(color=palette["strong"], bgcolor=palette["panel"], bold=True),
        "paper": Style(color="#2b2b26", bgcolor="#f6f3e8"),
        "code": Style(color="#000000", bgcolor="#ffffff"),
    }


THEMES: tuple[Theme, ...] = (_theme(DARK, _DARK_PALETTE, dark=True), _theme(LIGHT, _LIGHT_PALETTE, dark=False))
INKS: Mapping[str, Inks] = {DARK: _inks(_DARK_PALETTE), LIGHT: _inks(_LIGHT_PALETTE)}


def inks_of(theme: str) -> Inks:
    """The inks of a theme by name; the dark ones for a name that is not ours."""
    return INKS.get(theme, INKS[DARK])
