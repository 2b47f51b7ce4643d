"""Which event answers which expectation: each at most one, within its time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from edge.label import Label
from edge.terms import Direction, RuleName
from simulator.scenario.schema import Span
from simulator.score.due import Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """One episode as the camera told it. close_s: None while it has not ended."""

    rule: RuleName
    place: str
    label: Label | None
    direction: Direction | None
    open_s: float
    close_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed:
    """So many openings that a camera did not tell one by one, within span_s."""

    rule: RuleName
    place: str
    direction: Direction | None
    count: int
    span_s: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """hits: pairs; missed: due and never came; false: came and nothing was due.

    late_closes: hits that ended outside of their time. Expectations that may or may not be met are
    in hits when they were, and nowhere when they were not.
    """

    hits: tuple[tuple[Due, Came], ...]
    missed: tuple[Due, ...]
    false: tuple[Came, ...]
    wrong_closes: tuple[tuple[Due, Came], ...]


def match(due: Sequence[Due], came: Sequence[Came]) -> Matched:
    """Pair them, those that must come first: each event with the expectation that ends soonest."""
    open_due = list(due)
    hits: list[tuple[Due, Came]] = []
    false: list[Came] = []
    for event in sorted(came, key=lambda event: event.open_s):
        fitting = [wanted for wanted in open_due if _fits(wanted, event)]
        if not fitting:
            false.append(event)
            continue
        best = min(fitting, key=lambda wanted: (not wanted.must, wanted.open_s[1]))
        open_due.remove(best)
        hits.append((best, event))
    return Matched(
        hits=tuple(hits),
        missed=tuple(wanted for wanted in open_due if wanted.must),
        false=tuple(false),
        wrong_closes=tuple((w, e) for w, e in hits if not _closes_well(w.close_s, e.close_s)),
    )


def covered(matched: Matched, summed: Sequence[Summed]) -> Matched:
    """Take what was told as a number, within its time, out of what was missed."""
    missed = list(matched.missed)
    for one in summed:
        told = [wanted for wanted in missed if _is_among(wanted, one)][: one.count]
        missed = [wanted for wanted in missed if wanted not in told]
    return replace(matched, missed=tuple(missed))


def _is_among(wanted: Due, one: Summed) -> bool:
    alike = (wanted.rule, wanted.place) == (one.rule, one.place)
    right_way = wanted.direction is None or wanted.direction == one.direction
    in_time = wanted.open_s[0] <= one.span_s[1] and wanted.open_s[1] >= one.span_s[0]
    return alike and right_way and in_time


def _fits(wanted: Due, event: Came) -> bool:
    alike = (wanted.rule, wanted.place, wanted.label) == (event.rule, event.place, event.label)
    right_way = wanted.direction is None or wanted.direction == event.direction
    return alike and right_way and wanted.open_s[0] <= event.open_s <= wanted.open_s[1]


def _closes_well(wanted: Span | None, closed_s: float | None) -> bool:
    if wanted is None:
        return True
    return closed_s is not None and wanted[0] <= closed_s <= wanted[1]
