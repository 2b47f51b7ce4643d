"""What stands behind the question mark of a source: `picamera:0?size=1280x720&fps=10`."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from edge.capture.camera import CameraError

# Unless something else is asked for: clips hold no more pixels, and models look every tenth of a
# second at most.
USUAL_SIZE_PX: Final = (1280, 720)
USUAL_FPS: Final = 10.0
# The widest sensor that such boards carry is the IMX708; less than 64 px is no picture.
_SIDE_PX: Final = (64, 4608)
_FPS: Final = (1.0, 120.0)


def read_options(
    source: str, text: str, readers: Mapping[str, Callable[[str], Any]]
) -> dict[str, Any]:
    """Read `key=value&...`, each by its reader, which raises ValueError with what it expects.

    Raises CameraError naming the source, the key and what was expected.
    """
    options: dict[str, Any] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        if key not in readers:
            raise CameraError(f"{source}: {key}: unknown, known are {', '.join(readers)}")
        if key in options:
            raise CameraError(f"{source}: {key}: stands twice")
        try:
            options[key] = readers[key](value)
        except ValueError as error:
            raise CameraError(f"{source}: {key}: expected {error}, got {value!r}") from error
    return options


def size_px(text: str) -> tuple[int, int]:
    """Width and height, even: colour has half as many samples."""
    match = re.fullmatch(r"(\d{2,4})x(\d{2,4})", text, re.ASCII)
    low, high = _SIDE_PX
    if match is None or not all(low <= int(side) <= high for side in match.groups()):
        raise ValueError(f"WIDTHxHEIGHT of {low} to {high} px")
    width, height = int(match[1]), int(match[2])
    if width % 2 or height % 2:
        raise ValueError("an even width and height")
    return width, height


def number(low: float, high: float, unit: str) -> Callable[[str], float]:
    """A reader of numbers from low to high."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise ValueError(f"{low:g} to {high:g} {unit}")
        return value

    return read


fps: Final = number(*_FPS, "frames a second")
