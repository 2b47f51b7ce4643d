"""What a picture tells about itself: whether anybody could be found in it, and what it shows."""

from collections.abc import Sequence
from typing import Final, Never

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes, Point
from edge.perception.frame import Pixels
from edge.perception.motion import LIGHT_STEP
from edge.perception.vantage import COLUMNS, ROWS, SHAPE, Cells, Vantage, pack, signs_of, unpack
from edge.terms import Cause

# Levels of the brightest twentieth of the picture. Where it lay below 40, with the noise of a
# sensor turned up, fewer than half of 159 drawn people were found, from 60 on all of 159.
_DARK: Final = 40.0
_BRIGHTEST: Final = 0.95
# Share of the picture that is white. Of drawn people 0.95 were found where it was 0.76, 0.88 where
# it was 0.85, 0.75 where it was 0.96. No sky takes as much of a picture of the ground.
_BLOWN: Final = 0.8
_WHITE: Final = 250.0
# The steepest steps from pixel to pixel over those at a quarter of the size, where a line takes
# four times the share of the picture: 0.78 or more in 478 pictures of 100 sharp scenes, 0.57 in
# the middle of those blurred by 5 px of 640, where 0.88 of drawn people are found.
_SHARP: Final = 0.6
_STEEPEST: Final = 0.002
# Levels of the steepest steps of a picture without an edge: 14 or more in those 478, 9 at most, and
# mostly 2, where something lay on the lens.
_FLAT: Final = 8.0
# Nothing that lies on a lens lets so much light through: without an edge it is a lamp in the lens.
_BRIGHT: Final = 200.0
# The noise of a sensor changes every picture. A video encoder may leave it out until its next whole
# picture, which comes every few seconds; the few that let a quiet place wait for longer are masked
# meanwhile.
FROZEN_S: Final = 6.0
# Longer than a rule waits before it tells of a lost view (config.Tampering): also where another one
# is taken for the right one by itself, somebody hears of it.
_STEADY_S: Final = 5.0
_LEARN_S: Final = 1.0


