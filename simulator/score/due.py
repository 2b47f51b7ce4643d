"""What a camera owes for a scene: events, with the time at which each may come."""

from dataclasses import dataclass

from edge.label import Label
from edge.terms import Direction, RuleName
from simulator.scenario.schema import ExpectedEvent, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One event. due_s: when it should open; open_s, close_s: when it may.

    place: a zone, a line, or what is done to the camera; label: None for the latter.
    close_s: None when it need not close within the scene. must: False where the truth itself is a
    matter of a step or a tenth of a second; then the event may come or not.
    """

    rule: RuleName
    place: str
    label: Label | None
    direction: Direction | None
    due_s: float
    open_s: Span
    close_s: Span | None
    must: bool = True


def as_due(expected: ExpectedEvent) -> Due:
    """An event that the scenario's author wrote down; it is due when it first may come."""
    return Due(
        rule=expected.rule,
        place=expected.place,
        label=None if expected.rule == "tampering" else expected.label,
        direction=expected.direction,
        due_s=expected.open_s[0],
        open_s=expected.open_s,
        close_s=expected.close_s,
    )
