"""Sights of many moments at once, in arrays."""

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box
from edge.label import Label
from simulator.people.rider import rider
from simulator.truth.shapes import THINGS
from simulator.world.body import BodyKind, Sight
from simulator.world.tape import Floats, Integers
from simulator.world.world import World

KINDS: Final[tuple[BodyKind, ...]] = ("person", "bicycle", "car", "bag")
LABELS_OF: Final[tuple[Label, ...]] = ("person", "bicycle", "vehicle", "bag")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One row for each sight: by frame, nearest first.

    frame: index into the times asked for; who: index into World.people; part: THINGS for what a
    person carries or rides, FLESH for all else; kind: index into KINDS and LABELS_OF; carries:
    index into World.hands. Boxes (N, 4) in shares of the picture; head, face: NaN where none is
    visible. The rest (N,), as in Sight.
    """

    frame: Integers
    who: Integers
    part: Integers
    kind: Integers
    carries: Integers
    x_m: Floats
    ahead_m: Floats
    box: Floats
    whole: Floats
    head: Floats
    face: Floats
    face_px: Floats
    share_visible: Floats
    height_px: Floats
    height_m: Floats

    def __len__(self) -> int:
        return len(self.frame)

    def take(self, index: NDArray[Any]) -> "Seen":
        """Some rows, by number or by flag."""
        return Seen(**{one.name: getattr(self, one.name)[index] for one in fields(self)})

    def repeated(self, frames: int) -> "Seen":
        """The rows of one moment, as they are seen in each of so many frames."""
        many = self.take(np.tile(np.arange(len(self)), frames))
        many.frame[:] = np.repeat(np.arange(frames), len(self))
        return many

    def sight(self, row: int, world: World) -> Sight:
        """One row in words; things in hand are named after their carrier."""
        who, kind = world.people[int(self.who[row])], int(self.kind[row])
        name, look, carrier = who.name, who.look, None
        if self.part[row] == THINGS:
            name = f"{who.name}/{KINDS[kind]}"
            if KINDS[kind] == "bag":
                look, carrier = world.hands[int(self.carries[row])][0], who.name
        elif who.kind == "bicycle":
            look = rider(who.look)[1]
        return Sight(
            name=name,
            look=look,
            label=LABELS_OF[kind],
            box=_sure_box(self.box[row]),
            whole=_sure_box(self.whole[row]),
            head=_box(self.head[row]),
            face=_box(self.face[row]),
            face_px=float(self.face_px[row]),
            share_visible=float(self.share_visible[row]),
            height_px=float(self.height_px[row]),
            height_m=float(self.height_m[row]),
            x_m=float(self.x_m[row]),
            ahead_m=float(self.ahead_m[row]),
            carrier=carrier,
            owner=who.owner,
        )


def _box(corners: Floats) -> Box | None:
    return None if np.isnan(corners[0]) else _sure_box(corners)


def _sure_box(corners: Floats) -> Box:
    x_min, y_min, x_max, y_max = corners.tolist()
    return Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)
