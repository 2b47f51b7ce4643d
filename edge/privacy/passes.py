"""How many passed each place in one window, each of them once, told with noise alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from edge.config import LineCrossing, Noise, Occupancy, RuleConfig
from edge.label import Label
from edge.privacy.event import NoisyCrossingCount, Total, VisitCount, Withheld
from edge.privacy.noise import Below, discrete_laplace
from edge.rules.finding import Crossing, Finding, Headcount
from edge.terms import Direction
from edge.tracking.track import TrackId

# What the schema can hold; to cut what is noisy already tells nothing new of anybody.
_MOST: Final = 1_000_000

# Charges the window that began at a time for some places; returns those that may be told.
Spend = Callable[[Noise, int, tuple[str, ...]], frozenset[str]]


def spend_nothing(noise: Noise, t: int, places: tuple[str, ...]) -> frozenset[str]:
    """Grant nothing: where nobody keeps account, nothing can be told."""
    return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Noisy:
    """With how much noise counts are told, who keeps account of it, and where chance comes from."""

    noise: Noise
    spend: Spend
    below: Below


class Passes:
    """One window's passes: a thing counts once a place, whatever it does there and however often.

    It counts as what it was at first: so all numbers of one place together change by at most one
    with one thing more or less, and the place costs epsilon once. A thing is what the rules take
    for one; who is lost from sight and not known again counts as another.
    """

    def __init__(self, rules: Iterable[RuleConfig], noisy: Noisy) -> None:
        counting = tuple(rules)
        self._noisy = noisy
        self._passed: dict[tuple[str, Label], dict[Direction, int]] = {
            (rule.line, label): {"in": 0, "out": 0}
            for rule in counting
            if isinstance(rule, LineCrossing)
            for label in rule.labels
        }
        self._visited: dict[tuple[str, Label], int] = {
            (rule.zone, label): 0
            for rule in counting
            if isinstance(rule, Occupancy)
            for label in rule.labels
        }
        self._places = tuple(dict.fromkeys(p for p, _ in (*self._passed, *self._visited)))
        self._counted: dict[str, set[TrackId]] = {place: set() for place in self._places}

    def add(self, findings: Iterable[Finding], *, since_s: float) -> None:
        """Take in what was found; since_s makes no difference to who was there."""
        for finding in findings:
            if isinstance(finding, Crossing):
                ways = self._passed.get((finding.line, finding.label))
                if ways is not None and self._is_new(finding.line, frozenset({finding.thing})):
                    ways[finding.direction] += 1
            elif isinstance(finding, Headcount):
                place = finding.zone, finding.label
                if place in self._visited:
                    new = [numbers for numbers in finding.things if self._is_new(place[0], numbers)]
                    self._visited[place] += len(new)

    def told(self, *, t: int | None, window_s: int, watched: bool) -> tuple[Total, ...]:
        """Return a number with noise for everything counted, nulls where it must not be told.

        A number is one draw away from what was counted, and may be below zero: cut at zero, sums
        of many hours would grow with the noise. Without a clock nobody can tell what was spent:
        such a window counts as not watched.
        """
        is_known, granted = watched and t is not None, frozenset[str]()
        if is_known and t is not None and self._places:
            granted = self._noisy.spend(self._noisy.noise, t, self._places)
        why_not: Withheld = "budget" if is_known else "unwatched"

        def noisy(place: str, count: int) -> int | None:
            return self._noised(count) if place in granted else None

        epsilon_milli = self._noisy.noise.epsilon_milli
        crossings = (
            NoisyCrossingCount(
                v=1,
                line=line,
                label=label,
                t=t,
                window_s=window_s,
                count_in=noisy(line, ways["in"]),
                count_out=noisy(line, ways["out"]),
                epsilon_milli=epsilon_milli,
                withheld=None if line in granted else why_not,
            )
            for (line, label), ways in self._passed.items()
        )
        visits = (
            VisitCount(
                v=1,
                zone=zone,
                label=label,
                t=t,
                window_s=window_s,
                visits=noisy(zone, count),
                epsilon_milli=epsilon_milli,
                withheld=None if zone in granted else why_not,
            )
            for (zone, label), count in self._visited.items()
        )
        return (*crossings, *visits)

    def _noised(self, count: int) -> int:
        epsilon_milli = self._noisy.noise.epsilon_milli
        drawn = discrete_laplace(epsilon_milli=epsilon_milli, below=self._noisy.below)
        return max(-_MOST, min(count + drawn, _MOST))

    def _is_new(self, place: str, numbers: frozenset[TrackId]) -> bool:
        """Whether none of a thing's numbers was counted at a place in this window; all are now."""
        counted = self._counted[place]
        is_new = counted.isdisjoint(numbers)
        counted |= numbers
        return is_new
