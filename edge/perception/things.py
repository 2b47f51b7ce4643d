"""What has come to stand in the picture, or is gone from it: found by its pixels, told without.

What differs from the usual picture and keeps still for a while is one of four: a thing that has
come, the place of one that has gone, a patch of light or shadow, or somebody who sits there and is
not found. Light shows the same pattern, brighter or darker, or comes as the light around changes;
what has gone leaves fewer edges than it had; whose it is, the rules know.
"""

from dataclasses import dataclass
from itertools import count
from typing import Final, Never, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box, Boxes
from edge.perception.frame import Frame
from edge.perception.patch import Patch, is_new
from edge.perception.scenery import Mask, Scenery, Window
from edge.perception.thing import TOLD_S, Over, Thing, ThingId
from edge.perception.together import Together

STEP_S: Final = 1.0
# People stand still for a breath, a bag does for longer.
STILL_S: Final = 3.0
# A thing may be half hidden when it is first seen: its outline is looked at again for so long.
_YOUNG_S: Final = 10.0
_UNDONE_S: Final = 1.5
# What nobody took away within an hour belongs there.
USUAL_S: Final = 3600.0
# What is gone sooner than this after it was first seen did not belong there: somebody who stood.
BELONGS_S: Final = 30.0
# The light may have changed while people hid a place, and who stays there for long is no cloud.
_HIDDEN_S: Final = 30.0
# Specks, and what is larger than two fifths of the picture, are no things.
_LEAST_PX: Final = 3
_LEAST_AREA_PX: Final = 12
_MOST: Final = 0.4
_SPECK_S: Final = 20.0
# More of the picture than that changes with the light, or with the camera.
_WHOLE: Final = 0.35
_MOST_THINGS: Final = 32
# A camera of one picture a second is never quite on time.
_NEARLY_S: Final = 0.05
# Longer than a camera pauses for: what lies between is not counted as time that was watched.
_PAUSE_S: Final = 2.0


class Noticing(Protocol):
    def notice(self, frame: Frame, followed: Boxes) -> tuple[Thing, ...]:
        """Tell what stands still, frames in the order of their time.

        followed: (N, 4) normalised boxes of all that is followed, which may hide things.
        """
        ...


@dataclass(slots=True, kw_only=True)
class _Standing:
    """same_s: when its place was last seen without it. contrary_s: since when it looks as before,

    None while it does not.
    """

    id: ThingId
    patch: Patch
    is_new: bool
    same_s: float
    since_s: float
    seen_s: float
    contrary_s: float | None = None
    over: Over | None = None
    over_s: float = 0.0


