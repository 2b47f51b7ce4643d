"""The few points that bound each figure of a scene, in arrays that grow as figures come up."""

import math
from typing import Final

import numpy as np

from simulator.people.extent import Extent, farthest
from simulator.people.pose import PHASES
from simulator.truth.points import flesh, things
from simulator.world.tape import MOTIONS, Floats, Integers
from simulator.world.world import Rows, Who, World

_PHASES: Final = np.array([PHASES[motion] for motion in MOTIONS], np.int64)
_MOST_PHASES: Final = int(_PHASES.max())
FLESH: Final = 0
THINGS: Final = 1


class Shapes:
    """Figures by number: every look in every posture that the scene has shown so far.

    silhouette, head, face: (F, P, 3) points in metres: to the camera's right if the figure faces
    it, up, and forward; NaN where a figure has none. upright: floor and crown. middle: (F, 3), of
    the head; centre: of the silhouette. height_m: (F,).
    """

    silhouette: Floats
    head: Floats
    face: Floats
    upright: Floats
    middle: Floats
    centre: Floats
    height_m: Floats

    def __init__(self, world: World) -> None:
        looks = [(who.kind, _shape(who)) for who in world.people]
        self._looks = list(dict.fromkeys(looks))
        places = {look: place for place, look in enumerate(self._looks)}
        self._look_of = np.array([places[look] for look in looks], np.int64)
        self._hands = world.hands
        kinds = len(self._looks) * len(MOTIONS) * _MOST_PHASES * len(self._hands) * 2
        self._number = np.full(kinds, -1, np.int64)
        self.silhouette = np.empty((0, len(_AROUND), 3))
        self.head = self.face = np.empty((0, len(_ABOUT), 3))
        self.upright = np.empty((0, 2, 3))
        self.middle = self.centre = np.empty((0, 3))
        self.height_m = np.empty(0)

    def figures(self, rows: Rows, part: Integers) -> Integers:
        """The number of every row's figure, (N,). part: FLESH or THINGS."""
        phases = _PHASES[rows.motion]
        phase = np.rint(rows.phase * phases).astype(np.int64) % phases
        key = self._look_of[rows.who] * len(MOTIONS) + rows.motion
        # Flesh is the same, whatever the hands hold.
        hands = rows.carries * part
        key = ((key * _MOST_PHASES + phase) * len(self._hands) + hands) * 2 + part
        figure: Integers = self._number[key]
        if np.any(figure < 0):
            self._add(np.unique(key[figure < 0]))
            figure = self._number[key]
        return figure

    def _add(self, keys: Integers) -> None:
        self._number[keys] = len(self.height_m) + np.arange(len(keys))
        found = [self._extent(key) for key in keys.tolist()]
        silhouette = np.stack([_bounding(one.silhouette, _AROUND) for one in found])
        head = np.stack([_bounding(one.head, _ABOUT) for one in found])
        face = np.stack([_bounding(one.face, _ABOUT) for one in found])
        height_m = np.array([one.height_m for one in found], np.float64)
        upright = np.zeros((len(found), 2, 3))
        upright[:, 1, 1] = height_m
        self.silhouette = np.concatenate([self.silhouette, silhouette])
        self.head = np.concatenate([self.head, head])
        self.face = np.concatenate([self.face, face])
        self.upright = np.concatenate([self.upright, upright])
        self.middle = np.concatenate([self.middle, (head.min(1) + head.max(1)) / 2])
        centre = (silhouette.min(1) + silhouette.max(1)) / 2
        self.centre = np.concatenate([self.centre, centre])
        self.height_m = np.concatenate([self.height_m, height_m])

    def _extent(self, key: int) -> Extent:
        rest, part = divmod(key, 2)
        rest, hands = divmod(rest, len(self._hands))
        rest, phase = divmod(rest, _MOST_PHASES)
        look, motion = divmod(rest, len(MOTIONS))
        kind, name = self._looks[look]
        share = phase / int(_PHASES[motion])
        if part == FLESH:
            return flesh(kind, name, MOTIONS[motion], share)
        return things(kind, name, MOTIONS[motion], share, self._hands[hands])


def _shape(who: Who) -> str:
    """The look without its colour of skin, which changes no shape."""
    return who.look.partition("+")[0] if who.kind == "person" else who.look


def _bounding(points: Floats, directions: Floats) -> Floats:
    """The points that lie farthest in each direction, (P, 3); NaN for no points."""
    if not len(points):
        return np.full(directions.shape, np.nan)
    bounding: Floats = points[farthest(points, directions)]
    return bounding


def _directions(rings: tuple[tuple[float, int], ...]) -> Floats:
    """Unit vectors in rings, each so many degrees above the level."""
    found = []
    for up_deg, count in rings:
        up = math.radians(up_deg)
        for turn in (2 * math.pi * step / count for step in range(count)):
            found.append(
                (math.cos(up) * math.sin(turn), math.sin(up), math.cos(up) * math.cos(turn))
            )
    return np.round(np.array(found), 6)


# Sides level, tops and soles as cameras at 0 to 60 degrees see them.
_AROUND: Final = _directions(((0.0, 12), (45.0, 6), (-45.0, 6), (80.0, 4), (-80.0, 4)))
_ABOUT: Final = _directions(((0.0, 6), (60.0, 3), (-60.0, 3)))
