"""A document for experts: sections of rows, and the same as Markdown."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """number: of a field in somebody's template, empty where there is none."""

    name: str
    text: str
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section."""

    title: str
    rows: tuple[Row, ...]


def as_markdown(title: str, note: str, parts: Iterable[Part]) -> str:
    """A table for each part, whose cells nobody's words can break out of."""
    lines = [f"# {title}", "", note, ""]
    for part in parts:
        lines += [f"## {part.title}", "", "| | |", "|---|---|"]
        lines += [f"| {_named(row)} | {cell(row.text)} |" for row in part.rows]
        lines.append("")
    return "\n".join(lines)


def cell(text: str) -> str:
    """Text as Markdown shows it, letter by letter."""
    for letter in "\\|`*_<>[]#!&":
        text = text.replace(letter, f"\\{letter}")
    return " ".join(text.split())


def _named(row: Row) -> str:
    return f"{row.number} {cell(row.name)}".strip()
