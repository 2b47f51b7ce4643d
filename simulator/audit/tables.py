"""The tables of an audit's page: who was shown, the gaps drawn beside their figures, conditions."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final

from simulator.audit.answers import Answer, Outcome, by_condition
from simulator.audit.compare import EVERYTHING, STRATIFIED, Comparison
from simulator.audit.findings import data

_PLOT_PX: Final = 160
# Points at either end of a plot; what is beyond is cut off there.
REACH: Final = 0.08
_HEADS: Final = (
    "<th>group<th class='text'>source<th>people<th>missed<th>rest<th><th>gap, points<th>bound<th>p"
    "<th>people needed"
)


def sources(answers: Sequence[Answer]) -> Iterator[str]:
    heads = "<th>source<th>kind<th>people<th>pictures<th class='text'>groups"
    yield f'<div class="wide"><table><tr>{heads}</tr>'
    for row in data(answers):
        groups = "<br>".join(
            f"{escape(attribute)}: {escape(', '.join(f'{name} {n}' for name, n in sizes.items()))}"
            for attribute, sizes in row["groups"].items()
        )
        yield f"<tr><td>{escape(row['source'])}<td>{row['kind']}<td>{row['people']}"
        yield f"<td>{row['pictures']}<td class='text'>{groups}</tr>"
    yield "</table></div>"


def everybody(answers: Sequence[Answer], names: Mapping[Outcome, str]) -> Iterator[str]:
    heads = "".join(f"<th>{escape(name)}" for name in names.values())
    yield f'<div class="wide"><table><tr><th>condition<th>pictures{heads}</tr>'
    for row in by_condition(answers):
        cells = "".join(
            f'<td style="background: {_heat(row.missed[kind])}">{_percent(row.missed[kind])}'
            for kind in names
        )
        yield f"<tr><td>{escape(_told(row.factor, row.condition))}<td>{row.pictures}{cells}</tr>"
    yield "</table></div>"


def gaps(comparisons: Sequence[Comparison], margin: float) -> Iterator[str]:
    yield f'<div class="wide"><table><tr>{_HEADS}</tr>'
    for one in comparisons:
        if one.condition != EVERYTHING:
            continue
        low, high = (100 * end for end in one.interval)
        css = ' class="proven"' if one.proven else ""
        enough = "enough" if one.within(margin) else f"{one.needed_people}"
        yield f"<tr><td>{escape(one.attribute)} {escape(one.group)}"
        yield f"<td class='text'>{escape(one.source)}"
        yield f"<td>{one.people}<td>{_percent(one.missed)}<td>{_percent(one.rest_missed)}"
        yield f"<td>{_plot(one, margin)}<td{css}>{100 * one.gap:+.1f} [{low:+.1f}, {high:+.1f}]"
        yield f"<td>{100 * one.bound:+.1f}<td>{one.p:.4f} ({one.adjusted:.2f})<td>{enough}</tr>"
    yield "</table></div>"


def _plot(one: Comparison, margin: float) -> str:
    low, middle, high, dashed = (_x(v) for v in (one.interval[0], one.gap, one.interval[1], margin))
    return (
        f'<svg width="{_PLOT_PX}" height="20" role="img" aria-label="{100 * one.gap:+.1f} points">'
        f'<path class="zero" d="M{_x(0):.1f} 0V20"/><path class="margin" d="M{dashed:.1f} 0V20"/>'
        f'<path class="range" d="M{low:.1f} 10H{high:.1f}"/>'
        f'<circle class="dot" cx="{middle:.1f}" cy="10" r="4"/></svg>'
    )


def _x(points: float) -> float:
    return _PLOT_PX * (min(REACH, max(-REACH, points)) + REACH) / (2 * REACH)


def grids(name: str, comparisons: Sequence[Comparison]) -> Iterator[str]:
    rows = [one for one in comparisons if one.condition != EVERYTHING and one.source == STRATIFIED]
    for attribute in dict.fromkeys(one.attribute for one in rows):
        own = {(one.condition, one.group): one for one in rows if one.attribute == attribute}
        groups = list(dict.fromkeys(group for _, group in own))
        title = f"{name}, by {attribute}" if name else f"by {attribute}"
        yield f'<details><summary>{escape(title)}</summary><div class="wide"><table>'
        yield f"<tr><th>condition{''.join(f'<th>{escape(group)}' for group in groups)}</tr>"
        for condition, factor in dict.fromkeys((one.condition, one.factor) for one in own.values()):
            cells = "".join(_cell(own.get((condition, group))) for group in groups)
            yield f"<tr><td>{escape(_told(factor, condition))}{cells}</tr>"
        yield "</table></div></details>"


def _cell(one: Comparison | None) -> str:
    if one is None:
        return "<td>"
    css = ' class="proven"' if one.proven else ""
    low, high = (100 * end for end in one.missed_interval)
    return (
        f'<td{css} style="background: {_heat(one.missed)}" '
        f'title="{one.pictures} pictures of {one.people} people, [{low:.1f}, {high:.1f}] %, '
        f'gap {100 * one.gap:+.1f}">{_percent(one.missed)}'
    )


def _told(factor: str, condition: str) -> str:
    return condition if factor == condition else f"{factor}: {condition}"


def _heat(missed: float) -> str:
    return f"rgba(var(--heat), {0.6 * missed:.2f})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
