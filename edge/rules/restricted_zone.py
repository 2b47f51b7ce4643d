"""Something stands where nothing should be, always or at certain hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from edge.config import RestrictedZone, Zone
from edge.label import Label
from edge.rules.dwell import UNWATCHED_S, Dwells, Visit
from edge.rules.finding import Finding, Intrusion
from edge.rules.rule import Scene, Watches
from edge.rules.schedule import WeeklySchedule
from edge.rules.steady import GAP_S
from edge.terms import Phase

# Longer than a track is followed unseen (2 s), so that one occlusion makes one episode.
EMPTY_S: Final = 3.0
UPDATE_S: Final = 60.0


@dataclass(slots=True, kw_only=True)
class _Episode:
    """unwatched_s: time without a look since the zone was last seen occupied."""

    number: int
    label: Label
    visit: Visit
    since_mono_s: float
    occupied_mono_s: float
    told_mono_s: float
    unwatched_s: float = 0.0


class RestrictedZoneRule:
    """One episode a zone: opens when a thing has stood in it for min_dwell_s, closes when empty.

    A rule with a schedule does not judge until the clock is set; an episode closes with its
    hours. While it lasts it is told again every 60 s. Nobody is taken to leave, nor to stay, while
    the camera does not look: an episode goes on if somebody is there at once afterwards, unless
    it should have been told again meanwhile. episodes: numbers no other rule has used.
    """

    watches: ClassVar[Watches] = "scene"

    def __init__(
        self,
        config: RestrictedZone,
        *,
        zone: Zone,
        timezone: ZoneInfo,
        episodes: Iterator[int],
    ) -> None:
        self._config = config
        self._episodes = episodes
        self._hours = WeeklySchedule(config.schedule or (), timezone=timezone)
        self._dwells = Dwells(zone, labels=config.labels, grace_s=GAP_S)
        self._open: _Episode | None = None
        self._looked_mono_s = -inf

    def observe(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge one frame. Only a confirmed thing, seen in the zone now, opens an episode.

        Anything in the zone or on its very edge prolongs it.
        """
        blind_s, self._looked_mono_s = scene.mono_s - self._looked_mono_s, scene.mono_s
        if not self._is_due(scene):
            self._dwells.end()
            return self.end(scene)
        self._dwells.observe(scene)
        inside = self._dwells.inside(scene.mono_s)
        if self._open is None:
            return self._begin(inside, scene)
        if blind_s > UNWATCHED_S:
            self._open.unwatched_s += blind_s
        return self._go_on(self._open, inside, scene)

    def end(self, scene: Scene) -> tuple[Finding, ...]:
        """Close the episode, if there is one."""
        episode, self._open = self._open, None
        return () if episode is None else (self._tell(episode, "close", scene),)

    def _is_due(self, scene: Scene) -> bool:
        if self._config.schedule is None:
            return True
        return scene.utc_s is not None and self._hours.covers(scene.utc_s)

    def _begin(self, inside: tuple[Visit, ...], scene: Scene) -> tuple[Finding, ...]:
        longest = max(inside, key=lambda visit: visit.dwell_s, default=None)
        if longest is None or longest.dwell_s < self._config.min_dwell_s:
            return ()
        self._open = _Episode(
            number=next(self._episodes),
            label=longest.label,
            visit=longest,
            since_mono_s=scene.mono_s - longest.dwell_s,
            occupied_mono_s=scene.mono_s,
            told_mono_s=scene.mono_s,
        )
        return (self._tell(self._open, "open", scene),)

    def _go_on(
        self, episode: _Episode, inside: tuple[Visit, ...], scene: Scene
    ) -> tuple[Finding, ...]:
        if episode.unwatched_s > UPDATE_S:
            return (*self.end(scene), *self._begin(inside, scene))
        if inside:
            episode.visit = inside[0]
        if inside or self._dwells.is_near(scene):
            episode.since_mono_s += episode.unwatched_s
            episode.occupied_mono_s, episode.unwatched_s = scene.mono_s, 0.0
        elif scene.mono_s - episode.occupied_mono_s - episode.unwatched_s > EMPTY_S:
            return self.end(scene)
        if not inside or scene.mono_s - episode.told_mono_s < UPDATE_S:
            return ()
        episode.told_mono_s = scene.mono_s
        return (self._tell(episode, "update", scene),)

    def _tell(self, episode: _Episode, phase: Phase, scene: Scene) -> Intrusion:
        return Intrusion(
            episode=episode.number,
            phase=phase,
            severity=self._config.severity,
            zone=self._config.zone,
            label=episode.label,
            box=episode.visit.box,
            dwell_s=episode.occupied_mono_s - episode.since_mono_s,
            after_s=self._config.min_dwell_s,
            mono_s=scene.mono_s,
            utc_s=scene.utc_s,
        )
