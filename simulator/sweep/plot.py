"""The share found over height, drawn as inline SVG."""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from edge.errors import BadInputError
from simulator.sweep.figures import BEGINS, CONTINUES, by_size
from simulator.sweep.measure import Answer

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# What the default detector must find of people by day, in percent.
GOAL: Final = 95
_MARKS_PX: Final = (60, 80, 100, 150, 200, 300, 400, 500)
# With fewer persons than this a plot has fewer bands, and each of them more people.
_MANY: Final = 400


def plot(groups: Mapping[str, Sequence[Answer]]) -> str:
    """A line for each group; full at CONTINUES, within its 95 % interval, dotted at BEGINS.

    Raises BadInputError without matplotlib.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise BadInputError("--html needs matplotlib: pip install 'passerby[report]'") from error
    figure = Figure(figsize=(9.5, 4.2), layout="constrained", facecolor="none")
    axes = figure.subplots()
    shown = {name: answers for name, answers in groups.items() if answers}
    # Intervals of many groups would hide one another.
    lowest = [
        _line(axes, f"C{number}", name, answers, interval=len(shown) <= 2)
        for number, (name, answers) in enumerate(shown.items())
    ]
    _scales(axes, lowest=min(lowest, default=0.0))
    figure.legend(loc="outside right upper", fontsize="small", frameon=False)
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    _, tag, rest = drawn.getvalue().partition("<svg")
    return tag + rest


def _line(
    axes: "Axes", colour: str, name: str, answers: Sequence[Answer], *, interval: bool
) -> float:
    """Draws it, and returns its lowest percentage."""
    points = by_size(answers, bands=12 if len(answers) > _MANY else 7)
    heights = [height for height, _ in points]
    shares = [part.as_json() for _, part in points]
    found, begun = (
        [100 * one[key] for one in shares] for key in ("found_at_continues", "found_at_begins")
    )
    axes.plot(
        heights, found, color=colour, marker="o", markersize=4, label=f"{name}, {len(answers)}"
    )
    axes.plot(heights, begun, color=colour, linestyle=":")
    if interval:
        ends = [one["found_at_continues_95"] for one in shares]
        low, high = ([100 * end[side] for end in ends] for side in (0, 1))
        axes.fill_between(heights, low, high, color=colour, alpha=0.15, linewidth=0)
    return float(min(begun))


def _scales(axes: "Axes", *, lowest: float) -> None:
    key: dict[str, Any] = {"color": "0.35"}
    axes.plot([], [], label=f"at {CONTINUES:g}: goes on", **key)
    axes.plot([], [], label=f"at {BEGINS:g}: begins", linestyle=":", **key)
    axes.axhline(GOAL, linewidth=0.8, linestyle="--", label=f"goal by day, {GOAL} %", **key)
    axes.set(xscale="log", xlabel="height of the person in px", ylabel="found, %")
    axes.set_ylim(20 * (min(lowest, 80) // 20), 102)
    axes.set_xticks(_MARKS_PX, minor=False)
    axes.xaxis.set_major_formatter("{x:.0f}")
    axes.xaxis.set_minor_formatter("")
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
