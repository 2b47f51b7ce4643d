"""An audit as one HTML page that loads nothing; no portrait is shown in it."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from edge.whole_file import whole_file
from simulator.audit.answers import Outcome
from simulator.audit.compare import ALPHA, POWER
from simulator.audit.findings import CRITERIA, FOR_THE_MANIFEST, Findings, manifest_text
from simulator.audit.tables import REACH, everybody, gaps, grids, sources

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1d2329; --paper: #fbfbf9; --fine: #5b646d;
  --rule: #d9dcde; --gap: #2f6ea8; --bad: #b3261e; --good: #2e7d4f; --open: #8a5a00;
  --heat: 194, 87, 26 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaec; --paper: #16191c; --fine: #a3abb3;
  --rule: #3a4046; --gap: #7fb0e0; --bad: #ff8a80; --good: #6fbf8d; --open: #e8b45a;
  --heat: 240, 150, 92 } }
body { margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: var(--ink);
  background: var(--paper); font: 16px/1.5 system-ui, sans-serif }
h1 { line-height: 1.2 } h2 { margin: 2.4rem 0 .4rem } h3 { margin: 1.4rem 0 .3rem }
.fine { color: var(--fine) } .wide { overflow-x: auto } summary { cursor: pointer }
.fail { color: var(--bad) } .pass { color: var(--good) } .insufficient { color: var(--open) }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1rem }
.cards section { border: 1px solid var(--rule); border-radius: .5rem; padding: .8rem 1rem }
.cards h2 { margin: 0 } .cards ul { padding-left: 1.1rem; font-size: .9rem }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums;
  margin: .4rem 0 }
th, td { padding: .2rem .5rem; text-align: right; border-bottom: 1px solid var(--rule);
  white-space: nowrap } th:first-child, td:first-child, .text { text-align: left }
th { font-weight: 600 } td svg { display: block } .proven { color: var(--bad); font-weight: 700 }
.zero { stroke: var(--fine) } .margin { stroke: var(--bad); stroke-dasharray: 3 3 }
.range { stroke: var(--gap); stroke-width: 2.5 } .dot { fill: var(--gap) }
@media (max-width: 40rem) { td:first-child, th:first-child { white-space: normal } }
pre { overflow-x: auto; border: 1px solid var(--rule); padding: .8rem; border-radius: .5rem }
"""
_NAMES: Final[dict[Outcome, str]] = {
    "faces": "Face model",
    "objects": "Object model, persons",
    "mask": "Final mask",
}
_MOST_WHY: Final = 4


def write_page(path: Path, found: Findings) -> None:
    """Write the page. Raises BadInputError for a path that cannot be written."""
    text = "".join(_page(found))
    with whole_file(path) as place:
        place.write_text(text, "utf-8")


def _page(found: Findings) -> Iterator[str]:
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Audit: {found.word}</title><style>{_STYLE}</style></head><body>"
    yield f'<h1>Who is missed more often? <span class="{found.word}">{found.word}</span></h1>'
    yield f"<p>{escape(found.objects.name)} and {escape(found.faces.name)}, {found.on}. "
    yield f"Same: missed at most {100 * found.margin:g} points more often than the rest.</p>"
    if found.verdicts and found.answers:
        yield '<div class="cards">'
        for outcome in found.verdicts:
            yield from _card(found, outcome)
        yield "</div>"
        yield "<h2>Who was shown</h2>"
        yield from sources(found.answers)
        yield f"<h2>Groups against the rest, over all conditions</h2>{_KEY}"
        for outcome, verdict in found.verdicts.items():
            yield f"<h3>{_NAMES[outcome]}</h3>"
            yield from gaps(verdict.comparisons, found.margin)
        yield f"<h2>Missed, condition by condition</h2>{_CONDITIONS}"
        yield from everybody(found.answers, _NAMES)
        for outcome, verdict in found.verdicts.items():
            yield from grids(_NAMES[outcome], verdict.comparisons)
    if found.drawn:
        yield f"<h2>Drawn figures in six skin tones</h2>{_DRAWN}"
        yield from sources(found.drawn_answers)
        yield from everybody(found.drawn_answers, _NAMES)
        for outcome in _NAMES:
            own = [one for one in found.drawn if one.outcome == outcome]
            yield f"<h3>{_NAMES[outcome]}</h3>"
            yield from gaps(own, found.margin)
            yield from grids("", own)
    yield _METHOD
    yield f'<h2>For the model manifest</h2><p class="fine">{escape(FOR_THE_MANIFEST)}</p><pre>'
    yield escape(manifest_text(found))
    yield "</pre></body></html>"


_KEY: Final = f"""<p class="fine">Dot and line: by how many points a group is missed more often
than the rest of the same source, with its 90 % interval. Dashed: the margin. Beyond
{100 * REACH:g} points lines are cut off. Bound: the one-sided 95 % bound if everybody counts once,
however many pictures there are of them. <i>p</i>: that so large a gap is chance, and in brackets
after Holm over all rows and conditions of one outcome.</p>"""
_CONDITIONS: Final = """<p class="fine">Share missed of everybody, and below of each group; bold red
where Holm's correction leaves a gap proven. Sources are stratified in the test, pooled in these
shares.</p>"""
_DRAWN: Final = """<p class="fine">The same drawn people in the same light and posture, only their
skin changed. This tells how sensitive the models are to that one change. It is no claim about real
people and gives no verdict.</p>"""
_METHOD: Final = f"""<h2>How it was measured, and what it cannot say</h2><ul>
<li>Missed is: {"; ".join(f"({name}) {text}" for name, text in CRITERIA.items())}.</li>
<li>Portraits are put on the same drawn bodies in the same drawn scenes at sizes of a street camera.
Every picture is judged alone, through the camera's own pipeline, without tracks or held masks.</li>
<li>Portraits are frontal: how steeply a camera looks down is asked of drawn figures only. Children
are in neither set that this was written with.</li>
<li>Intervals: Wilson and Newcombe with an effective sample size that knows pictures of one person
as one cluster; sources combined by Mantel-Haenszel weights and variance estimates recovery. Gaps:
labels dealt out anew between people of one source; Holm over everything. People needed: for a
power of {100 * POWER:g} % at a one-sided {100 * ALPHA:g} %, in each of two equal groups. Many
pictures of few people show a gap among these people; that there is none among others, they
do not.</li>
<li>Pass: every photographed group is shown to be within the margin. Fail: a gap is proven and not
shown to be within it. Insufficient: too few people to tell; not the same as fair. What is within
the margin is so over all conditions together, most of them easy: a gap under one alone counts
little there, so look at the conditions too.</li></ul>"""


def _card(found: Findings, outcome: Outcome) -> Iterator[str]:
    verdict = found.verdicts[outcome]
    missed = sum(answer.missed[outcome] for answer in found.answers)
    yield f'<section><h2>{_NAMES[outcome]}: <span class="{verdict.word}">{verdict.word}</span></h2>'
    yield f"<p>{missed} of {len(found.answers)} missed: {CRITERIA[outcome]}.</p><ul>"
    for reason in verdict.why[:_MOST_WHY]:
        yield f"<li>{escape(reason)}</li>"
    if len(verdict.why) > _MOST_WHY:
        yield f"<li>and {len(verdict.why) - _MOST_WHY} more</li>"
    yield "</ul></section>"
