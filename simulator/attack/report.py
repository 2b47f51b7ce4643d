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
body { margin: 2rem auto; max-width: 76rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif;
  color: #1d2329; background: #fbfbf9 } svg { max-width: 100%; height: auto }
h2 { margin: 2.2rem 0 .4rem } .fine { color: #5b646d } .over { color: #b3261e; font-weight: 600 }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums }
td, th { padding: .15rem .35rem; text-align: right; white-space: nowrap;
  border-bottom: 1px solid #d9dcde }
.text, td:first-child, th:first-child { text-align: left } .wide { overflow-x: auto }
figure { display: inline-block; margin: .3rem; text-align: center; font-size: 12px }
figure img { height: 112px; display: block; margin: auto }
"""
_HOW: Final = """<p>Heads from portraits are put on drawn bodies: clothes, places, sizes (faces 23
to 56 px wide), positions and ways are chosen by chance. A scene is four frames of somebody walking,
a tenth of a second apart; they go through the camera's own pipeline and models, with its tracks,
its held masks and its look ahead. The attacker knows the method, has another portrait of everybody,
knows where each head is, and that everybody comes by equally often; the gallery holds clean
pictures, or pictures obfuscated in the same way. Blur and pixelation are put where our mask is, by
the same models. Over time: from all four frames, how the mask lies about the head and how that
changes; otherwise from the first one. TAR: share of pairs of one person accepted where 1 % of pairs
of two people are.</p>
<p class="fine">Intervals: the wider of Wilson's over all scenes and a bootstrap of whole people.
Of several attackers the one with the highest upper bound counts. Leak p: a permutation test of
whole people; small says that something of who it is gets through. The gallery is closed (everybody
met is known), frontal, and of this folder: a stronger recogniser may read more from blur; from a
constant there is nothing to read but where the mask ends. Everybody's head is cut out in one shape,
so what a mask's edge tells of hair or hats is not asked here, nor what stature, gait and clothes
below it tell.</p>"""


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
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Attack</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>Behind our mask: named {100 * ours['rank1']:.1f} % of the time, "
    yield f"by chance {100 * told['chance']:.1f} %</h1>"
    holds = "is within" if told["within_twice_chance"] else '<b class="over">is above</b>'
    yield f"<p>The upper end of the 95 % interval, {100 * ours['rank1_upper95']:.2f} %, {holds} "
    yield f"{MOST_TIMES_CHANCE:g} times chance. {told['people']} people, "
    yield f"{told['scenes']} scenes, {told['pictures']} pictures, "
    yield f"{100 * told['masked_whole_share']:.1f} % of them masked whole; a part of the face was "
    yield f"left in {100 * told['faces_left_share']:.2f} %.</p>"
    yield plot(told)
    yield _HOW
    yield "<h2>All attackers</h2><div class='wide'><table><tr><th>obfuscation</th>"
    yield "<th class='text'>attacker</th><th class='text'>gallery</th>"
    yield "<th>rank 1</th><th></th><th>times chance</th><th>TAR</th><th></th><th>leak p</th></tr>"
    for style in told["styles"].values():
        for name, strength in style["strengths"].items():
            yield from (_row(name, row) for row in strength["attackers"])
    yield "</table></div><h2>What the attacker sees of people behind our mask</h2>"
    yield from (_picture(example, "") for example in examples)
    yield "<h2>What else is done, on a drawn figure</h2>"
    yield '<p class="fine">Nobody attacked is shown blurred: that would show who they are.</p>'
    yield from (_picture(pixels, name) for name, pixels in drawn.items())
    yield "</body></html>"


def _row(name: str, row: Mapping[str, Any]) -> str:
    return (
        f"<tr><td>{escape(name)}</td><td class='text'>{escape(row['attacker'])}</td>"
        f"<td class='text'>{row['gallery']}</td>{_share(row, 'rank1')}"
        f"<td>{row['times_chance']:.1f}</td>{_share(row, TAR)}<td>{row['leak_p']:.4f}</td></tr>"
    )


def _share(row: Mapping[str, Any], name: str) -> str:
    middle, low, high = (100 * row[f"{name}{end}"] for end in ("", "_lower95", "_upper95"))
    return f"<td>{middle:.1f} %</td><td class='fine'>[{low:.1f}, {high:.1f}]</td>"


def _drawn(camera: Camera, seed: int) -> dict[str, Pixels]:
    """A drawn figure with its own head, under every obfuscation."""
    standing = stage(drawn_alike(PLAIN), 0, seed)
    raw = np.ascontiguousarray(standing.body)
    ((masked, _),) = camera.masked([raw])
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
