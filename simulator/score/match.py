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

    wrong_closes: hits that ended outside of their time. Expectations that may or may not be met are
    in hits when they were, and nowhere when they were not. summed: due, and told as a number;
    surplus: what a number said beyond that, its count alone.
    """

    hits: tuple[tuple[Due, Came], ...]
    missed: tuple[Due, ...]
    false: tuple[Came, ...]
    wrong_closes: tuple[tuple[Due, Came], ...]
    summed: tuple[Due, ...] = ()
    surplus: tuple[Summed, ...] = ()

    @property
    def right_count(self) -> int:
        """How much was told that was due, one by one or as a number."""
        return len(self.hits) + len(self.summed)

    @property
    def false_count(self) -> int:
        return len(self.false) + sum(one.count for one in self.surplus)


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


def covered(matched: Matched, due: Sequence[Due], summed: Sequence[Summed]) -> Matched:
    """Judge what was told as a number by that number: so many of those not told one by one.

    Which of them it was, a number does not say: in its time, so many that were due are right, what
    may come excuses as many more, and the rest is surplus.
    """
    answered = {id(wanted) for wanted, _ in matched.hits}
    left = [wanted for wanted in due if id(wanted) not in answered]
    left.sort(key=lambda wanted: (not wanted.must, wanted.open_s[1]))
    told: list[Due] = []
    surplus: list[Summed] = []
    for one in summed:
        among = [wanted for wanted in left if _is_among(wanted, one)][: one.count]
        chosen = {id(wanted) for wanted in among}
        left = [wanted for wanted in left if id(wanted) not in chosen]
        told += [wanted for wanted in among if wanted.must]
        if len(among) < one.count:
            surplus.append(replace(one, count=one.count - len(among)))
    return replace(
        matched,
        missed=tuple(wanted for wanted in left if wanted.must),
        summed=tuple(told),
        surplus=tuple(surplus),
    )


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
