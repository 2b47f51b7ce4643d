"""Every line of a recording on one sheet, to label crossings by eye:

python -m tests.benchmarks.slits VIDEO --config C -o FOLDER

For each line `slit-<line>.png` has one column a frame, of the pixels along the line: whoever passes
stands there once, from head to foot if the line is upright, and who only comes near does not. For
each moment given with --at, `at-<line>-<second>.png` has the place shortly before, then and shortly
after, which shows the way. What was seen goes into a file for `passerby replay --labels`. The
sheets show people as they were recorded: they are for who may see the recording.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.config import Line, read_config

TICK_S = 5.0
AROUND_S = (-0.8, -0.4, 0.0, 0.4, 0.8)
WIDE_PX, TALL_PX = 90, 200
RED = (0, 0, 255)

Pixels = NDArray[np.uint8]


def frames(video: Path) -> tuple[list[Pixels], float]:
    """All pictures and how many a second."""
    capture = cv2.VideoCapture(str(video))
    pictures: list[Pixels] = []
    while True:
        more, picture = capture.read()
        if not more:
            return pictures, capture.get(cv2.CAP_PROP_FPS)
        pictures.append(np.asarray(picture, np.uint8))


def slit(pictures: list[Pixels], line: Line, fps: float) -> Pixels:
    """(length of the line, frames) px, twice as large, its start on top, a mark every 5 s."""
    height, width = pictures[0].shape[:2]
    ends = np.array([line.start, line.end]) * (width, height)
    length = round(float(np.hypot(*(ends[1] - ends[0]))))
    (x_a, y_a), (x_b, y_b) = ends.tolist()
    xs = np.linspace(x_a, x_b, length).round().astype(int).clip(0, width - 1)
    ys = np.linspace(y_a, y_b, length).round().astype(int).clip(0, height - 1)
    columns = np.stack([picture[ys, xs] for picture in pictures], axis=1)
    sheet = cv2.resize(columns, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    for second in np.arange(0.0, len(pictures) / fps, TICK_S):
        x = round(2 * second * fps)
        sheet[:, x] = RED
        cv2.putText(sheet, f"{second:.0f} s", (x + 2, 12), cv2.FONT_HERSHEY_SIMPLEX, 0.4, RED)
    return np.asarray(sheet, np.uint8)


def around(pictures: list[Pixels], line: Line, fps: float, at_s: float) -> Pixels:
    """The place of a line before, at and after a moment, side by side."""
    return np.concatenate(list(_views(pictures, line, fps, at_s)), axis=1)


def _views(pictures: list[Pixels], line: Line, fps: float, at_s: float) -> Iterator[Pixels]:
    height, width = pictures[0].shape[:2]
    start, end = ((round(x * width), round(y * height)) for x, y in (line.start, line.end))
    x, y = (start[0] + end[0]) // 2, (start[1] + end[1]) // 2
    left, top = max(0, x - WIDE_PX), max(0, y - TALL_PX)
    for away_s in AROUND_S:
        number = min(max(round((at_s + away_s) * fps), 0), len(pictures) - 1)
        picture = pictures[number].copy()
        cv2.line(picture, start, end, RED, 1)
        yield picture[top : y + TALL_PX, left : x + WIDE_PX]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", type=Path)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("-o", dest="folder", type=Path, required=True)
    parser.add_argument("--at", type=float, nargs="*", default=[], metavar="SECOND")
    args = parser.parse_args()
    pictures, fps = frames(args.video)
    args.folder.mkdir(parents=True, exist_ok=True)
    for name, line in read_config(args.config).lines.items():
        cv2.imwrite(str(args.folder / f"slit-{name}.png"), slit(pictures, line, fps))
        for at_s in args.at:
            view = around(pictures, line, fps, at_s)
            cv2.imwrite(str(args.folder / f"at-{name}-{at_s:g}.png"), view)


if __name__ == "__main__":
    main()
