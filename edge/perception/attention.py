"""Which models look at a frame: all at once where something new stirs, rarely where nothing does.

What is not computed decides whether a small board can do the work: the two models are 90 % of a
frame. Between looks people are carried along by their tracks and stay masked.
"""

from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes, no_boxes
from edge.perception.motion import Stir

# Of the people that a look at every frame finds on vtest.avi, tracks carried over 0.2 s still hold
# 98 % (IoU 0.5), over 0.3 s 97 %, over 0.4 s 94 %: in 0.25 s a walker moves by his own width.
LOOK_S: Final = 0.25
# Whoever's body is known is hidden with his face (920 of the 921 faces of 16 px or more in the
# sample videos and drawn scenes): faces are looked for in case no model knows a body, and a mask
# over one is held until a look does not find it again.
FACES_S: Final = 1.0
# Something new is looked at in the very frame, and if it was nobody, not before this again.
NEW_S: Final = 0.1
# Where nothing stirs nobody comes. A look all the same, for who came too slowly to be noticed.
REFRESH_S: Final = 3.0
REFRESH_FACES_S: Final = 15.0
# One look in twenty misses somebody: who stands where nothing stirs is given a few at first.
_FRESH_S: Final = 1.0
# What a known thing stirs beside its box: limbs, its shadow, a step since the last look.
_BESIDE: Final = 0.2
_BESIDE_MIN: Final = 0.02
# Who goes farther than his own width between two looks is not hidden halfway. A walker goes three
# a second (1.5 m/s of 0.5 m), a runner ten.
_WIDTHS: Final = 1.0
# Frames come a little early or late: one within this of the due time is the one.
_JITTER_S: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Which models run on one frame."""

    objects: bool
    faces: bool


EVERYTHING: Final = Effort(objects=True, faces=True)
NOTHING: Final = Effort(objects=False, faces=False)


class Attention:
    """Decides frame by frame. Times are those of the frames, in seconds."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Take nothing for granted: the next frame is looked at by all models."""
        self._objects_s = self._faces_s = -inf
        self._objects_due_s = self._faces_due_s = -inf
        self._new_wait_s = NEW_S
        self._look_s = LOOK_S
        self._curious_until_s = -inf
        self._fresh_until_s: float | None = None
        self._known = no_boxes()
        self._elsewhere: NDArray[np.bool_] | None = None
        self._riddle: tuple[Stir, float] | None = None

    def plan(self, stir: Stir, *, stretch: float = 1.0) -> Effort:
        """Decide on the frame of this stir, and take it as done; forget() if a model failed.

        stretch: at least 1, by how much looks are to be rarer than they should be.
        """
        now_s = stir.mono_s
        if stir.whole or now_s < self._objects_s:
            self.forget()
        if self._fresh_until_s is None:
            self._fresh_until_s = now_s + _FRESH_S
            return self._take(EVERYTHING, now_s, stretch)
        if stir.last_s <= min(self._faces_s, self._objects_s):
            return self._rest(now_s, stretch)
        if self._is_new(stir, since_s=self._objects_s):
            return self._look_at_new(stir, stretch)
        self._new_wait_s = NEW_S
        return self._look_at_known(stir, stretch)

    def saw(
        self, known: Boxes, *, widths_per_s: float = 0.0, curious_until_s: float = -inf
    ) -> None:
        """Take in what is known after a look at objects.

        known: (N, 4) normalised boxes of all that was found or is followed, where it was lately,
        is, and may be until the next look. widths_per_s: how fast the fastest goes, in its own
        widths a second. curious_until_s: do not rest before; somebody is not yet certain.
        """
        self._known = with_margin(known)
        self._elsewhere = None
        self._look_s = min(LOOK_S, max(NEW_S, _WIDTHS / max(widths_per_s, _WIDTHS)))
        self._curious_until_s = curious_until_s
        if self._riddle is not None:
            stir, since_s = self._riddle
            self._riddle = None
            # What moves but is nobody is looked at ever less soon.
            vain = self._is_new(stir, since_s=since_s)
            self._new_wait_s = self._new_wait_s * 1.5 if vain else NEW_S

    def _is_new(self, stir: Stir, *, since_s: float) -> bool:
        """Tell whether anything has stirred that nothing known explains."""
        if stir.last_s <= since_s:
            return False
        if self._elsewhere is None:
            self._elsewhere = stir.cells_outside(self._known)
        return stir.in_cells(self._elsewhere, since_s=since_s)

    def _look_at_new(self, stir: Stir, stretch: float) -> Effort:
        now_s, wait_s = stir.mono_s, min(self._new_wait_s, LOOK_S) * stretch
        if now_s - self._objects_s < wait_s - _JITTER_S:
            return _NOTHING
        self._riddle = stir, self._objects_s
        is_new = self._new_wait_s == NEW_S
        faces = is_new or now_s >= self._faces_due_s - _JITTER_S
        return self._take(Effort(objects=True, faces=faces), now_s, stretch)

    def _look_at_known(self, stir: Stir, stretch: float) -> Effort:
        now_s = stir.mono_s
        due_s = min(self._objects_due_s, self._objects_s + self._look_s * stretch)
        if stir.last_s <= self._objects_s:
            due_s = self._rested_s(now_s)
        effort = Effort(
            objects=now_s >= due_s - _JITTER_S, faces=now_s >= self._faces_due_s - _JITTER_S
        )
        return self._take(effort, now_s, stretch)

    def _rest(self, now_s: float, stretch: float) -> Effort:
        """Nothing has stirred since objects and faces were looked for."""
        faces_s = self._faces_due_s if self._is_fresh(now_s) else self._faces_s + REFRESH_FACES_S
        effort = Effort(
            objects=now_s >= self._rested_s(now_s) - _JITTER_S,
            faces=now_s >= faces_s - _JITTER_S,
        )
        return self._take(effort, now_s, stretch)

    def _rested_s(self, now_s: float) -> float:
        """When the objects are due where none of them moves."""
        if now_s < self._curious_until_s or self._is_fresh(now_s):
            return self._objects_due_s
        return self._objects_s + REFRESH_S

    def _is_fresh(self, now_s: float) -> bool:
        """Whether little has been seen yet of a place of which nothing may be taken for granted."""
        return self._fresh_until_s is not None and now_s <= self._fresh_until_s + _JITTER_S

    def _take(self, effort: Effort, now_s: float, stretch: float) -> Effort:
        if effort.objects:
            self._objects_due_s = _next(self._objects_due_s, now_s, LOOK_S * stretch)
            self._objects_s = now_s
        if effort.faces:
            self._faces_due_s = _next(self._faces_due_s, now_s, FACES_S * stretch)
            self._faces_s = now_s
        return effort


def _next(due_s: float, now_s: float, every_s: float) -> float:
    """When it is due again: in step, so that the mean rate is kept whatever the frames' is."""
    return due_s + every_s if due_s <= now_s < due_s + every_s else now_s + every_s


def with_margin(boxes: Boxes) -> Boxes:
    """Grow boxes by what a known thing stirs beside its own."""
    if not len(boxes):
        return boxes
    margin = np.maximum((boxes[:, 2:] - boxes[:, :2]) * _BESIDE, _BESIDE_MIN)
    return np.concatenate([boxes[:, :2] - margin, boxes[:, 2:] + margin], axis=1)


_NOTHING: Final = Effort(objects=False, faces=False)