class Things:
    """Watches the pictures of one camera, once a second at most."""

    def __init__(self) -> None:
        self._scenery: Scenery | None = None
        self._shape: tuple[int, ...] = ()
        self._looked_s = 0.0
        self._numbers = count(1)
        self._standing: list[_Standing] = []
        self._together = Together()
        self._told: tuple[Thing, ...] = ()

    def notice(self, frame: Frame, followed: Boxes) -> tuple[Thing, ...]:
        """Tell what stands still. Once a second it looks, else it says the same again."""
        picture, mono_s = frame.lores, frame.mono_s
        if self._scenery is None or picture.shape != self._shape or mono_s < self._looked_s:
            self._scenery, self._shape = Scenery(picture), picture.shape
            self._standing, self._together, self._looked_s = [], Together(), mono_s
            self._scenery.see(picture, followed, mono_s=mono_s, past_s=0.0)
        elif mono_s - self._looked_s >= STEP_S - _NEARLY_S:
            past_s, self._looked_s = min(mono_s - self._looked_s, _PAUSE_S), mono_s
            share = self._scenery.see(picture, followed, mono_s=mono_s, past_s=past_s)
            self._look(self._scenery, share, mono_s)
            self._told = self._tell(self._scenery, mono_s)
        return self._told

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("Things stays in memory: it remembers raw pixels, if few")

    def _look(self, scenery: Scenery, share: float, mono_s: float) -> None:
        for standing in self._standing:
            if standing.over is None:
                self._check(standing, scenery, mono_s)
        if share > _WHOLE:
            scenery.begin(mono_s=mono_s)
            return
        self._find(scenery, mono_s)
        for standing in self._standing:
            is_young = mono_s - standing.since_s <= _YOUNG_S
            # What came with it may have been seen after it.
            if (
                standing.over is None
                and is_young
                and self._is_light(standing.patch, standing.same_s, standing.since_s, scenery)
            ):
                self._end(standing, "usual", scenery, mono_s)
        self._standing = [s for s in self._standing if s.over is None or mono_s - s.over_s < TOLD_S]

    def _is_light(self, patch: Patch, same_s: float, since_s: float, scenery: Scenery) -> bool:
        return scenery.is_lit_anew(same_s, since_s) or self._together.is_light(patch, since_s)

    def _check(self, standing: _Standing, scenery: Scenery, mono_s: float) -> None:
        """See whether a thing is still there, gone, or hidden."""
        verdict = standing.patch.compare(scenery.now, scenery.hidden)
        if verdict == "there":
            standing.seen_s, standing.contrary_s = mono_s, None
            standing.patch.follow(scenery.now, scenery.hidden)
            if mono_s - standing.since_s > USUAL_S:
                self._end(standing, "usual", scenery, mono_s)
        elif verdict == "as before":
            standing.contrary_s = mono_s if standing.contrary_s is None else standing.contrary_s
            if mono_s - standing.contrary_s >= _UNDONE_S:
                self._end(standing, "undone", scenery, mono_s)
        elif verdict == "else":
            standing.contrary_s = None

    def _end(self, standing: _Standing, over: Over, scenery: Scenery, mono_s: float) -> None:
        standing.over, standing.over_s = over, mono_s
        self._accept_all(standing.patch, scenery, mono_s)

    def _accept_all(self, patch: Patch, scenery: Scenery, mono_s: float) -> None:
        """With its edges: what is left of it would be taken for something else."""
        scenery.accept(np.ones(patch.blob.shape, np.bool_), patch.window, mono_s=mono_s)

    def _find(self, scenery: Scenery, mono_s: float) -> None:
        """Make things of what has kept still for long enough, and forget what is none."""
        old = scenery.age_s >= STILL_S
        if not old.any():
            return
        whole = cv2.morphologyEx(old.view(np.uint8), cv2.MORPH_CLOSE, _HOLES)
        number, labels, groups, _ = cv2.connectedComponentsWithStats(whole)
        if number - 1 > _MOST_THINGS:
            scenery.begin(mono_s=mono_s)
            return
        for index in range(1, number):
            left, top, wide, high = (int(side) for side in groups[index, :4])
            window = slice(top, top + high), slice(left, left + wide)
            blob: Mask = labels[window] == index
            rests = np.count_nonzero(scenery.resting[window] & blob)
            if rests >= _RESTS * np.count_nonzero(blob):
                self._take(scenery, window, blob, mono_s)

    def _take(self, scenery: Scenery, window: Window, blob: Mask, mono_s: float) -> None:
        known = self._covering(window)
        age_s = float(scenery.age_s[window][blob].max())
        if known is not None and mono_s - known.since_s > _YOUNG_S:
            return
        if known is None and not _is_thing_sized(window, blob, scenery.size):
            if age_s >= _SPECK_S:
                scenery.accept(blob, window, mono_s=mono_s)
            return
        patch = Patch.of(scenery, window, blob)
        if patch.is_cut(scenery.hidden):
            return
        if known is not None:
            both = patch.joined(known.patch, scenery)
            if _is_thing_sized(both.window, both.blob, scenery.size):
                known.patch, known.is_new = both, is_new(both)
            return
        aged = patch.blob & (scenery.age_s[patch.window] >= STILL_S)
        since_s = float(np.median(scenery.since_s[patch.window][aged]))
        same_s = float(np.median(scenery.same_s[patch.window][aged]))
        same_s = min(max(same_s, since_s - _HIDDEN_S), since_s)
        self._together.add(patch, since_s)
        if self._is_light(patch, same_s, since_s, scenery):
            self._accept_all(patch, scenery, mono_s)
        else:
            self._begin(patch, same_s, since_s, scenery, mono_s)

    def _begin(
        self, patch: Patch, same_s: float, since_s: float, scenery: Scenery, mono_s: float
    ) -> None:
        stood_s = since_s - float(np.median(scenery.usual_since_s[patch.window][patch.blob]))
        has_come = is_new(patch)
        if not has_come and stood_s < BELONGS_S:
            self._accept_all(patch, scenery, mono_s)
            return
        self._standing.append(
            _Standing(
                id=ThingId(next(self._numbers)),
                patch=patch,
                is_new=has_come,
                same_s=same_s,
                since_s=since_s,
                seen_s=mono_s,
            )
        )

    def _covering(self, window: Window) -> _Standing | None:
        for standing in self._standing:
            if standing.over is None and standing.patch.overlaps(window):
                return standing
        return None

    def _tell(self, scenery: Scenery, mono_s: float) -> tuple[Thing, ...]:
        return tuple(
            Thing(
                id=standing.id,
                change="appeared" if standing.is_new else "gone",
                box=_box(standing.patch, scenery.size),
                since_mono_s=standing.since_s,
                seen_mono_s=standing.seen_s,
                over=standing.over,
            )
            for standing in self._standing
        )


# Noise makes holes: those of up to two pixels are filled.
_HOLES: Final[NDArray[np.uint8]] = np.ones((5, 5), np.uint8)
# A place that changes once more, as its thing is taken, does not rest.
_RESTS: Final = 0.5


def _is_thing_sized(window: Window, blob: Mask, size: tuple[int, int]) -> bool:
    high, wide = blob.shape
    if np.count_nonzero(blob) < _LEAST_AREA_PX or min(high, wide) < _LEAST_PX:
        return False
    return bool(wide <= _MOST * size[0] and high <= _MOST * size[1])


def _box(patch: Patch, size: tuple[int, int]) -> Box:
    top, bottom, left, right = patch.extent
    return Box(
        x_min=left / size[0], y_min=top / size[1], x_max=right / size[0], y_max=bottom / size[1]
    )
