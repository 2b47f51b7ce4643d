"""The simulator's own truth for the plan beside the live view: who is where on the ground."""

import asyncio
import time
from typing import Final, Never

from simulator.scenario.schema import Scenario
from simulator.web.desk import Desk
from simulator.web.told import Bodies, BodyAt, Ground
from simulator.world.body import Body
from simulator.world.world import World

_EVERY_S: Final = 0.2


def ground_of(scenario: Scenario) -> Ground:
    return Ground(
        camera=scenario.camera, occluders=scenario.scene.occluders, lamps=scenario.scene.lamps
    )


async def follow_truth(scenario: Scenario, desk: Desk, *, start_mono_s: float) -> Never:
    """Place everybody on the desk, five times a second, until it is cancelled.

    start_mono_s: when the scene began, as the camera was told.
    """
    world = await asyncio.to_thread(World, scenario)
    while True:
        # Live a scene begins anew at its end.
        t_s = (time.monotonic() - start_mono_s) % scenario.duration_s
        desk.place(bodies_at(world, t_s))
        await asyncio.sleep(_EVERY_S)


def bodies_at(world: World, t_s: float) -> Bodies:
    return Bodies(t_s=round(t_s, 2), bodies=tuple(_at(body) for body in world.at(t_s)))


def _at(body: Body) -> BodyAt:
    return BodyAt(
        name=body.name,
        kind=body.kind,
        x_m=round(body.x_m, 2),
        ahead_m=round(body.ahead_m, 2),
        facing_deg=round(body.facing_deg),
        motion=body.motion,
        carried=body.carrier is not None,
    )
