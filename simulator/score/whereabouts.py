"""Where everybody stands in the picture, over the whole scene: sampled truth for the oracle."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.label import Label
from simulator.scenario.schema import Scenario
from simulator.score.hidden import hidden_spells
from simulator.score.stays import Stay
from simulator.world.body import BodyKind
from simulator.world.pinhole import Pinhole
from simulator.world.world import Who, World

Floats = NDArray[np.float64]

# Finer than any camera here looks; coarser for scenes of hours.
_STEP_S: Final = 0.05
_LONG_STEP_S: Final = 0.1
_LONG_S: Final = 900.0
_SIZE_M: Final[dict[BodyKind, tuple[float, float]]] = {
    "person": (0.5, 1.7),
    "bicycle": (0.6, 1.75),
    "car": (1.8, 1.5),
    "bag": (0.4, 0.4),
}
LABELS_OF: Final[dict[BodyKind, tuple[Label, ...]]] = {
    "person": ("person",),
    "bicycle": ("person", "bicycle"),
    "car": ("vehicle",),
    "bag": ("bag",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """One body for as long as it is there, (K,) each, in steps without a gap.

    x, y: where it touches the ground, in shares of the picture, unclipped. breadth, height: of its
    box, likewise. x_m, ahead_m: where on the ground. in_view: something of it is in the picture.
    """

    name: str
    kind: BodyKind
    t_s: Floats
    x: Floats
    y: Floats
    breadth: Floats
    height: Floats
    x_m: Floats
    ahead_m: Floats
    in_view: NDArray[np.bool_]
    well_seen: NDArray[np.bool_]


def whereabouts(scenario: Scenario, world: World) -> Iterator[Whereabouts]:
    """Everybody who ever is in the scene, one after the other; who comes back comes twice."""
    step_s = _STEP_S if scenario.duration_s <= _LONG_S else _LONG_STEP_S
    times = np.arange(0.0, scenario.duration_s, step_s)
    rows = world.rows(times)
    camera = Pinhole.of(scenario.camera)
    hidden = hidden_spells(scenario, world)
    order = np.lexsort((rows.frame, rows.who))
    who, frame = rows.who[order], rows.frame[order]
    breaks = np.flatnonzero((np.diff(who) != 0) | (np.diff(frame) != 1)) + 1
    for part in np.split(order, breaks):
        if len(part):
            index = int(rows.who[part[0]])
            t_s = times[rows.frame[part]]
            one = _seen(camera, world.people[index], t_s, rows.x_m[part], rows.ahead_m[part])
            yield replace(one, well_seen=_outside(hidden.get(index, ()), t_s))


def _outside(spells: Iterable[Stay], t_s: Floats) -> NDArray[np.bool_]:
    within = [(t_s >= start_s) & (t_s <= end_s) for start_s, end_s in spells]
    outside: NDArray[np.bool_] = ~np.logical_or.reduce([np.zeros(len(t_s), np.bool_), *within])
    return outside


def _seen(camera: Pinhole, person: Who, t_s: Floats, x_m: Floats, ahead_m: Floats) -> Whereabouts:
    breadth_m, height_m = (person.tall * side_m for side_m in _SIZE_M[person.kind])
    foot_x, foot_y = _shares(camera, x_m, 0.0, ahead_m)
    left, _ = _shares(camera, x_m - breadth_m / 2, 0.0, ahead_m)
    right, _ = _shares(camera, x_m + breadth_m / 2, 0.0, ahead_m)
    _, top = _shares(camera, x_m, height_m, ahead_m)
    return Whereabouts(
        name=person.name,
        kind=person.kind,
        t_s=t_s,
        x=foot_x,
        y=foot_y,
        breadth=right - left,
        height=foot_y - top,
        x_m=x_m,
        ahead_m=ahead_m,
        well_seen=np.ones(len(t_s), np.bool_),
        in_view=(right > 0) & (left < 1) & (foot_y > 0) & (top < 1) & np.isfinite(foot_y),
    )


def _shares(camera: Pinhole, x_m: Floats, up_m: float, ahead_m: Floats) -> tuple[Floats, Floats]:
    x_px, y_px = camera.project_many(x_m=x_m, up_m=np.full(len(x_m), up_m), ahead_m=ahead_m)
    return x_px / camera.width_px, y_px / camera.height_px
