"""Verdicts as one HTML page: truth and events above one another, readable without a network."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from edge.whole_file import whole_file
from simulator.score.lanes import Lane, lanes
from simulator.score.summary import verdicts_json
from simulator.score.verdict import Verdict

_WIDTH: Final = 1000
_LANE: Final = 34
_LABEL: Final = 210
_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1d2329; --paper: #fbfbf9; --fine: #5b646d; --due: #4a7fb5;
  --came: #2e7d4f; --false: #c2571a; --missed: #b3261e; --rule: #d9dcde }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaec; --paper: #16191c; --fine: #a3abb3;
  --due: #7fb0e0; --came: #6fbf8d; --false: #f0965c; --missed: #ff8a80; --rule: #3a4046 } }
body { margin: 2rem auto; max-width: 80rem; padding: 0 1rem; color: var(--ink);
  background: var(--paper); font: 16px/1.5 system-ui, sans-serif }
table { border-collapse: collapse } th, td { padding: .25rem .8rem; text-align: right;
  border-bottom: 1px solid var(--rule); font-variant-numeric: tabular-nums }
th:first-child, td:first-child { text-align: left }
section { margin: 2.5rem 0; border-top: 1px solid var(--rule); padding-top: 1rem }
svg { width: 100%; height: auto; display: block } text { fill: var(--ink); font-size: 13px }
.fine { color: var(--fine) } .failed { color: var(--missed); font-weight: 600 }
.due { fill: var(--due) } .maybe { fill: var(--due); opacity: .35 } .came { fill: var(--came) }
.summed { fill: none; stroke: var(--due); stroke-width: 2 }
.false { fill: var(--false) } .missed { fill: var(--missed) } .axis { stroke: var(--rule) }
.key { display: inline; width: 1.6em }
"""
_KEY: Final = (
    ("due", "should come"),
    ("maybe", "may come: the truth itself is close, or the camera was blind"),
    ("came", "came"),
    ("false", "came for nothing"),
    ("missed", "should have come and did not"),
    ("summed", "was told as a number, in a storm"),
)


def write_html(path: Path, verdicts: Sequence[Verdict]) -> None:
    """Write the page. Raises BadInputError for a path that cannot be written."""
    text = "".join(_page(verdicts))
    with whole_file(path) as place:
        place.write_text(text, "utf-8")


def _page(verdicts: Sequence[Verdict]) -> Iterator[str]:
    figures = verdicts_json(verdicts)
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Scenarios scored</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{figures['passed']} scenarios passed, {figures['failed']} failed</h1>"
    yield from _table(figures["rules"])
    yield '<p class="fine">In brackets: 95 % intervals (Wilson).</p><p class="fine">'
    for css, words in _KEY:
        box = f'<rect class="{css}" width="24" height="10"/>'
        yield f'<svg class="key" viewBox="0 0 24 10">{box}</svg> {words}&emsp;'
    yield "</p>"
    for verdict in verdicts:
        yield from _section(verdict)
    yield "</body></html>"


def _table(rules: dict[str, dict[str, Any]]) -> Iterator[str]:
    heads = (
        "rule",
        "precision",
        "recall",
        "F1",
        "latency p50",
        "latency p95",
        "right",
        "missed",
        "false",
    )
    columns = "".join(f"<th scope=col>{head}</th>" for head in heads)
    yield f"<table><thead><tr>{columns}</tr></thead><tbody>"
    for rule, row in rules.items():
        cells = [_share(row[key], row[f"{key}_95"]) for key in ("precision", "recall", "f1")]
        cells += [_seconds(row["latency_s_p50"]), _seconds(row["latency_s_p95"])]
        cells += [str(row[key]) for key in ("hits", "missed", "false")]
        yield f"<tr><th scope=row>{rule}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    yield "</tbody></table>"


def _section(verdict: Verdict) -> Iterator[str]:
    record = verdict.record
    state = "passed" if verdict.passed else '<span class="failed">failed</span>'
    yield f"<section><h2>{escape(record.scenario.name)}: {state}</h2>"
    yield f"<p>{escape(record.scenario.about)}</p>"
    yield f'<p class="fine">{record.scenario.theme}, {record.scenario.kind.replace("_", " ")}; '
    yield f"{record.level} level, seed {record.seed}, broker: {escape(record.broker)}, "
    yield f"{record.frames} frames</p>"
    if verdict.failures:
        items = "".join(f"<li>{escape(failure)}</li>" for failure in verdict.failures)
        yield f'<ul class="failed">{items}</ul>'
    yield from _timeline(lanes(verdict), record.scenario.duration_s)
    yield "</section>"


def _timeline(rows: Sequence[Lane], end_s: float) -> Iterator[str]:
    height = _LANE * len(rows) + 24
    yield f'<svg viewBox="0 0 {_LABEL + _WIDTH + 10} {height}" role="img" aria-label="Timeline">'
    for index, lane in enumerate(rows):
        top = index * _LANE
        yield f'<text x="0" y="{top + 20}">{escape(lane.name)}</text>'
        yield f'<path class="axis" d="M{_LABEL} {top + 30}h{_WIDTH}"/>'
        for bar in lane.bars:
            left = _LABEL + _WIDTH * bar.start_s / end_s
            width = max(3.0, _WIDTH * (bar.end_s - bar.start_s) / end_s)
            y = top + (2 if bar.is_truth else 16)
            yield f'<rect class="{bar.kind}" x="{left:.1f}" y="{y}" '
            yield f'width="{width:.1f}" height="11" rx="2"><title>{escape(bar.said)}</title></rect>'
    for step in range(6):
        x, t_s = _LABEL + _WIDTH * step / 5, end_s * step / 5
        anchor = "end" if step == 5 else "middle"
        yield f'<text x="{x}" y="{height - 6}" text-anchor="{anchor}">{t_s:.0f} s</text>'
    yield "</svg>"


def _share(value: float | None, sure: tuple[float, float] | None) -> str:
    if value is None or sure is None:
        return "-"
    between = f"{100 * sure[0]:.1f} to {100 * sure[1]:.1f}"
    return f'{100 * value:.1f} % <span class="fine">({between})</span>'


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f} s"
