"""The figures as bars: how much of its limit each uses up."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from edge.bench.figure import LIMITS, Figure
from edge.errors import BadInputError
from edge.whole_file import whole_file

# Middle tones, and no ground of its own: readable on white and on black.
_GREY: Final = "#808890"
_HOLDS: Final = "#2a9d8f"
_BROKEN: Final = "#d1603d"


def require_plots() -> None:
    """Raises BadInputError where nothing can be drawn: before minutes of measuring, not after."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError as error:
        raise BadInputError("--plot needs matplotlib: pip install 'passerby[report]'") from error


def plot(figures: Sequence[Figure], path: Path) -> None:
    """Write the picture, in the format of the path's ending. Raises BadInputError."""
    from matplotlib.figure import Figure as Picture

    seen = [(f.name, f.value) for f in reversed(figures) if f.value is not None]
    used = [LIMITS[name].used(value) for name, value in seen]
    picture = Picture(figsize=(8, 0.6 + 0.6 * len(seen)), layout="constrained", facecolor="none")
    axes = picture.subplots()
    axes.set_facecolor("none")
    colours = [_HOLDS if share <= 1 else _BROKEN for share in used]
    axes.barh([_label(name, value) for name, value in seen], used, color=colours)
    axes.axvline(1.0, color=_GREY, linewidth=1, linestyle="--")
    axes.set_xlim(0, 1.1 * max([1.0, *used]))
    axes.set_xlabel("share of the limit used up", color=_GREY)
    axes.tick_params(colors=_GREY)
    axes.spines[:].set_visible(False)
    with whole_file(path) as place:
        try:
            picture.savefig(place, format=path.suffix.lstrip(".") or "svg")
        except ValueError as error:
            raise BadInputError(f"{path}: {error}") from error


def _label(name: str, value: float) -> str:
    limit = LIMITS[name]
    return f"{name}\n{value:.3g}{limit.unit} ({limit})"
