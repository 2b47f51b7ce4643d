"""At most so many messages a minute, whatever the crowd; what is left out is told as a number."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Final, cast

from edge.config import LineCrossing, Occupancy, RuleConfig, place_of
from edge.label import Label
from edge.rules.finding import Crossing, Finding, Headcount, Summary, Told, phase_of, way_of
from edge.rules.rule import Scene
from edge.terms import Direction, RuleName, Severity

# Twenty messages a minute may leave a camera in a storm; its health takes six of them, and what
# it counts one for every label at every place when a window ends, of which four find room here.
MAX_A_MINUTE: Final = 14
MAX_COUNTS: Final = 4
# What may still be opened when fewer than so many have left: a stream of passers-by leaves room for
# an alarm, and all leave room for the ends of what they opened. What has been silent for a minute
# comes before what keeps talking.
ROOM: Final[Mapping[Severity, int]] = {"info": 8, "warning": 10, "alarm": 12}
SILENT: Final = 2
SUMMARY_EVERY_S: Final = 60.0
_MINUTE_S: Final = 60.0

_Key = tuple[RuleName, str, Direction | None]


@dataclass(slots=True, kw_only=True)
class _Held:
    """Openings of one rule at one place that were not told, since the first of them."""

    since_mono_s: float
    severity: Severity
    label: Label | None
    count: int = 0


@dataclass(slots=True, kw_only=True)
class _State:
    """told: episodes whose opening has left. ends: closings that wait for room.

    left_mono_s: of the last minute. told_mono_s: when something was opened last.
    """

    left_mono_s: deque[float] = field(default_factory=deque)
    told: set[int] = field(default_factory=set)
    ends: deque[Told] = field(default_factory=deque)
    held: dict[_Key, _Held] = field(default_factory=dict)
    told_mono_s: dict[_Key, float] = field(default_factory=dict)


class Throttle:
    """Passes findings on as long as there is room, ends before all others.

    An opening without room, or within its rule's cooldown after another at the same place, is held:
    nothing of its episode is told, and once a minute a Summary says how many there were. The end of
    what was told comes in any case, if late. cooldowns: those of a configuration's rules.
    """

    def __init__(self, rules: Sequence[RuleConfig], state: _State | None = None) -> None:
        self._cooldown_s = {(_name(rule), place_of(rule)): rule.cooldown_s for rule in rules}
        self._state = _State() if state is None else state
        counting = (rule for rule in rules if isinstance(rule, LineCrossing | Occupancy))
        self._counts = min(sum(len(rule.labels) for rule in counting), MAX_COUNTS)

    def of(self, rules: Sequence[RuleConfig]) -> "Throttle":
        """Return one for other rules that goes on where this one stands."""
        return Throttle(rules, self._state)

    def pass_on(self, findings: Iterable[Finding], scene: Scene) -> tuple[Told | Summary, ...]:
        """Return what may be told now. Headcounts never are."""
        left = self._state.left_mono_s
        while left and scene.mono_s - left[0] >= _MINUTE_S:
            left.popleft()
        new = [finding for finding in findings if not isinstance(finding, Headcount)]
        ends = [f for f in new if phase_of(f) == "close" and f.episode in self._state.told]
        self._state.ends.extend(ends)
        told = [*self._ends(scene.mono_s), *self._summaries(scene)]
        for finding in new:
            if phase_of(finding) != "close" and self._may_pass(finding, scene.mono_s):
                told.append(finding)
        return tuple(told)

    def _ends(self, mono_s: float) -> list[Told]:
        ends, told = self._state.ends, []
        while ends and self._takes_room(MAX_A_MINUTE, mono_s):
            told.append(ends.popleft())
            self._state.told.discard(told[-1].episode)
        return told

    def _summaries(self, scene: Scene) -> list[Summary]:
        told = []
        for key, held in list(self._state.held.items()):
            over_s = scene.mono_s - held.since_mono_s
            if over_s < SUMMARY_EVERY_S or self._is_cooling(key, scene.mono_s):
                continue
            if not self._takes_room(MAX_A_MINUTE, scene.mono_s):
                break
            del self._state.held[key]
            told.append(_summary(key, held, over_s=over_s, scene=scene))
        return told

    def _may_pass(self, finding: Told, mono_s: float) -> bool:
        if phase_of(finding) == "update":
            is_told = finding.episode in self._state.told
            return is_told and self._takes_room(ROOM[finding.severity], mono_s)
        key = finding.rule, finding.place, way_of(finding)
        is_silent = mono_s - self._state.told_mono_s.get(key, -inf) >= _MINUTE_S
        room = ROOM[finding.severity] + SILENT * is_silent
        if self._is_cooling(key, mono_s) or not self._takes_room(room, mono_s):
            self._hold(key, finding, mono_s)
            return False
        self._state.told_mono_s[key] = mono_s
        if not isinstance(finding, Crossing):
            self._state.told.add(finding.episode)
        return True

    def _takes_room(self, room: int, mono_s: float) -> bool:
        if len(self._state.left_mono_s) >= min(room, MAX_A_MINUTE - self._counts):
            return False
        self._state.left_mono_s.append(mono_s)
        return True

    def _hold(self, key: _Key, finding: Told, mono_s: float) -> None:
        held = self._state.held.setdefault(
            key, _Held(since_mono_s=mono_s, severity=finding.severity, label=finding.label)
        )
        held.count += 1

    def _is_cooling(self, key: _Key, mono_s: float) -> bool:
        since_s = mono_s - self._state.told_mono_s.get(key, -inf)
        return since_s < self._cooldown_s.get(key[:2], 0.0)


def _name(rule: RuleConfig) -> RuleName:
    return cast(RuleName, rule.__struct_config__.tag)


def _summary(key: _Key, held: _Held, *, over_s: float, scene: Scene) -> Summary:
    rule, place, way = key
    return Summary(
        rule=rule,
        place=place,
        direction=way,
        label=held.label,
        severity=held.severity,
        count=held.count,
        over_s=over_s,
        mono_s=scene.mono_s,
        utc_s=scene.utc_s,
    )
