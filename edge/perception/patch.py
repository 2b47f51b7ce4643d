"""The pixels of one place before and after something changed there, and what they say of it."""

from dataclasses import dataclass
from typing import Final, Literal, Self

import cv2
import numpy as np

from edge.perception.scenery import Mask, Plane, Scenery, Window

Verdict = Literal["there", "as before", "else", "hidden"]

_MARGIN_PX: Final = 3
# Of the step from before to after: 1 is as after, 0 as before.
_THERE: Final = 0.6
_BEFORE: Final = 0.35
# What is neither leaves more of the step's own energy unexplained.
_STRANGE: Final = 1.5
_SEEN: Final = 0.6
# A pattern shows from here on; light leaves it as it is but for this share.
_PATTERN: Final = 1.5
_KEPT: Final = 0.4
_LEAST_PX: Final = 6
_FOLLOWS: Final = 0.01


@dataclass(slots=True, kw_only=True)
class Patch:
    """window: of the picture, with a margin. blob: what has changed in it, (rows, columns) as

    before and after, the levels.
    """

    window: Window
    blob: Mask
    before: Plane
    after: Plane

    @classmethod
    def of(cls, scenery: Scenery, window: Window, blob: Mask) -> Self:
        """Cut out a place as it usually was and is lately. blob: (rows, columns) of the window."""
        rows, columns = window
        shape = scenery.now.shape
        top, bottom = max(rows.start - _MARGIN_PX, 0), min(rows.stop + _MARGIN_PX, shape[0])
        left, right = max(columns.start - _MARGIN_PX, 0), min(columns.stop + _MARGIN_PX, shape[1])
        wide = np.zeros((bottom - top, right - left), np.bool_)
        y, x = rows.start - top, columns.start - left
        wide[y : y + blob.shape[0], x : x + blob.shape[1]] = blob
        around = slice(top, bottom), slice(left, right)
        return cls(
            window=around,
            blob=wide,
            before=scenery.usual[around].copy(),
            after=scenery.lately[around].copy(),
        )

    @property
    def extent(self) -> tuple[int, int, int, int]:
        """Top, bottom, left and right of the blob in the picture, in px."""
        rows, columns = np.flatnonzero(self.blob.any(1)), np.flatnonzero(self.blob.any(0))
        top, left = self.window[0].start, self.window[1].start
        return (
            top + int(rows[0]), top + int(rows[-1]) + 1,
            left + int(columns[0]), left + int(columns[-1]) + 1,
        )  # fmt: skip

    @property
    def darkens(self) -> bool:
        """Whether it is darker now than it was."""
        return bool((self.after - self.before)[self.blob].sum() < 0)

    def overlaps(self, window: Window) -> bool:
        pairs = zip(self.window, window, strict=True)
        return all(a.start < b.stop and b.start < a.stop for a, b in pairs)

    def meets(self, other: "Patch") -> bool:
        """Tell whether both places share anything, margins aside."""
        top, bottom, left, right = self.extent
        above, below, west, east = other.extent
        return top < below and above < bottom and left < east and west < right

    def is_cut(self, hidden: Mask) -> bool:
        """Tell whether somebody stands before a part of it."""
        return bool(hidden[self.window].any())

    def joined(self, other: "Patch", scenery: Scenery) -> "Patch":
        """The place of both, as it is now."""
        windows = zip(self.window, other.window, strict=True)
        rows, columns = (slice(min(a.start, b.start), max(a.stop, b.stop)) for a, b in windows)
        blob = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.bool_)
        for each in (self, other):
            y, x = each.window[0].start - rows.start, each.window[1].start - columns.start
            blob[y : y + each.blob.shape[0], x : x + each.blob.shape[1]] |= each.blob
        window = rows, columns
        before, after = scenery.usual[window].copy(), scenery.lately[window].copy()
        return Patch(window=window, blob=blob, before=before, after=after)

    def compare(self, now: Plane, hidden: Mask) -> Verdict:
        """Tell what the place looks like in a picture of levels; light does not matter."""
        seen = self.blob_and_edge() & ~hidden[self.window]
        if np.count_nonzero(seen) < _SEEN * np.count_nonzero(self.blob_and_edge()):
            return "hidden"
        step = (self.after - self.before)[seen]
        moved = (now[self.window] - self.before)[seen]
        step, moved = step - step.mean(), moved - moved.mean()
        energy = float(step @ step)
        share = float(step @ moved) / max(energy, 1e-6)
        rest = moved - np.float32(share) * step
        if float(rest @ rest) > _STRANGE * energy:
            return "else"
        if share >= _THERE:
            return "there"
        return "as before" if share <= _BEFORE else "else"

    def follow(self, now: Plane, hidden: Mask) -> None:
        """Let what stands there look a little more as it does now: the sun goes round it."""
        seen = (~hidden[self.window]).view(np.uint8)
        cv2.accumulateWeighted(now[self.window].copy(), self.after, _FOLLOWS, seen)

    def blob_and_edge(self) -> Mask:
        grown: Mask = cv2.dilate(self.blob.view(np.uint8), _AROUND).view(np.bool_)
        return grown


_AROUND: Final = np.ones((5, 5), np.uint8)
_BESIDE: Final = np.ones((3, 3), np.uint8)


def is_light(patch: Patch) -> bool:
    """Tell whether a place shows the pattern it had, only brighter or darker.

    Of a place without a pattern nobody can tell.
    """
    inner = cv2.erode(patch.blob.view(np.uint8), _BESIDE).view(np.bool_)
    where = inner if np.count_nonzero(inner) >= _LEAST_PX else patch.blob
    pattern = _uneven(patch.before, where)
    return pattern >= _PATTERN and _uneven(patch.after - patch.before, where) < _KEPT * pattern


def is_new(patch: Patch) -> bool:
    """Tell whether the outline of what has changed shows now, and not before."""
    grown = cv2.dilate(patch.blob.view(np.uint8), _BESIDE)
    ring = (grown - cv2.erode(patch.blob.view(np.uint8), _BESIDE)).view(np.bool_)
    return _edges(patch.after, ring) >= _edges(patch.before, ring)


def _uneven(levels: Plane, where: Mask) -> float:
    """Mean distance of levels from a plane through them: light may come from one side."""
    y, x = np.nonzero(where)
    axes = np.stack([np.ones(len(x)), x, y], axis=1)
    slopes, *_ = np.linalg.lstsq(axes, levels[where].astype(np.float64))
    return float(np.abs(levels[where] - axes @ slopes).mean())


def _edges(levels: Plane, where: Mask) -> float:
    across, down = cv2.Sobel(levels, -1, 1, 0), cv2.Sobel(levels, -1, 0, 1)
    return float((np.abs(across) + np.abs(down))[where].sum())
