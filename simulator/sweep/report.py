"""A sweep as one HTML page with its plots inside, readable without a network."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from edge.errors import BadInputError
from edge.whole_file import whole_file
from simulator.sweep.figures import BEGINS, CONTINUES, Share, by, by_size, share
from simulator.sweep.measure import Answer

_STYLE: Final = """
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif;
  color: #1d2329; background: #fbfbf9 } svg { max-width: 100%; height: auto }
table { border-collapse: collapse } td, th { padding: .2rem .8rem; text-align: right;
  border-bottom: 1px solid #d9dcde } td:first-child, th:first-child { text-align: left }
"""


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
    plots = [
        _sizes("By height in the picture", {"drawn, by day": day, "real, enlarged": real}),
        _sizes("By how far the camera looks down", _split(day, lambda a: f"{a.pitch_deg:g}°")),
        _sizes("By light", _split(lights, lambda a: str(a.light))),
        _sizes("By skin tone, all lights", _split(tones, lambda a: str(a.tone))),
    ]
    total = share(day)
    text = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>People found</title><style>{_STYLE}</style></head><body><h1>{model}: {_percent(total)} of {total.shown} drawn people
found by day</h1><p>One person at a time, 60 to 500 px tall, cameras looking 0 to 45 degrees down.
Found: a person box with IoU 0.5 or more, at score {CONTINUES:g}, with which a track goes on and a
mask is made (full lines), or {BEGINS:g}, with which a track begins (dotted). These people are
drawn: what is seen here is how sensitive the detector is to one change at a time, never a claim
about real people.</p>{"".join(plots)}
<h2>In figures</h2>{_table("pitch", by(day, lambda a: a.pitch_deg))}
{_table("light", by(lights, lambda a: a.light))}{_table("tone", by(tones, lambda a: a.tone))}
</body></html>"""
    with whole_file(path) as place:
        place.write_text(text, "utf-8")


def _split(answers: Sequence[Answer], name: Any) -> dict[str, list[Answer]]:
    parts: dict[str, list[Answer]] = {}
    for answer in answers:
        parts.setdefault(name(answer), []).append(answer)
    return parts


def _sizes(title: str, groups: Mapping[str, Sequence[Answer]]) -> str:
    """One plot: the share found over height, a line for each group, as inline SVG."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise BadInputError("--html needs matplotlib: pip install 'passerby[report]'") from error
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    axes = figure.subplots()
    for number, (name, answers) in enumerate(groups.items()):
        if not answers:
            continue
        points = by_size(answers, bands=12 if len(answers) > 400 else 7)
        heights = [height for height, _ in points]
        colour = f"C{number}"
        found = [100 * part.continued / part.shown for _, part in points]
        begun = [100 * part.begun / part.shown for _, part in points]
        axes.plot(heights, found, color=colour, marker=".", label=f"{name} ({len(answers)})")
        axes.plot(heights, begun, color=colour, linestyle=":")
    axes.set(xscale="log", xlabel="height in px", ylabel="found, %", ylim=(0, 102), title=title)
    axes.set_xticks([60, 80, 100, 150, 200, 300, 400, 500], minor=False)
    axes.xaxis.set_major_formatter("{x:.0f}")
    axes.xaxis.set_minor_formatter("")
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small", ncols=2)
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    return drawn.getvalue().partition("<svg")[1] + drawn.getvalue().partition("<svg")[2]


def _table(name: str, rows: Mapping[Any, Share]) -> str:
    lines = "".join(
        f"<tr><td>{value}</td><td>{part.shown}</td><td>{_percent(part)}</td>"
        f"<td>{100 * part.begun / max(part.shown, 1):.1f} %</td></tr>"
        for value, part in rows.items()
    )
    heads = f"<th>{name}</th><th>shown</th><th>at {CONTINUES:g}</th><th>at {BEGINS:g}</th>"
    return f"<table><tr>{heads}</tr>{lines}</table><br>"


def _percent(part: Share) -> str:
    return f"{100 * part.continued / max(part.shown, 1):.1f} %"
