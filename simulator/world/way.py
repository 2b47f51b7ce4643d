"""An actor of the scenario into their course."""

from typing import Final

import numpy as np

from edge.errors import refuse
from simulator.scenario.schema import (
    Actor,
    Give,
    PickUp,
    PutDown,
    Run,
    Sit,
    Step,
    Wait,
    WaitUntil,
    Walk,
    Wander,
)
from simulator.world.chance import generator
from simulator.world.course import Course, smoothed
from simulator.world.looks import check_look, known_looks
from simulator.world.walker import Walker
from simulator.world.wander import wander

_ON_WHEELS: Final = (Walk, Run, Wait, WaitUntil)


def course(actor: Actor, *, seed: int, until_s: float, path: str) -> Course:
    """Lay an actor's whole way; one that repeats, until until_s.

    path: of the actor in the scenario. Raises DocumentError naming the step that cannot be.
    """
    rng = generator(seed, "actor", actor.name)
    look = _look(actor, rng, path)
    _check_wheels(actor, path)
    walker = Walker(name=actor.name, kind=actor.kind, look=look, tall=actor.tall, at=actor.start)
    walker.t_s = actor.at_s
    _round(walker, actor, rng, path)
    if actor.repeat:
        _repeat(walker, actor, rng, until_s, path)
    return Course(
        name=actor.name,
        kind=actor.kind,
        look=look,
        tall=actor.tall,
        path=path,
        carries=dict(actor.carries),
        pieces=smoothed(walker.pieces),
        moments=tuple(walker.moments),
    )


def _look(actor: Actor, rng: np.random.Generator, path: str) -> str:
    looks = known_looks(actor.kind)
    chosen = looks[int(rng.integers(len(looks)))]
    if actor.look is None:
        return chosen
    check_look(actor.kind, actor.look, f"{path}.look")
    return actor.look


def _check_wheels(actor: Actor, path: str) -> None:
    if actor.kind == "person":
        return
    if actor.carries:
        raise refuse(f"{path}.carries", f"a {actor.kind} carries no bags")
    for index, step in enumerate(actor.way):
        if not isinstance(step, _ON_WHEELS):
            raise refuse(f"{path}.way[{index}].do", f"a {actor.kind} cannot")


def _repeat(
    walker: Walker, actor: Actor, rng: np.random.Generator, until_s: float, path: str
) -> None:
    while walker.t_s < until_s:
        begun_s = walker.t_s
        walker.go(actor.start)
        _round(walker, actor, rng, path)
        if walker.t_s <= begun_s:
            raise refuse(f"{path}.repeat", "a round takes no time")


def _round(walker: Walker, actor: Actor, rng: np.random.Generator, path: str) -> None:
    for index, step in enumerate(actor.way):
        _take(walker, step, rng, f"{path}.way[{index}]")


def _take(walker: Walker, step: Step, rng: np.random.Generator, path: str) -> None:
    match step:
        case Walk() | Run():
            if step.to == walker.at:
                raise refuse(f"{path}.to", "is where the actor already is")
            running = isinstance(step, Run)
            walker.go(step.to, pace_m_s=step.pace_m_s, running=running)
        case Wait() | Sit():
            sitting = isinstance(step, Sit)
            walker.stay(step.for_s, facing_deg=step.facing_deg, sitting=sitting)
        case WaitUntil():
            walker.stay(step.at_s - walker.t_s, facing_deg=step.facing_deg)
        case Wander():
            wander(walker, for_s=step.for_s, radius_m=step.radius_m, rng=rng)
        case PutDown() | PickUp() | Give():
            _handle(walker, step, f"{path}.bag")


def _handle(walker: Walker, step: PutDown | PickUp | Give, path: str) -> None:
    match step:
        case PutDown():
            walker.handle("put_down", step.bag, None, path)
        case PickUp():
            walker.handle("pick_up", step.bag, None, path)
        case Give():
            walker.handle("give", step.bag, step.to, path)
