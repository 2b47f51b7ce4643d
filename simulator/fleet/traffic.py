"""Who comes by at one camera: visits by the hour of the day, as findings of its rules."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from edge.config import LineCrossing, Loitering, RestrictedZone, RuleConfig
from edge.geometry import Box
from edge.label import Label
from edge.rules import finding
from edge.rules.finding import Crossing, Intrusion, Told
from edge.rules.restricted_zone import UPDATE_S
from edge.terms import Phase
from edge.tracking.track import TrackId

# A shopping street: asleep at four, busiest between work and supper. Mean 1.
HOURLY: Final = (
    *(0.20, 0.12, 0.08, 0.06, 0.06, 0.12, 0.35, 0.80, 1.30, 1.10, 1.15, 1.35),
    *(1.60, 1.50, 1.40, 1.50, 1.80, 2.20, 2.10, 1.60, 1.20, 0.90, 0.60, 0.39),
)
_MEAN_RATE: Final = sum(HOURLY) / len(HOURLY)
# Most people walk through, some wait: a median of 20 s, one in a hundred over three minutes.
_MEDIAN_STAY_S: Final = 20.0
_STAY_SPREAD: Final = 1.0
_LONGEST_STAY_S: Final = 1800.0
# Rules that one visitor is enough for.
Visited = RestrictedZone | Loitering | LineCrossing


@dataclass(slots=True, kw_only=True)
class Visit:
    """What one rule has still to say of someone. due_s: when phase is to be told."""

    rule: Visited
    episode: int
    label: Label
    box: Box
    inwards: bool
    start_s: float
    end_s: float
    due_s: float
    phase: Phase = "open"


class Traffic:
    """The visits of one camera, the same for the same seed, camera and rules.

    per_hour: averaged over a day. start_hour: of the day, at start_s.
    """

    __slots__ = ("_camera", "_number", "_open", "_opens_s", "_plan")

    def __init__(self, plan: "Plan", *, camera: int) -> None:
        self._plan = plan
        self._camera = camera
        self._number = 0
        self._open: list[Visit] = []
        self._opens_s = plan.start_s + plan.gap_s(plan.chance(camera, 0), plan.start_s)

    def due_s(self) -> float:
        """When there is something to tell next."""
        return min([self._opens_s, *map(_due_s, self._open)])

    def tell(self, now_s: float, utc_s: float | None, rules: Sequence[RuleConfig]) -> list[Told]:
        """Everything that has happened by now_s, in order. Without rules nobody is noticed."""
        while self._opens_s <= now_s:
            self._begin(rules)
        findings = []
        while (visit := min(self._open, key=_due_s, default=None)) and visit.due_s <= now_s:
            findings.append(_tell(visit, utc_s))
            _go_on(visit)
            if visit.due_s == math.inf:
                self._open.remove(visit)
        return findings

    def _begin(self, rules: Sequence[RuleConfig]) -> None:
        self._number += 1
        random = self._plan.chance(self._camera, self._number)
        visited = [rule for rule in rules if isinstance(rule, Visited)]
        if visited:
            rule = visited[int(random.integers(len(visited)))]
            self._open.append(_visit(rule, self._number, self._opens_s, random))
        self._opens_s += self._plan.gap_s(random, self._opens_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the visits of all cameras have in common."""

    seed: int
    per_hour: float
    start_hour: float
    start_s: float

    def chance(self, camera: int, visit: int) -> np.random.Generator:
        """The draws of one visit, whenever and in whatever order it is asked for."""
        return np.random.default_rng((self.seed, camera, visit))

    def gap_s(self, random: np.random.Generator, at_s: float) -> float:
        """Until the next visit begins: exponential, by the rate of the hour."""
        hour = int(self.start_hour + (at_s - self.start_s) / 3600) % 24
        rate = self.per_hour * HOURLY[hour] / _MEAN_RATE
        return float(random.exponential(3600 / rate))


def _visit(rule: Visited, episode: int, at_s: float, random: np.random.Generator) -> Visit:
    stay_s = min(
        _MEDIAN_STAY_S * math.exp(_STAY_SPREAD * float(random.standard_normal())), _LONGEST_STAY_S
    )
    x, y, height = (float(value) for value in random.uniform((0.0, 0.2, 0.1), (0.8, 0.6, 0.4)))
    opens_after_s = 0.0
    if isinstance(rule, RestrictedZone):
        opens_after_s = rule.min_dwell_s
    elif isinstance(rule, Loitering):
        opens_after_s = rule.after_s
    return Visit(
        rule=rule,
        episode=episode,
        label=rule.labels[int(random.integers(len(rule.labels)))],
        box=Box(x_min=x, y_min=y, x_max=x + height * 0.4, y_max=y + height),
        inwards=bool(random.integers(2)),
        start_s=at_s,
        end_s=at_s + opens_after_s + stay_s,
        due_s=at_s + opens_after_s,
    )


def _due_s(visit: Visit) -> float:
    return visit.due_s


def _go_on(visit: Visit) -> None:
    """What is to be told of a visit after its present phase; due never when it is over."""
    if visit.phase == "close" or isinstance(visit.rule, LineCrossing):
        visit.due_s = math.inf
    elif isinstance(visit.rule, RestrictedZone) and visit.due_s + UPDATE_S < visit.end_s:
        visit.phase, visit.due_s = "update", visit.due_s + UPDATE_S
    else:
        visit.phase, visit.due_s = "close", visit.end_s


def _tell(visit: Visit, utc_s: float | None) -> Told:
    rule = visit.rule
    if isinstance(rule, LineCrossing):
        return Crossing(
            severity=rule.severity,
            episode=visit.episode,
            line=rule.line,
            thing=TrackId(visit.episode),
            direction="in" if visit.inwards else "out",
            label=visit.label,
            box=visit.box,
            mono_s=visit.due_s,
            utc_s=utc_s,
        )
    kind = Intrusion if isinstance(rule, RestrictedZone) else finding.Loitering
    return kind(
        severity=rule.severity,
        after_s=rule.min_dwell_s if isinstance(rule, RestrictedZone) else rule.after_s,
        episode=visit.episode,
        phase=visit.phase,
        zone=rule.zone,
        label=visit.label,
        box=visit.box,
        dwell_s=visit.due_s - visit.start_s,
        mono_s=visit.due_s,
        utc_s=utc_s,
    )
