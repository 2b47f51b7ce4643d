"""What a place usually looks like, and what it has looked like lately: pixels that tell apart.

Two backgrounds of two speeds (Porikli, Ivanov and Haga 2008, "Robust abandoned object detection
using dual foregrounds"): what differs from the slow one and not from the fast one has come to
rest. Levels are logarithms, so that more or less light adds the same everywhere.
"""

from collections import deque
from math import exp
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes, fitted_px
from edge.perception.frame import Pixels

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]
Window = tuple[slice, slice]

# A bag of 0.4 m is 14 px wide in it where a person is 60 px tall.
SIDE_PX: Final = 320
# 64 times the logarithm; the sum keeps the noise of the dark small.
_SCALE: Final = 64.0
_DARK: Final = 24.0
_LEVELS: Final = (_SCALE * np.log((np.arange(256) + _DARK) / _DARK)).astype(np.float32)
_FAST_S: Final = 1.5
_SLOW_S: Final = 30.0
_RESTLESS_S: Final = 20.0
# A tenth more or less light is 6; the noise of a camera at night about 1.
STEP: Final = 6.0
# How much more where leaves sway: to differ from the usual, and to keep still. The leap of somebody
# who passes counts as no more than some steps.
_RESTLESS: Final = 3.0
_STIRS: Final = 2.0
_MOST: Final = 4.0
# Light is measured in so many tiles, as the middle difference in each: what changes less than half
# of a tile is no light.
_TILES: Final = (4, 3)
_SPARSE: Final = 4
_FADES: Final = 3.0
# A cloud's edge passes within this, and what is hidden for a look is seen at the next.
AT_ONCE_S: Final = 2.5
_MARGIN: Final = 0.15
# What was in and out of sight has been there for as long as this at most before it is noticed.
_LIGHTS_S: Final = 3600.0


