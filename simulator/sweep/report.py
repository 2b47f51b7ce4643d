"""A sweep as one HTML page with its plots inside, readable without a network."""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from edge.whole_file import whole_file
from simulator.sweep.figures import BEGINS, CONTINUES, Share, by, by_size, share
from simulator.sweep.measure import MATCH_IOU, Answer
from simulator.sweep.plot import GOAL, plot

_STYLE: Final = """
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif;
  color: #1d2329; background: #fbfbf9 } svg { max-width: 100%; height: auto }
h2 { margin: 2.2rem 0 .4rem } .fine { color: #5b646d } .tables { display: flex; flex-wrap: wrap;
  gap: 1.5rem 2.5rem; align-items: flex-start } .below { color: #b3261e; font-weight: 600 }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
td, th { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid #d9dcde }
td:first-child, th:first-child { text-align: left } caption { text-align: left; font-weight: 600 }
figure { display: inline-block; margin: .3rem; text-align: center; font-size: 12px }
figure img { height: 128px; display: block; margin: auto }
"""
_MOST_MISSED: Final = 32


def write_report(
    path: Path,
    *,
    model: str,
    day: Sequence[Answer],
    lights: Sequence[Answer],
    tones: Sequence[Answer],
    real: Sequence[Answer],
) -> None:
    """Write the page. Raises BadInputError without matplotlib, or for a path that is none."""
    text = "".join(_page(escape(model), day, lights, tones, real))
    with whole_file(path) as place:
        place.write_text(text, "utf-8")


def _page(
    model: str,
    day: Sequence[Answer],
    lights: Sequence[Answer],
    tones: Sequence[Answer],
    real: Sequence[Answer],
) -> Iterator[str]:
    total = share(day)
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>People found</title>'
    yield f"<style>{_STYLE}</style></head><body>"
    yield f"<h1>{model}: {_percent(total)} of {total.shown} drawn people found by day</h1>"
    yield _INTRODUCTION
    yield "<h2>By height in the picture</h2>"
    yield plot({"drawn, by day": day, "real, scaled": real})
    if real:
        yield _REAL
    yield "<h2>By how far the camera looks down</h2>"
    yield plot(_split(day, lambda a: f"{a.pitch_deg:g}°"))
    yield "<h2>By light</h2>"
    yield plot(_split(lights, lambda a: str(a.light).replace("_", " ")))
    yield "<h2>By skin tone, by day, dusk and night</h2>"
    yield plot(_split(tones, lambda a: str(a.tone)))
    yield "<h2>In figures</h2><div class='tables'>"
    yield _table("px, by day", {f"{height:.0f}": part for height, part in by_size(day)})
    yield _table("pitch, by day", by(day, lambda a: a.pitch_deg))
    yield _table("light", by(lights, lambda a: a.light))
    yield _table("skin tone", by(tones, lambda a: a.tone))
    if real:
        yield _table("px, real", {f"{height:.0f}": part for height, part in by_size(real)})
    yield "</div>"
    yield from _missed(day)
    yield "</body></html>"


_INTRODUCTION: Final = f"""<p>One person at a time, 60 to 500 px from floor to crown, before
cameras that look 0 to 45 degrees down. Found: a person box with an IoU of {MATCH_IOU:g} or more
with the person. Full lines: at score {CONTINUES:g}, with which a track goes on and a mask is made;
dotted lines: at {BEGINS:g}, with which a track begins. Shaded, and in brackets: 95 % intervals
(Wilson). Dashed: what is asked for by day, {GOAL} %.</p>
<p class="fine">These people are drawn. What is seen here is how one change at a time changes what
the detector finds; it is no claim about real people.</p>"""
_REAL: Final = """<p class="fine">Real people come from one recording. They were chosen because the
detector is sure of them at their own size, and were then scaled, so their level flatters it;
compare where the lines dip, not how high they are.</p>"""


def _split(answers: Sequence[Answer], name: Callable[[Answer], str]) -> dict[str, list[Answer]]:
    parts: dict[str, list[Answer]] = {}
    for answer in answers:
        parts.setdefault(name(answer), []).append(answer)
    return parts


def _table(name: str, rows: Mapping[Any, Share]) -> str:
    heads = f"<th>{name}</th><th>shown</th><th>at {CONTINUES:g}</th><th></th><th>at {BEGINS:g}</th>"
    return f"<table><tr>{heads}</tr>{''.join(map(_row, rows, rows.values()))}</table>"


def _row(value: Any, part: Share) -> str:
    low, high = part.as_json()["found_at_continues_95"] or (0.0, 1.0)
    # Surely below: not for want of people.
    css = " class='below'" if 100 * high < GOAL else ""
    return (
        f"<tr><td>{str(value).replace('_', ' ')}</td><td>{part.shown}</td>"
        f"<td{css}>{_percent(part)}</td><td class='fine'>[{100 * low:.0f}, {100 * high:.0f}]</td>"
        f"<td>{100 * part.begun / max(part.shown, 1):.1f} %</td></tr>"
    )


def _percent(part: Share) -> str:
    return f"{100 * part.continued / max(part.shown, 1):.1f} %"


def _missed(day: Sequence[Answer]) -> Iterator[str]:
    missed = [answer for answer in day if answer.glimpse is not None]
    yield f"<h2>Not found by day: {len(missed)}</h2>"
    for answer in missed[:: -(-len(missed) // _MOST_MISSED) or 1]:
        picture = base64.b64encode(answer.glimpse or b"").decode()
        yield (
            f'<figure><img alt="" src="data:image/jpeg;base64,{picture}"><figcaption>'
            f"{answer.height_px:.0f} px, {answer.pitch_deg:g}°</figcaption></figure>"
        )
