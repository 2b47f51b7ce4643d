"""How often people are named behind each obfuscation, drawn as inline SVG."""

import io
from collections.abc import Mapping
from typing import Any, Final

from edge.errors import BadInputError
from simulator.attack.figures import MOST_TIMES_CHANCE, TAR

# Okabe and Ito's colours, which colour-blind readers can tell apart.
_COLOURS: Final = {"none": "0.4", "fill": "#009e73", "blur": "#d55e00", "pixelate": "#0072b2"}


def plot(told: Mapping[str, Any]) -> str:
    """A row for each strength: rank 1 and TAR with intervals. Raises without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise BadInputError("--html needs matplotlib: pip install 'passerby[report]'") from error
    rows = [
        (family, name, row)
        for family, style in told["styles"].items()
        for name, row in style["strengths"].items()
    ]
    drawn = Figure(figsize=(10, 1.2 + 0.45 * len(rows)), layout="constrained", facecolor="none")
    axes = drawn.subplots(1, 2, sharey=True)
    for panel, key, title in ((axes[0], "rank1", "named first, %"), (axes[1], TAR, "TAR, %")):
        for place, (family, _, row) in enumerate(rows):
            low, middle, high = (100 * row[f"{key}{end}"] for end in ("_lower95", "", "_upper95"))
            panel.plot([low, high], [place, place], color=_COLOURS[family], linewidth=3, alpha=0.5)
            panel.plot([middle], [place], color=_COLOURS[family], marker="o")
        panel.set(xlabel=title, xlim=(0, 100))
        panel.grid(axis="x", alpha=0.3)
        panel.spines[["top", "right"]].set_visible(False)
    chance = 100 * told["chance"]
    axes[0].axvline(chance, color="0.3", linewidth=0.8, label="chance")
    axes[0].axvline(
        MOST_TIMES_CHANCE * chance, color="0.3", linewidth=0.8, linestyle="--", label="twice that"
    )
    drawn.legend(loc="outside upper left", ncols=2, fontsize="small", frameon=False)
    axes[0].set_yticks(range(len(rows)), [name for _, name, _ in rows])
    axes[0].invert_yaxis()
    written = io.StringIO()
    drawn.savefig(written, format="svg", metadata={"Date": None})
    _, tag, rest = written.getvalue().partition("<svg")
    return tag + rest