class Sight:
    """Judges the pictures of one camera, in the order of their time.

    edges: of the view, as kept from an earlier run. moved: whether that view had been lost then.
    """

    def __init__(self, *, edges: bytes | None = None, moved: bool = False) -> None:
        self._view = Vantage(None if edges is None else unpack(edges))
        self._moved = moved
        self._new_view: Vantage | None = None
        self._left: Vantage | None = None
        self._new_since_s = self._learned_s = self._changed_s = -np.inf
        self._is_anchored = False
        self._seen = np.ones((ROWS, COLUMNS), np.bool_)
        self._last = np.empty((0, 0), np.uint8)
        self._signs = np.zeros(SHAPE, np.int8)

    @property
    def edges(self) -> bytes | None:
        """The edges of the view, to be kept; None before they are known."""
        expected = self._view.expected
        return None if expected is None else pack(expected)

    def leave_out(self, areas: Sequence[Sequence[Point]]) -> None:
        """Judge the picture without these polygons, which are burnt out of it.

        Where there are any, another view is not taken for the right one by itself.
        """
        self._is_anchored = bool(areas)
        self._seen = ~_cells_of(areas)
        self._view.leave_out(~self._seen)

    def adopt(self) -> None:
        """Where the view is lost, take the one that is there now for the right one."""
        self._left = self._view if self._moved else None
        if not self._moved:
            return
        self._view = Vantage()
        self._view.leave_out(~self._seen)
        self._moved, self._new_view = False, None

    def disown(self) -> None:
        """What the last view was adopted for is gone: the one before is the right one again."""
        if self._left is not None:
            self._view, self._moved = self._left, True
        self._left = self._new_view = None

    def look(self, luma: Pixels, gain: float, *, mono_s: float) -> set[Cause]:
        """Tell what speaks against a picture, tiny and grey (see Motion.luma and gain)."""
        cells = cv2.resize(luma, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA).astype(np.float32)
        self._signs = signs_of(cells)
        causes = self._lit(cells[self._seen]) or _sharp(luma, self._seen)
        # In the dark noise has edges.
        causes |= self._placed(mono_s, is_dark="dark" in causes)
        if not 1 / LIGHT_STEP < gain < LIGHT_STEP:
            causes.add("light")
        if self._is_frozen(luma, mono_s):
            causes.add("frozen")
        return causes

    def learn(self, people: Boxes, *, mono_s: float) -> None:
        """Let the last picture be what is usual, but where people are: (N, 4) normalised."""
        if not 0.0 <= mono_s - self._learned_s < _LEARN_S:
            self._learned_s = mono_s
            self._view.learn(self._signs, people, mono_s=mono_s)

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("Sight stays in memory: it remembers a tiny picture")

    def _lit(self, cells: Cells) -> set[Cause]:
        if not cells.size:
            return set()
        if np.partition(cells, int(_BRIGHTEST * cells.size))[int(_BRIGHTEST * cells.size)] < _DARK:
            return {"dark"}
        return {"glare"} if np.count_nonzero(cells >= _WHITE) > _BLOWN * cells.size else set()

    def _is_frozen(self, luma: Pixels, mono_s: float) -> bool:
        if not np.array_equal(luma, self._last) or mono_s < self._changed_s:
            self._last, self._changed_s = luma.copy(), mono_s
        return mono_s - self._changed_s >= FROZEN_S

    def _placed(self, mono_s: float, *, is_dark: bool) -> set[Cause]:
        """Compare the view with the one that is expected."""
        verdict = "unknown" if is_dark else self._view.compare(self._signs)
        if verdict in ("moved", "same"):
            self._moved = verdict == "moved"
        if self._moved and not self._is_anchored:
            self._settle(mono_s)
        if verdict == "covered":
            return {"covered"}
        return {"moved"} if self._moved else set()

    def _settle(self, mono_s: float) -> None:
        """Take another view for the right one once it stays."""
        if self._new_view is None or self._new_view.compare(self._signs) != "same":
            self._new_view, self._new_since_s = Vantage(self._signs), mono_s
            self._new_view.leave_out(~self._seen)
        elif mono_s - self._new_since_s >= _STEADY_S:
            self.adopt()


def _sharp(luma: Pixels, seen: NDArray[np.bool_]) -> set[Cause]:
    """seen: (ROWS, COLUMNS) cells without burnt areas, which have edges of their own."""
    size = max(2, luma.shape[1] // 4), max(2, luma.shape[0] // 4)
    quarter = cv2.resize(luma, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    fine = _steepest(luma, seen, _STEEPEST)
    coarse = _steepest(quarter, seen, 4 * _STEEPEST)
    if max(fine, coarse) < _FLAT:
        return {"glare" if np.median(luma) > _BRIGHT else "covered"}
    return {"blurred"} if fine < _SHARP * coarse else set()


def _steepest(luma: Pixels, seen: NDArray[np.bool_], share: float) -> float:
    """The level that this share of all steps from pixel to pixel reaches."""
    here = luma[:-1, :-1]
    steps = cv2.max(cv2.absdiff(luma[:-1, 1:], here), cv2.absdiff(luma[1:, :-1], here))
    where = cv2.resize(seen.view(np.uint8), steps.shape[::-1], interpolation=cv2.INTER_NEAREST)
    reached = cv2.calcHist([steps], [0], where, [256], [0, 256])[::-1].cumsum()
    return 255.0 - float(np.searchsorted(reached, share * reached[-1]))


def _cells_of(areas: Sequence[Sequence[Point]]) -> NDArray[np.bool_]:
    """(ROWS, COLUMNS) the cells that polygons touch, and those beside."""
    drawn = np.zeros((ROWS, COLUMNS), np.uint8)
    for area in areas:
        corners = np.rint(np.array(area) * (COLUMNS, ROWS) - 0.5).astype(np.int32)
        cv2.fillPoly(drawn, [corners], (1,))
    return cv2.dilate(drawn, np.ones((3, 3), np.uint8)) > 0
