"""More visits to a zone than this hour of the week has ever led to expect."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from edge.config import UnusualActivity, Zone
from edge.geometry import Box
from edge.label import Label
from edge.rules.dwell import UNWATCHED_S, Dwells
from edge.rules.finding import Finding, Unusual
from edge.rules.habit import Habit, Known
from edge.rules.rule import Scene, Watches
from edge.terms import Phase

_HOUR_S: Final = 3600.0
_DAY_H: Final = 24
# Who is hidden for so long is the same visitor.
_GRACE_S: Final = 3.0
# What is there for less is a detector's slip more often than a visit.
_VISIT_S: Final = 1.0
# As a count of fifteen minutes (privacy/counts.py): less of an hour than this says nothing of it.
_WATCHED: Final = 0.95


class UnusualActivityRule:
    """Counts visits by the hour; one episode from where an hour has too many until its end.

    It begins to tell once it has watched for once_in_days and a week. known: what was learned
    before, which it goes on learning in. episodes: as of the other rules.
    """

    watches: ClassVar[Watches] = "scene"

    def __init__(
        self,
        config: UnusualActivity,
        *,
        zone: Zone,
        timezone: ZoneInfo,
        known: Known,
        episodes: Iterator[int],
    ) -> None:
        self._config = config
        self._timezone = timezone
        self._habit = Habit(known, once_in_h=config.once_in_days * _DAY_H)
        self._episodes = episodes
        self._dwells = Dwells(zone, labels=config.labels, grace_s=_GRACE_S)
        self._hour: int | None = None
        self._limit: float | None = None
        self._count = self._episode = 0
        self._watched_s = self._looked_mono_s = self._since_mono_s = 0.0
        self._last: tuple[Label, Box] | None = None

    @property
    def known(self) -> Known:
        """What it has learned, changed in place."""
        return self._habit.known

    def observe(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge one frame. While the clock is not set nobody knows what is usual."""
        hour = None if scene.utc_s is None else int(scene.utc_s // _HOUR_S)
        ended = self._turn(hour, scene) if hour != self._hour else ()
        step_s = scene.mono_s - self._looked_mono_s
        self._watched_s += step_s if step_s <= UNWATCHED_S else 0.0
        self._looked_mono_s = scene.mono_s
        self._dwells.observe(scene)
        for visit in self._dwells.present():
            if visit.episode is None and visit.dwell_s >= _VISIT_S:
                visit.episode = 0
                self._count += 1
                self._last = visit.label, visit.box
        return ended + self._judge(scene)

    def end(self, scene: Scene) -> tuple[Finding, ...]:
        """Close the episode, if there is one."""
        if not self._episode:
            return ()
        told = self._tell("close", scene)
        self._episode = 0
        return told

    def _turn(self, hour: int | None, scene: Scene) -> tuple[Finding, ...]:
        ended = self.end(scene)
        if self._hour is not None and self._watched_s >= _WATCHED * _HOUR_S:
            self._habit.learn(self._of_week(self._hour), self._count)
        self._hour, self._count, self._watched_s = hour, 0, 0.0
        self._limit = None if hour is None else self._habit.limit(self._of_week(hour))
        return ended

    def _judge(self, scene: Scene) -> tuple[Finding, ...]:
        if self._episode or self._limit is None or self._count <= self._limit:
            return ()
        self._episode, self._since_mono_s = next(self._episodes), scene.mono_s
        return self._tell("open", scene)

    def _of_week(self, hour: int) -> int:
        local = datetime.fromtimestamp(hour * _HOUR_S, UTC).astimezone(self._timezone)
        return local.weekday() * _DAY_H + local.hour

    def _tell(self, phase: Phase, scene: Scene) -> tuple[Finding, ...]:
        if self._last is None or self._hour is None:
            return ()
        label, box = self._last
        usual = self._habit.usual(self._of_week(self._hour)) or 0.0
        return (
            Unusual(
                episode=self._episode,
                phase=phase,
                severity=self._config.severity,
                zone=self._config.zone,
                label=label,
                box=box,
                count=self._count,
                usual=round(usual),
                once_in_days=self._config.once_in_days,
                dwell_s=scene.mono_s - self._since_mono_s,
                after_s=0.0,
                mono_s=scene.mono_s,
                utc_s=scene.utc_s,
            ),
        )
