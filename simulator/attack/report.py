"""An attack as one HTML page, readable without a network.

Of the people attacked it shows nothing but our own mask: behind blur they can be named, as the
page itself says. What blur looks like is shown on a drawn figure, who does not exist.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from edge.perception.frame import Pixels
from edge.whole_file import whole_file
from simulator.attack.attack import OURS
from simulator.attack.camera import Camera
from simulator.attack.figures import MOST_TIMES_CHANCE, TAR
from simulator.attack.plot import plot
from simulator.attack.sight import AROUND, window
from simulator.attack.styles import FAMILIES
from simulator.audit.conditions import PLAIN
from simulator.audit.stages import drawn_alike, stage

_STYLE: Final = """
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif;
  color: #1d2329; background: #fbfbf9 } svg { max-width: 100%; height: auto }
h2 { margin: 2.2rem 0 .4rem } .fine { color: #5b646d } .over { color: #b3261e; font-weight: 600 }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
td, th { padding: .15rem .6rem; text-align: right; white-space: nowrap;
  border-bottom: 1px solid #d9dcde }
td:first-child, th:first-child { text-align: left }
figure { display: inline-block; margin: .3rem; text-align: center; font-size: 12px }
figure img { height: 112px; display: block; margin: auto }
"""
_HOW: Final = """<p>Heads from portraits are put on drawn bodies: clothes, places, sizes (faces 23
to 56 px wide) and positions are chosen by chance. Each picture goes through the camera's own
pipeline and models. The attacker knows the method, has another portrait of everybody, knows where
each head is, and that everybody comes by equally often; the gallery holds clean pictures, or
pictures obfuscated in the same way. Blur and pixelation are put where our mask is, by the same
models. TAR: share of pairs of one person accepted where 1 % of pairs of two people are.</p>
<p class="fine">Intervals: the wider of Wilson's over all pictures and a bootstrap of whole people.
Of several attackers the one with the highest upper bound counts. Leak p: a permutation test of
whole people; small says that something of who it is gets through. The gallery is closed (everybody
met is known), frontal, and of this folder: a stronger recogniser may read more from blur; from a
constant there is nothing to read but where the mask ends.</p>"""


def write_report(
    path: Path,
    told: Mapping[str, Any],
    *,
    examples: Sequence[Pixels],
    camera: Camera,
    seed: int,
) -> None:
    """Write the page. Raises BadInputError without matplotlib, or for a path that is none."""
    text = "".join(_page(told, examples, _drawn(camera, seed)))
    with whole_file(path) as place:
        place.write_text(text, "utf-8")


def _page(
    told: Mapping[str, Any], examples: Sequence[Pixels], drawn: Mapping[str, Pixels]
) -> Iterator[str]:
    ours = told["styles"][OURS]
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Attack</title>'
    yield f"<style>{_STYLE}</style></head><body>"
    yield f"<h1>Behind our mask: named {100 * ours['rank1']:.1f} % of the time, "
    yield f"by chance {100 * told['chance']:.1f} %</h1>"
    holds = "is within" if told["within_twice_chance"] else '<b class="over">is above</b>'
    yield f"<p>The upper end of the 95 % interval, {100 * ours['rank1_upper95']:.2f} %, {holds} "
    yield f"{MOST_TIMES_CHANCE:g} times chance. {told['people']} people, "
    yield f"{told['pictures']} pictures, "
    yield f"{100 * told['masked_whole_share']:.1f} % of them masked whole; a part of the face was "
    yield f"left in {100 * told['faces_left_share']:.2f} %.</p>"
    yield plot(told)
    yield _HOW
    yield "<h2>All attackers</h2><table><tr><th>obfuscation</th><th>attacker</th><th>gallery</th>"
    yield "<th>rank 1</th><th></th><th>times chance</th><th>TAR</th><th>leak p</th></tr>"
    for style in told["styles"].values():
        for name, strength in style["strengths"].items():
            yield from (_row(name, row) for row in strength["attackers"])
    yield "</table><h2>What the attacker sees of people behind our mask</h2>"
    yield from (_picture(example, "") for example in examples)
    yield "<h2>What else is done, on a drawn figure</h2>"
    yield '<p class="fine">Nobody attacked is shown blurred: that would show who they are.</p>'
    yield from (_picture(pixels, name) for name, pixels in drawn.items())
    yield "</body></html>"


def _row(name: str, row: Mapping[str, Any]) -> str:
    low, high = row["rank1_lower95"], row["rank1_upper95"]
    return (
        f"<tr><td>{escape(name)}</td><td>{escape(row['attacker'])}</td><td>{row['gallery']}</td>"
        f"<td>{100 * row['rank1']:.1f} %</td>"
        f"<td class='fine'>[{100 * low:.1f}, {100 * high:.1f}]</td>"
        f"<td>{row['times_chance']:.1f}</td><td>{100 * row[TAR]:.1f} %</td>"
        f"<td>{row['leak_p']:.4f}</td></tr>"
    )


def _drawn(camera: Camera, seed: int) -> dict[str, Pixels]:
    """A drawn figure with its own head, under every obfuscation."""
    standing = stage(drawn_alike(PLAIN), 0, seed)
    raw = np.ascontiguousarray(standing.body)
    masked, _ = camera.masked(raw)
    face_px = standing.face.x_max - standing.face.x_min
    return {
        name: window(style(raw, masked, face_px), standing.face, 2 * AROUND, 96)
        for family in FAMILIES.values()
        for name, style in family.items()
    }


def _picture(pixels: Pixels, name: str) -> str:
    encoded = base64.b64encode(cv2.imencode(".png", pixels)[1].tobytes()).decode()
    return (
        f'<figure><img alt="" src="data:image/png;base64,{encoded}">'
        f"<figcaption>{escape(name)}</figcaption></figure>"
    )
