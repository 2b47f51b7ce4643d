"""Exposure as one HTML page, readable without a network; every picture in it is masked."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import chain
from pathlib import Path
from typing import Any, Final

from edge.whole_file import whole_file
from simulator.exposure.judge import COVERED
from simulator.exposure.plot import plot
from simulator.exposure.truth import LEAST_PX
from simulator.exposure.watch import Watched
from simulator.exposure.worst import Worst

_MOST_WORST: Final = 40
_HEADS: Final = {
    "by_size_px": "face, px wide",
    "by_pitch_deg": "looked down on, degrees",
    "by_camera_pitch_deg": "camera's pitch, degrees",
    "by_light": "light",
}
_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1d2329; --paper: #fbfbf9; --fine: #5b646d;
  --rule: #d9dcde; --bad: #b3261e }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaec; --paper: #16191c; --fine: #a3abb3;
  --rule: #3a4046; --bad: #ff8a80 } .plot { filter: invert(0.9) hue-rotate(180deg) } }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: var(--ink);
  background: var(--paper); font: 16px/1.5 system-ui, sans-serif }
.fine { color: var(--fine) } .bad { color: var(--bad); font-weight: 600 }
.plot svg { width: 100%; height: auto } .tables { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem;
  align-items: flex-start } .wide { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid var(--rule);
  white-space: nowrap } th:first-child, td:first-child { text-align: left }
figure { display: inline-block; margin: .3rem; text-align: center; font-size: 12px; width: 240px;
  vertical-align: top } figure img { max-width: 240px; display: block; margin: auto }
"""
_HOW: Final = f"""<p class="fine">A face-frame is one visible face of {LEAST_PX:g} px or more in one
picture that left the camera. It is exposed when less than {100 * COVERED:g} % of its visible pixels
are filled with the one constant grey. A track is one person's visit to the view, with at least one
face-frame, covered when none of them is exposed. Recall is of pictures not masked whole, with 95 %
intervals (Wilson) that take frames for independent, which frames of one track are not: the bounds
at the top reckon with tracks. Hollow marks: none was exposed, so many may be. Over-masked: filled,
and nobody is there.</p>"""


def write_page(path: Path, told: Mapping[str, Any], watched: Sequence[Watched]) -> None:
    """Write the page. Raises BadInputError without matplotlib, or for a path that is none."""
    kept = chain.from_iterable(one.worst.values() for one in watched)
    worst = sorted(kept, key=lambda one: (one.face.filled, -one.face.width_px))
    text = "".join(_page(told, worst))
    with whole_file(path) as place:
        place.write_text(text, "utf-8")


def _page(told: Mapping[str, Any], worst: Sequence[Worst]) -> Iterator[str]:
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Exposure</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{told['exposed_frames']} of {told['face_frames']} face-frames exposed</h1>"
    yield from (f"<p>{line}</p>" for line in lines(told)[1:])
    yield f'<div class="plot">{plot(told)}</div>{_HOW}<div class="tables">'
    yield from (_table(head, told[name]) for name, head in _HEADS.items())
    yield f"</div><h2>The worst frame of each exposed track: {len(worst)} in all</h2>"
    yield '<p class="fine">As they left the camera, masked. Outlined: where the face is.</p>'
    yield from (_figure(one) for one in worst[:_MOST_WORST])
    yield from _scenes(told["scenes"])
    yield "</body></html>"


def lines(told: Mapping[str, Any]) -> list[str]:
    """The most important of it in words, for a terminal as well."""
    return [
        f"{told['exposed_frames']} of {told['face_frames']} face-frames exposed, "
        f"recall {percent(told['recall'], 4)}",
        f"{told['tracks_covered']} of {told['tracks']} tracks covered throughout; "
        f"at most {percent(told['tracks_exposed_share_upper95'])} are not (one-sided 95 %)",
        f"{_seconds(told['exposed_s_per_hour'])} exposed in a camera-hour of these scenes, at most "
        f"{_seconds(told['exposed_s_per_hour_upper95'])} (one-sided 95 %)",
        f"{percent(told['over_masked_share'])} of the picture over-masked, "
        f"{percent(told['masked_share'])} masked",
        f"{percent(told['failed_closed_share'])} of {told['frames']} frames masked whole or held "
        f"back, {percent(told['starting_share'])} while starting",
    ]


def percent(share: float | None, digits: int = 2) -> str:
    return "-" if share is None else f"{100 * share:.{digits}f} %"


def _seconds(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.1f} s"


def _table(head: str, rows: Mapping[str, Any]) -> str:
    heads = f"<th>{head}<th>face-frames<th>exposed<th>recall<th>95 %<th>tracks<th>exposed"
    return (
        f"<table><tr>{heads}</tr>{''.join(_row(band, row) for band, row in rows.items())}</table>"
    )


def _row(band: str, row: Mapping[str, Any]) -> str:
    low, high = row["recall_95"] or (0.0, 1.0)
    css = ' class="bad"' if row["exposed_frames"] else ""
    return (
        f"<tr><td>{escape(band)}<td>{row['face_frames']}<td{css}>{row['exposed_frames']}"
        f"<td>{percent(row['recall'])}<td class='fine'>[{100 * low:.2f}, {100 * high:.2f}]"
        f"<td>{row['tracks']}<td{css}>{row['tracks_exposed']}</tr>"
    )


def _figure(one: Worst) -> str:
    encoded = base64.b64encode(one.picture).decode()
    face = one.face
    return (
        f'<figure><img alt="" src="data:image/jpeg;base64,{encoded}"><figcaption>'
        f"{escape(face.who)}, {face.t_s:.1f} s<br>{face.width_px:.0f} px, {escape(one.light)}, "
        f"{100 * face.filled:.0f} % filled</figcaption></figure>"
    )


def _scenes(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield '<h2>Scenes</h2><div class="wide"><table><tr><th>scene<th>light<th>frames<th>masked whole'
    yield "<th>tracks<th>face-frames<th>exposed<th>masked<th>over-masked</tr>"
    for row in rows:
        yield (
            f"<tr><td>{escape(row['scene'])}<td>{escape(row['light'])}<td>{row['frames']}"
            f"<td>{sum(row['frames_masked_whole'].values())}<td>{row['tracks']}"
            f"<td>{row['face_frames']}<td>{row['exposed_frames']}<td>{percent(row['masked_share'])}"
            f"<td>{percent(row['over_masked_share'])}</tr>"
        )
    yield "</table></div>"
