"""Times of a scene that lie within it, and run forwards."""

from collections.abc import Iterator

from edge.errors import Fault
from simulator.scenario.schema import Scenario, Span


def late_faults(path: str, time_s: float, scenario: Scenario) -> Iterator[Fault]:
    """Refuse a time beyond the scene."""
    if time_s > scenario.duration_s:
        yield Fault(path=path, reason=f"after the scene's end at {scenario.duration_s:g} s")


def span_faults(path: str, span: Span | None, scenario: Scenario) -> Iterator[Fault]:
    """Refuse a span that runs backwards or beyond the scene."""
    if span is None:
        return
    if span[0] > span[1]:
        yield Fault(path=path, reason="ends before it begins")
    yield from late_faults(path, span[1], scenario)
