"""What passed the lines and stood in the zones of one camera during one window."""

from collections.abc import Iterable
from typing import Final

from edge.config import LineCrossing, Occupancy, RuleConfig
from edge.label import Label
from edge.privacy.event import CrossingCount, OccupancyCount, Total
from edge.rules.finding import Crossing, Finding, Headcount
from edge.terms import Direction

_MAX_COUNT: Final = 1_000_000
_MAX_TOTAL_S: Final = 86_400_000


def counts(rule: RuleConfig) -> bool:
    """Tell whether anything of a rule is told in totals."""
    return isinstance(rule, LineCrossing | Occupancy)


class Totals:
    """Sums over the looks of one window, for every place and label that a rule counts."""

    def __init__(self, rules: Iterable[RuleConfig]) -> None:
        counting = tuple(rules)
        self._passed: dict[tuple[str, Label], dict[Direction, int]] = {
            (rule.line, label): {"in": 0, "out": 0}
            for rule in counting
            if isinstance(rule, LineCrossing)
            for label in rule.labels
        }
        self._present: dict[tuple[str, Label], _Present] = {
            (rule.zone, label): _Present()
            for rule in counting
            if isinstance(rule, Occupancy)
            for label in rule.labels
        }

    def add(self, findings: Iterable[Finding], *, since_s: float) -> None:
        """Take in what was found; who is present now has been for since_s, the time since the last.

        findings: of one look, or of several, in their order, of which only now it is known that
        they count.
        """
        now: dict[tuple[str, Label], int] = {}
        for finding in findings:
            if isinstance(finding, Crossing) and (finding.line, finding.label) in self._passed:
                ways = self._passed[finding.line, finding.label]
                ways[finding.direction] = min(ways[finding.direction] + 1, _MAX_COUNT)
            if isinstance(finding, Headcount) and (finding.zone, finding.label) in self._present:
                now[finding.zone, finding.label] = finding.count
                self._present[finding.zone, finding.label].see(finding.count)
        for place, count in now.items():
            self._present[place].total_s += count * since_s

    def told(self, *, t: int | None, window_s: int, watched: bool) -> tuple[Total, ...]:
        """Return the totals of a window that began at t; unknown unless it was watched."""
        crossings = (
            CrossingCount(
                v=1,
                line=line,
                label=label,
                t=t,
                window_s=window_s,
                count_in=ways["in"] if watched else None,
                count_out=ways["out"] if watched else None,
            )
            for (line, label), ways in self._passed.items()
        )
        present = (
            OccupancyCount(
                v=1,
                zone=zone,
                label=label,
                t=t,
                window_s=window_s,
                peak=min(found.peak, _MAX_COUNT) if watched else None,
                total_s=min(round(found.total_s), _MAX_TOTAL_S) if watched else None,
            )
            for (zone, label), found in self._present.items()
        )
        return (*crossings, *present)


class _Present:
    """peak: the most at one look. total_s: of all things together, how long they were there."""

    __slots__ = ("peak", "total_s")

    def __init__(self) -> None:
        self.peak = 0
        self.total_s = 0.0

    def see(self, count: int) -> None:
        self.peak = max(self.peak, count)
