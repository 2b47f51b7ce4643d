"""Scenes in which trackers mix people up, and what is true of them."""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes
from simulator.scenario.library import library
from simulator.scenario.read import read_scenario
from simulator.scenario.schema import Occluder, Scenario, Scene, Traffic
from simulator.truth.seen import LABELS_OF, Seen
from simulator.truth.truth import Truth

LIBRARY = [
    "busy-hour",
    "busy-pavement",
    "street",
    "playground",
    "platform-edge",
    "waiting-behind-the-yellow-line",
    "crowd-beside-the-zone",
    "crowd-in-the-zone",
    "one-out-of-the-crowd",
    "loiterer-in-the-stream",
    "four-abreast",
    "pass-each-other-on-the-line",
    "meet-and-part",
    "single-file",
    "queue-at-the-counter",
    "changing-of-the-guard",
    "hidden-by-passers-by",
    "hidden-while-waiting",
    "behind-the-pillar",
    "behind-a-pillar-for-a-while",
    "runner",
    "cyclists-and-walkers",
    "cars-on-the-street",
]
# Streams that cross at right angles, on a square with two pillars and a kiosk.
_WAYS = (
    ((-7.0, 8.0), (7.0, 8.5)),
    ((7.0, 11.0), (-7.0, 10.0)),
    ((-2.0, 22.0), (1.0, 5.0)),
    ((3.0, 5.0), (2.0, 22.0)),
)
_SCREENS = (
    Occluder(kind="pillar", at=(1.0, 6.5)),
    Occluder(kind="pillar", at=(-1.5, 7.0)),
    Occluder(kind="kiosk", at=(-4.0, 13.0)),
)
# Who shows less than this, or is smaller, may be followed but need not be: no detector is asked to.
_SHARE = 0.25
_HEIGHT = 0.1
# What moves by less does not stir one pixel of a picture 320 px wide.
_STIRS = 1 / 320
_KEPT = 3000


def crossing(per_minute: float) -> Scenario:
    """Two streams across two others, with so many people coming every minute."""
    return Scenario(
        name=f"crossing streams {per_minute:g}",
        about="people walk across and towards the camera, behind pillars and each other",
        theme="objects",
        kind="nasty",
        duration_s=120.0,
        seed=round(per_minute),
        scene=Scene(occluders=_SCREENS),
        traffic=(Traffic(per_minute=per_minute, ways=_WAYS, pause=0.1),),
    )


def scenes() -> list[Scenario]:
    found = library()
    return [read_scenario(found[name]) for name in LIBRARY] + [
        crossing(per_minute) for per_minute in (20.0, 50.0, 90.0)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One frame's truth, row by row. counts: whether it is to be found at all."""

    who: list[int]
    box: Boxes
    label: list[str]
    counts: list[bool]


class Sights:
    """Who is where, frame by frame."""

    def __init__(self, seen: Seen, frames: int) -> None:
        self._seen = seen
        self._ends = np.searchsorted(seen.frame, np.arange(frames + 1))

    @staticmethod
    def of(truth: Truth, times: NDArray[np.float64]) -> "Sights":
        return Sights(truth.seen(times), len(times))

    def _rows(self, frame: int) -> slice:
        return slice(int(self._ends[frame]), int(self._ends[frame + 1]))

    def all_boxes(self, frame: int) -> dict[int, NDArray[np.float64]]:
        rows = self._rows(frame)
        names = 2 * self._seen.who[rows] + self._seen.part[rows]
        return dict(zip(names.tolist(), self._seen.box[rows], strict=True))

    def at(self, frame: int, offset: Boxes) -> Sight:
        """One frame's truth in a picture that is off by so much, (4,)."""
        rows, seen = self._rows(frame), self._seen
        label = [LABELS_OF[kind] for kind in seen.kind[rows]]
        high = seen.box[rows, 3] - seen.box[rows, 1]
        enough = (seen.share_visible[rows] >= _SHARE) & (high >= _HEIGHT)
        return Sight(
            who=(2 * seen.who[rows] + seen.part[rows]).tolist(),
            box=np.clip(seen.box[rows] + offset, 0.0, 1.0).astype(np.float32),
            label=label,
            counts=[bool(big) and name != "bag" for big, name in zip(enough, label, strict=True)],
        )


class TruthStir:
    """What a perfect watcher of pixels knows: where anything moved, came or went, and when."""

    def __init__(self) -> None:
        self._last: dict[int, NDArray[np.float64]] = {}
        self._boxes: list[NDArray[np.float64]] = []
        self._times: list[float] = []
        self._forgot_s = -np.inf
        self.asked_s = 0.0  # of this process, spent on answers

    def take(self, boxes: dict[int, NDArray[np.float64]], t_s: float) -> None:
        for who in boxes.keys() | self._last.keys():
            old, new = self._last.get(who), boxes.get(who)
            if old is not None and new is not None and np.abs(old - new).max() < _STIRS:
                continue
            self._boxes += [box for box in (old, new) if box is not None]
            self._times += [t_s] * ((old is not None) + (new is not None))
            if new is None:
                del self._last[who]
            else:
                self._last[who] = new
        if len(self._times) > _KEPT:
            self._forgot_s = self._times[_KEPT // 2]
            del self._times[: _KEPT // 2], self._boxes[: _KEPT // 2]

    def still(self, boxes: Boxes, since_s: NDArray[np.float64]) -> NDArray[np.bool_]:
        start_s = time.process_time()
        moved = np.array(self._boxes).reshape(-1, 4)
        low = np.maximum(boxes[:, None, :2], moved[None, :, :2])
        high = np.minimum(boxes[:, None, 2:], moved[None, :, 2:])
        meets = np.all(high > low, axis=2) & (np.array(self._times) > since_s[:, None])
        known = since_s >= self._forgot_s
        still: NDArray[np.bool_] = np.logical_and(known, ~np.any(meets, axis=1))
        self.asked_s += time.process_time() - start_s
        return still
