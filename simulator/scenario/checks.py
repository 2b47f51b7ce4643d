"""What a scenario's parts must make of each other; none of it needs the world."""

from collections.abc import Iterable, Iterator

from edge.errors import Fault
from simulator.scenario.device import config_faults
from simulator.scenario.expectations import expectation_faults
from simulator.scenario.schema import (
    Actor,
    Crowd,
    Give,
    PickUp,
    Push,
    PutDown,
    Scenario,
    Traffic,
)
from simulator.scenario.spans import late_faults, span_faults


def faults_of(scenario: Scenario) -> Iterator[Fault]:
    """Every contradiction within a scenario that keeps to the schema."""
    for fault in config_faults(scenario.config):
        yield Fault(path=f"config.{fault.path}", reason=fault.reason)
    yield from _scene_faults(scenario)
    yield from _name_faults(scenario)
    for index, actor in enumerate(scenario.actors):
        yield from late_faults(f"actors[{index}].at_s", actor.at_s, scenario)
        yield from _step_faults(f"actors[{index}].way", actor, scenario)
    for index, traffic in enumerate(scenario.traffic):
        yield from _traffic_faults(f"traffic[{index}]", traffic, scenario)
    for index, crowd in enumerate(scenario.crowds):
        yield from _crowd_faults(f"crowds[{index}]", crowd, scenario)
    for index, trouble in enumerate(scenario.faults):
        yield from late_faults(f"faults[{index}].at_s", trouble.at_s, scenario)
        if isinstance(trouble, Push) and (trouble.config is None) == (trouble.text is None):
            yield Fault(path=f"faults[{index}]", reason="push either a config or a text")
    yield from expectation_faults(scenario)


def _scene_faults(scenario: Scenario) -> Iterator[Fault]:
    drawn = scenario.actors or scenario.traffic or scenario.crowds
    if scenario.scene.footage is not None and (drawn or scenario.scene.background is not None):
        yield Fault(path="scene.footage", reason="a recording that is the whole scene: drop others")


def _name_faults(scenario: Scenario) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, thing in enumerate(scenario.things):
        if thing.name in seen:
            yield Fault(path=f"things[{index}].name", reason=f"{thing.name!r} stands there twice")
        seen.add(thing.name)
    for index, actor in enumerate(scenario.actors):
        named = [(f"actors[{index}].name", actor.name)]
        named += [(f"actors[{index}].carries.{bag}", bag) for bag in actor.carries]
        for path, name in named:
            if name in seen:
                yield Fault(path=path, reason=f"{name!r} is somebody else's name")
            seen.add(name)


def _step_faults(path: str, actor: Actor, scenario: Scenario) -> Iterator[Fault]:
    bags = {bag for other in scenario.actors for bag in other.carries}
    bags |= {thing.name for thing in scenario.things}
    others = {other.name for other in scenario.actors} - {actor.name}
    for index, step in enumerate(actor.way):
        if isinstance(step, PutDown | PickUp | Give) and step.bag not in bags:
            yield Fault(path=f"{path}[{index}].bag", reason=f"nobody carries {step.bag!r}")
        if isinstance(step, Give) and step.to not in others:
            yield Fault(path=f"{path}[{index}].to", reason=f"there is no other actor {step.to!r}")


def _traffic_faults(path: str, traffic: Traffic, scenario: Scenario) -> Iterator[Fault]:
    yield from span_faults(f"{path}.during", traffic.during, scenario)
    yield from _order_faults(f"{path}.pace_m_s", [traffic.pace_m_s or (0.0, 0.0)])


def _crowd_faults(path: str, crowd: Crowd, scenario: Scenario) -> Iterator[Fault]:
    yield from span_faults(f"{path}.during", crowd.during, scenario)
    x_min, ahead_min, x_max, ahead_max = crowd.area
    yield from _order_faults(f"{path}.area", [(x_min, x_max), (ahead_min, ahead_max)])


def _order_faults(path: str, pairs: Iterable[tuple[float, float]]) -> Iterator[Fault]:
    if any(low > high for low, high in pairs):
        yield Fault(path=path, reason="the smaller one comes first")
