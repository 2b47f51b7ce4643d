"""What a camera sees of a scene, worked out without drawing it."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.faults.trouble import NO_TROUBLE, Trouble
from simulator.people.rider import rider
from simulator.scenario.schema import Scenario
from simulator.truth.cover import Boxed, uncover
from simulator.truth.outline import Outlines, Placed, place
from simulator.truth.screens import Screens, screens
from simulator.truth.seen import KINDS, Seen
from simulator.truth.shapes import FLESH, THINGS, Shapes
from simulator.world.body import BodyKind, Sight
from simulator.world.pinhole import Pinhole
from simulator.world.tape import Floats, Integers
from simulator.world.world import Rows, Who, World

# Who stands nearer than this along the view is under or behind the camera.
_NEAREST_M: Final = 0.35
# Less of a thing than this is no sight of it.
_LEAST_PX: Final = 1.0
_LEAST_SHARE: Final = 0.01
# Where drawn faces begin to count, who call a fifth of the head's pixels a face.
_FACE_OF_HEAD: Final = 0.28


class Truth:
    """The truth about every moment of a scene: a function of the world and the time alone."""

    def __init__(self, scenario: Scenario, world: World) -> None:
        self.camera = Pinhole.of(scenario.camera)
        self.world = world
        self._scene = scenario.scene
        self._shapes = Shapes(world)
        self._outlines = Outlines(self.camera, self._shapes)
        self._tall = np.array([who.tall for who in world.people], np.float64)
        kinds = [who.kind for who in world.people]
        self._rides = np.array([kind == "bicycle" for kind in kinds], np.bool_)
        self._has_flesh = np.array([_has_flesh(who) for who in world.people], np.bool_)
        parts = [_kinds_of_parts(kind) for kind in kinds]
        self._kind_of_part = np.array(parts, np.int64).reshape(-1, 2)
        self._size_px = np.array((self.camera.width_px, self.camera.height_px) * 2, np.float64)
        self._screens_at: dict[float, Screens] = {}

    def sights(self, t_s: float, trouble: Trouble = NO_TROUBLE) -> tuple[Sight, ...]:
        """All of whom anything is visible, nearest first."""
        seen = self.seen(np.array([t_s], np.float64), trouble)
        return tuple(seen.sight(row, self.world) for row in range(len(seen)))

    def seen(self, times: Floats, trouble: Trouble = NO_TROUBLE) -> Seen:
        """The same as sights() for many times, (T,) in seconds, rising, under one trouble.

        A covered, dark or unplugged camera sees nothing, a frozen one what it saw then. Out of
        focus everything is seen; a detector may not find it.
        """
        if trouble.frozen_at_s is not None:
            before = replace(trouble, frozen_at_s=None)
            then = self.seen(np.array([trouble.frozen_at_s]), before)
            return then.repeated(len(times))
        if trouble.unplugged or trouble.covered or trouble.blinded or trouble.dark:
            times = times[:0]
        return self._seen(self.world.rows(times), trouble.moved_deg)

    def _seen(self, rows: Rows, yaw_deg: float) -> Seen:
        rows, part = self._with_things(rows)
        bodies = self._placed(rows, part, yaw_deg)
        stand_m = self._outlines.depth_m(bodies)
        depth_m = stand_m - np.where(part == THINGS, self._outlines.nearer_m(bodies), 0.0)
        order = np.lexsort((depth_m, rows.frame))
        order = order[stand_m[order] > _NEAREST_M]
        box, tips = self._outlines.silhouettes(bodies.take(order))
        inside = self._is_in_picture(box)
        order, box, tips = order[inside], box[inside], tips[inside]
        rows, part, bodies = rows.take(order), part[order], bodies.take(order)
        boxed = Boxed(
            frame=rows.frame,
            who=rows.who,
            kind=self._kind_of_part[rows.who, part],
            ground=np.stack([rows.x_m, rows.ahead_m], axis=1),
            box=box,
            tips=tips,
            head=self._outlines.heads(bodies),
        )
        return self._uncovered(rows, part, bodies, boxed, self._screens(yaw_deg))

    def _with_things(self, rows: Rows) -> tuple[Rows, Integers]:
        """A second row for those who carry or ride something, and which part each row is."""
        every = np.arange(len(rows))
        flesh = every[self._has_flesh[rows.who]]
        things = every[self._rides[rows.who] | (rows.carries > 0)]
        part = np.repeat(np.array([FLESH, THINGS]), [len(flesh), len(things)])
        return rows.take(np.concatenate([flesh, things])), part

    def _screens(self, yaw_deg: float) -> Screens:
        if yaw_deg not in self._screens_at:
            self._screens_at[yaw_deg] = screens(self._scene, self.camera.yawed(yaw_deg))
        return self._screens_at[yaw_deg]

    def _placed(self, rows: Rows, part: Integers, yaw_deg: float) -> Placed:
        figure = self._shapes.figures(rows, part)
        return place(rows, figure=figure, tall=self._tall[rows.who], yaw_deg=yaw_deg)

    def _is_in_picture(self, box: Floats) -> NDArray[np.bool_]:
        cut = self._cut(box)
        wide, high = cut[:, 2] - cut[:, 0], cut[:, 3] - cut[:, 1]
        inside: NDArray[np.bool_] = (wide >= _LEAST_PX) & (high >= _LEAST_PX)
        return inside

    def _cut(self, box: Floats) -> Floats:
        return np.clip(box, 0.0, self._size_px)

    def _uncovered(
        self, rows: Rows, part: Integers, bodies: Placed, boxed: Boxed, screens: Screens
    ) -> Seen:
        size_px = self.camera.width_px, self.camera.height_px
        left = uncover(boxed, screens, size_px=size_px)
        box = self._cut(left.box)
        head = _within(self._cut(left.head), box)
        face = _within(self._outlines.faces(bodies), head)
        face = _faces_enough(face, self._cut(boxed.head))
        seen = Seen(
            frame=rows.frame,
            who=rows.who,
            part=part,
            kind=boxed.kind,
            carries=rows.carries,
            x_m=rows.x_m,
            ahead_m=rows.ahead_m,
            box=box / self._size_px,
            whole=self._cut(boxed.box) / self._size_px,
            head=head / self._size_px,
            face=face / self._size_px,
            face_px=np.nan_to_num(face[:, 2] - face[:, 0]),
            share_visible=np.maximum(left.share, _LEAST_SHARE),
            height_px=self._outlines.crown_px(bodies),
            height_m=self._shapes.height_m[bodies.figure] * bodies.stands[:, 4],
        )
        return seen.take(self._is_in_picture(left.box))


def _has_flesh(who: Who) -> bool:
    return who.kind != "bicycle" or bool(rider(who.look)[1])


def _kinds_of_parts(kind: BodyKind) -> tuple[int, int]:
    """What flesh and things of a body are, as indices into KINDS."""
    if kind == "bicycle":
        return KINDS.index("person"), KINDS.index("bicycle")
    return KINDS.index(kind), KINDS.index("bag")


def _faces_enough(face: Floats, head: Floats) -> Floats:
    """NaN in place of less than a cheek: so much of the head's box a face must take."""
    enough = _area(face) >= _FACE_OF_HEAD * _area(head)
    return np.where(enough[:, None], face, np.nan)


def _area(box: Floats) -> Floats:
    area: Floats = (box[:, 2] - box[:, 0]) * (box[:, 3] - box[:, 1])
    return area


def _within(box: Floats, outer: Floats) -> Floats:
    """(N, 4): what of each box lies within another; NaN for none."""
    low = np.maximum(box[:, :2], outer[:, :2])
    high = np.minimum(box[:, 2:], outer[:, 2:])
    return _solid(np.concatenate([low, high], axis=1))


def _solid(box: Floats) -> Floats:
    """Boxes (N, 4) in px; NaN in place of those that show nothing."""
    shown = (box[:, 2] - box[:, 0] >= _LEAST_PX) & (box[:, 3] - box[:, 1] >= _LEAST_PX)
    return np.where(shown[:, None], box, np.nan)
