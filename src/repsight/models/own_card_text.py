"""The card of a model in Markdown: what is known of it, in the order a reader asks."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

_HEADINGS: Final = {
    "base": "Made from",
    "data": "Data",
    "training": "Training",
    "metrics": "Figures",
    "limits": "Limits",
    "exports": "Exports",
}
_PLAIN: Final = ("schema", "name", "title", "licence", "file")


def format_card(card: Mapping[str, Any]) -> str:
    """The card as Markdown: title and licence, then a section for every other key."""
    lines = [f"# {card['title']}", "", f"Name: {card['name']}. Licence: {card['licence']}."]
    others = [key for key in card if key not in _HEADINGS and key not in _PLAIN]
    for key in (*_HEADINGS, *others):
        if card.get(key):
            lines += ["", f"## {_HEADINGS.get(key, key)}", "", *_section(card[key])]
    return "\n".join(lines) + "\n"


def _section(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        tables = {key: rows for key, rows in value.items() if _is_table(rows)}
        rest = {key: each for key, each in value.items() if key not in tables}
        lines = ["| | |", "| --- | --- |", *(f"| {key} | {text} |" for key, text in _flat(rest))]
        for key, rows in tables.items():
            lines += ["", f"### {key.replace('_', ' ')}", "", *_table(rows)]
        return lines
    if _is_table(value):
        return _table(value)
    if isinstance(value, list):
        return [f"- {_shown(item)}" for item in value]
    return [_shown(value)]


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _table(rows: list[Mapping[str, Any]]) -> list[str]:
    flat = [dict(_flat(row)) for row in rows]
    columns = list(dict.fromkeys(key for row in flat for key in row))
    return [
        "| " + " | ".join(columns) + " |",
        "| " + " | ".join("---" for _ in columns) + " |",
        *("| " + " | ".join(row.get(key, "–") for key in columns) + " |" for row in flat),
    ]


def _flat(values: Mapping[str, Any], above: str = "") -> Iterable[tuple[str, str]]:
    """Rows of name and text; the names of nested ones are put after one another."""
    for key, value in values.items():
        name = f"{above} {key}".strip().replace("_", " ")
        if isinstance(value, Mapping) and value:
            yield from _flat(value, name)
        else:
            yield name, _shown(value)


def _shown(value: Any) -> str:
    if value is None or value == {} or value == []:
        return "–"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return str(value).replace("|", "\\|").replace("\n", " ")