class Scenery:
    """Pictures of one camera and size, a second or so apart.

    now, lately, usual: (rows, columns) levels. age_s: how long each pixel has differed from the
    usual and kept still; resting: those that do now. since_s: when that began. same_s: when each
    was last seen to be as usual. usual_since_s: since when what is usual has been so. hidden: where
    people are, or were a look ago.
    """

    def __init__(self, picture: Pixels) -> None:
        side_px = min(SIDE_PX, max(picture.shape[:2]))
        size = fitted_px((picture.shape[1], picture.shape[0]), (side_px, side_px))
        self.size = size
        shape = size[::-1]
        self.now = np.zeros(shape, np.float32)
        self.lately = np.zeros(shape, np.float32)
        self.usual = np.zeros(shape, np.float32)
        self.age_s = np.zeros(shape, np.float32)
        self.since_s = np.zeros(shape, np.float64)
        self.same_s = np.zeros(shape, np.float64)
        self.usual_since_s = np.zeros(shape, np.float64)
        self.hidden = np.zeros(shape, np.bool_)
        self.resting = np.zeros(shape, np.bool_)
        self._covered = np.zeros(shape, np.bool_)
        self._known = np.zeros(shape, np.bool_)
        self._restless = np.full(shape, 1.0, np.float32)
        self._lights: deque[tuple[float, Plane]] = deque()

    def see(self, picture: Pixels, followed: Boxes, *, mono_s: float, past_s: float) -> float:
        """Take in one picture, (h, w, 3) BGR; return which share of what is seen differs.

        followed: (N, 4) normalised boxes of what may hide the scene.
        """
        self.now = cv2.LUT(self._small(picture), _LEVELS)
        covered = self._cover(followed)
        self.hidden = covered | self._covered
        uncovered, self._covered = self._covered & ~covered, covered
        seen = ~covered
        self._adopt(seen & ~self._known, uncovered, mono_s=mono_s)
        moved = cv2.absdiff(self.now, self.lately)
        still = cv2.scaleAdd(self._restless, -_STIRS, moved) < STEP
        where = seen.view(np.uint8)
        cv2.accumulateWeighted(self.now, self.lately, 1 - exp(-past_s / _FAST_S), where)
        self._follow_light(seen, mono_s=mono_s)
        differs = cv2.absdiff(self.lately, self.usual)
        changed = cv2.scaleAdd(self._restless, -_RESTLESS, differs) > STEP
        self._grow_old(changed, still, seen, mono_s=mono_s, past_s=past_s)
        _, moved = cv2.threshold(moved, _MOST * STEP, 0, cv2.THRESH_TRUNC)
        cv2.accumulateWeighted(moved, self._restless, 1 - exp(-past_s / _RESTLESS_S), where)
        same = seen & ~changed
        self.same_s[same] = mono_s
        weight = 1 - exp(-past_s / _SLOW_S)
        cv2.accumulateWeighted(self.now, self.usual, weight, same.view(np.uint8))
        return int(np.count_nonzero(changed & seen)) / max(int(np.count_nonzero(seen)), 1)

    def begin(self, *, mono_s: float) -> None:
        """Let everything be as the last picture shows it."""
        self.usual_since_s[...] = mono_s
        self.usual[...] = self.now
        self.lately[...] = self.now
        self.age_s[...] = 0.0
        self._known = ~self._covered

    def is_lit_anew(self, begin_s: float, end_s: float) -> bool:
        """Tell whether a tile had a tenth more or less light a moment after than one before."""
        light = np.zeros(_TILES[::-1], np.float32)
        for then_s, change in reversed(self._lights):
            if then_s < begin_s - AT_ONCE_S:
                break
            if then_s <= end_s + AT_ONCE_S:
                light += change
        return float(np.abs(light).max()) >= STEP

    def accept(self, where: Mask, window: Window, *, mono_s: float) -> None:
        """Let what has changed there be usual from now on. where: (rows, columns) of the window."""
        self.usual_since_s[window][where] = mono_s
        np.copyto(self.usual[window], self.lately[window], where=where)
        np.copyto(self.age_s[window], np.float32(0.0), where=where)

    def _small(self, picture: Pixels) -> Pixels:
        gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        return np.asarray(cv2.resize(gray, self.size, interpolation=cv2.INTER_AREA), np.uint8)

    def _cover(self, boxes: Boxes) -> Mask:
        covered = np.zeros(self.now.shape, np.bool_)
        wide, high = self.size
        for x_min, y_min, x_max, y_max in boxes.tolist():
            by_x, by_y = _MARGIN * (x_max - x_min), _MARGIN / 2 * (y_max - y_min)
            left, right = int((x_min - by_x) * wide), int((x_max + by_x) * wide) + 1
            top, bottom = int((y_min - by_y) * high), int((y_max + by_y) * high) + 1
            covered[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)] = True
        return covered

    def _adopt(self, new: Mask, uncovered: Mask, *, mono_s: float) -> None:
        """What is seen for the first time is usual; what comes to light again is as it is now."""
        if new.any():
            np.copyto(self.usual, self.now, where=new)
            np.copyto(self.lately, self.now, where=new)
            self.usual_since_s[new] = mono_s
            self._known |= new
        if uncovered.any():
            np.copyto(self.lately, self.now, where=uncovered)

    def _follow_light(self, seen: Mask, *, mono_s: float) -> None:
        """Light the usual picture as the last ones are lit."""
        columns, rows = _TILES
        difference = (self.lately - self.usual)[::_SPARSE, ::_SPARSE]
        difference[~seen[::_SPARSE, ::_SPARSE]] = 0.0
        high, wide = difference.shape[0] // rows, difference.shape[1] // columns
        tiles = difference[: high * rows, : wide * columns].reshape(rows, high, columns, wide)
        flat = tiles.swapaxes(1, 2).reshape(rows, columns, -1)
        light = np.partition(flat, flat.shape[2] // 2, axis=2)[..., flat.shape[2] // 2]
        while self._lights and mono_s - self._lights[0][0] > _LIGHTS_S:
            self._lights.popleft()
        if np.abs(light).max() > 0.5:
            self._lights.append((mono_s, light))
            self.usual += cv2.resize(light, self.size, interpolation=cv2.INTER_LINEAR)

    def _grow_old(
        self, changed: Mask, still: Mask, seen: Mask, *, mono_s: float, past_s: float
    ) -> None:
        self.resting = resting = changed & still & seen
        self.since_s[resting & (self.age_s <= 0.0)] = mono_s
        self.age_s[resting] += np.float32(past_s)
        fading = seen & ~changed & (self.age_s > 0.0)
        self.age_s[fading] = np.maximum(self.age_s[fading] - np.float32(_FADES * past_s), 0.0)
