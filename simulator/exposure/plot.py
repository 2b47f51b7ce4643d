"""How many face-frames are exposed, by size, pitch and light, drawn as inline SVG."""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from edge.errors import BadInputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TITLES: Final = {
    "by_size_px": "width of the face, px",
    "by_pitch_deg": "looked down on, degrees",
    "by_light": "light",
}
_COLOUR: Final = "#0072b2"


def plot(told: Mapping[str, Any]) -> str:
    """A panel for each table, on a scale of powers of ten, with 95 % intervals.

    Where none was exposed a hollow mark shows how many may be. Raises BadInputError without
    matplotlib.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise BadInputError("--html needs matplotlib: pip install 'passerby[report]'") from error
    drawn = Figure(figsize=(10.5, 3.8), layout="constrained", facecolor="none")
    axes = drawn.subplots(1, len(_TITLES), sharey=True)
    for panel, (name, title) in zip(axes, _TITLES.items(), strict=True):
        rows = {band: row for band, row in told[name].items() if row["face_frames"]}
        for place, row in enumerate(rows.values()):
            _mark(panel, place, row)
        panel.set_xticks(range(len(rows)), list(rows), rotation=60, ha="right", fontsize="small")
        panel.set(xlabel=title, yscale="log")
        panel.grid(alpha=0.3)
        panel.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("face-frames exposed, %")
    axes[0].yaxis.set_major_formatter("{x:g}")
    written = io.StringIO()
    drawn.savefig(written, format="svg", metadata={"Date": None})
    _, tag, rest = written.getvalue().partition("<svg")
    return tag + rest


def _mark(panel: "Axes", place: int, row: Mapping[str, Any]) -> None:
    low, high = (100 * (1 - end) for end in reversed(row["recall_95"]))
    if not row["exposed_frames"]:
        panel.plot([place], [high], color=_COLOUR, marker="v", markerfacecolor="none")
        return
    panel.plot([place, place], [low, high], color=_COLOUR, linewidth=3, alpha=0.4)
    panel.plot([place], [100 * (1 - row["recall"])], color=_COLOUR, marker="o", markersize=5)
