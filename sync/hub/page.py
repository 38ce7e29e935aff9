"""The hub's page for people: which tills there are and what is here of each."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sync.hub.reads import Gap, Holding

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ccc; padding: .4rem .6rem; text-align: left; vertical-align: top; }
td.number { font-variant-numeric: tabular-nums; text-align: right; }
.attention { font-weight: bold; }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } th, td { border-color: #444; } }
@media (max-width: 40rem) { table, tbody, tr, td { display: block; } thead { display: none; } td { border: 0; }
  td.number { text-align: left; } td::before { content: attr(data-name) ": "; } tr { border-bottom: 1px solid #999; } }
"""
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_COLUMNS = ("Shop", "Till", "Entries", "Head", "Last contact", "Attention")


def tills_page(holdings: Sequence[Holding]) -> str:
    """The page as HTML. It shows numbers only, no sales."""
    head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    rows = "".join(_row(holding) for holding in holdings)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    empty = "<p>No till is enrolled yet. Enrol one with <code>fallback-pos hub till add SHOP TILL</code>.</p>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Tills</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>Tills</h1>{table if holdings else empty}</main></body></html>"
    )


def _row(holding: Holding) -> str:
    head = f"{holding.head.seq} <small>{holding.head.hash.hex()[:12]}</small>" if holding.head.seq else "nothing yet"
    if holding.head.generation > 1:
        head = f"generation {holding.head.generation}, {head}"
    cells = (
        escape(holding.store),
        escape(holding.till),
        str(holding.count),
        head,
        escape(holding.last_contact_at or "never"),
        _attention(holding),
    )
    return (
        "<tr>"
        + "".join(
            f'<td data-name="{name}"{" class=number" if name == "Entries" else ""}>{cell}</td>'
            for name, cell in zip(_COLUMNS, cells, strict=True)
        )
        + "</tr>"
    )


def _attention(holding: Holding) -> str:
    notes = [f"missing: {', '.join(_gap(gap) for gap in holding.gaps[:5])}"] if holding.gaps else []
    if holding.conflicts:
        notes.append(f"conflicts: {holding.conflicts}")
    return f'<span class="attention">{"; ".join(notes)}</span>' if notes else "none"


def _gap(gap: Gap) -> str:
    return str(gap.first_seq) if gap.first_seq == gap.last_seq else f"{gap.first_seq} to {gap.last_seq}"
