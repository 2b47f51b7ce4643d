"""Everybody of a scene: those that were written down, and those that chance brings."""

from itertools import pairwise
from typing import Final

from edge.errors import refuse
from simulator.scenario.schema import Actor, Scenario
from simulator.world.course import Course
from simulator.world.passers import crowd, passers
from simulator.world.way import course

# Those who repeat their way, and crowds, are there for so long after the scene's end.
_AFTER_S: Final = 10.0


def lay_courses(scenario: Scenario, *, seed: int) -> list[Course]:
    """The scenario's actors in their order, then passers-by, then crowds.

    Raises DocumentError naming the place that asks for what cannot be.
    """
    end_s = scenario.duration_s + _AFTER_S
    named = [(actor, f"actors[{index}]") for index, actor in enumerate(scenario.actors)]
    named += [(actor, path) for actor, path in _unwritten(scenario, seed, end_s)]
    seen: set[str] = set()
    for actor, path in named:
        if actor.name in seen:
            raise refuse(
                f"{path}.name" if path.startswith("actors") else path, f"{actor.name} is taken"
            )
        seen.add(actor.name)
    return [course(actor, seed=seed, until_s=end_s, path=path) for actor, path in named]


def _unwritten(scenario: Scenario, seed: int, end_s: float) -> list[tuple[Actor, str]]:
    """Passers-by, numbered through all traffic, and crowds."""
    people: list[tuple[Actor, str]] = []
    for index, traffic in enumerate(scenario.traffic):
        _check_ways(traffic.ways, f"traffic[{index}].ways")
        came = passers(traffic, seed=seed, index=index, first=len(people) + 1, end_s=end_s)
        people += [(actor, f"traffic[{index}]") for actor in came]
    return people + _crowds(scenario, seed, end_s)


def _crowds(scenario: Scenario, seed: int, end_s: float) -> list[tuple[Actor, str]]:
    people: list[tuple[Actor, str]] = []
    for index, one in enumerate(scenario.crowds):
        came = crowd(one, seed=seed, index=index, first=len(people) + 1, end_s=end_s)
        people += [(actor, f"crowds[{index}]") for actor in came]
    return people


def _check_ways(ways: tuple[tuple[tuple[float, float], ...], ...], path: str) -> None:
    for index, corners in enumerate(ways):
        for corner, (one, other) in enumerate(pairwise(corners)):
            if one == other:
                raise refuse(f"{path}[{index}][{corner + 1}]", "is the corner before it")
