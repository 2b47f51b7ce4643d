"""Can what a scenario expects come of what it says at all?"""

from collections.abc import Iterator
from typing import Any, get_args

from edge.errors import Fault
from edge.terms import Tamper
from simulator.scenario.schema import ExpectedEvent, Push, Scenario
from simulator.scenario.spans import span_faults

Judged = set[tuple[str, str]]


def expectation_faults(scenario: Scenario) -> Iterator[Fault]:
    """Refuse places that no rule watches, spans outside of the scene, answers nobody asked for."""
    expect = scenario.expect
    judged = _judged(scenario)
    for index, event in enumerate(expect.events or ()):
        yield from _event_faults(f"expect.events[{index}]", event, judged, scenario)
    for place in expect.counts:
        if ("line_crossing", place) not in judged:
            yield Fault(path=f"expect.counts.{place}", reason="no rule counts at such a line")
    for key in ("failed_closed", "camera_lost"):
        for index, span in enumerate(getattr(expect, key)):
            yield from span_faults(f"expect.{key}[{index}]", span, scenario)
    if expect.config is not None and not any(isinstance(f, Push) for f in scenario.faults):
        yield Fault(path="expect.config", reason="nothing is pushed in this scene")


def _event_faults(
    path: str, event: ExpectedEvent, judged: Judged, scenario: Scenario
) -> Iterator[Fault]:
    if (event.rule, event.place) not in judged:
        yield Fault(path=f"{path}.place", reason=f"no {event.rule} rule watches {event.place!r}")
    yield from span_faults(f"{path}.open_s", event.open_s, scenario)
    yield from span_faults(f"{path}.close_s", event.close_s, scenario)
    if event.rule == "line_crossing" and event.close_s is not None:
        yield Fault(path=f"{path}.close_s", reason="a crossing is over as it is told")
    if event.rule != "line_crossing" and event.direction is not None:
        yield Fault(path=f"{path}.direction", reason="only a crossing has one")


def _judged(scenario: Scenario) -> Judged:
    """Rule and place of every rule that is at work at some time of the scene."""
    pushed = (fault.config for fault in scenario.faults if isinstance(fault, Push))
    configs = [scenario.config, *(config for config in pushed if config is not None)]
    return {pair for config in configs for pair in _rules_of(config)}


def _rules_of(config: dict[str, Any]) -> Iterator[tuple[str, str]]:
    rules = config.get("rules")
    for rule in rules if isinstance(rules, list) else ():
        if isinstance(rule, dict):
            name = str(rule.get("rule"))
            if name == "tampering":
                yield from ((name, kind) for kind in get_args(Tamper))
                continue
            yield name, str(rule.get("line" if name == "line_crossing" else "zone"))
