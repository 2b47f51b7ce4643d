"""Something stands where nothing should be, always or at certain hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from edge.config import RestrictedZone, Zone
from edge.label import Label
from edge.rules.dwell import Dwells, Visit
from edge.rules.finding import Finding, Intrusion
from edge.rules.rule import Scene
from edge.rules.schedule import WeeklySchedule
from edge.terms import Phase

# A detector loses a standing person for a few frames; a second does not break "continuously".
GAP_S: Final = 1.0
# Longer than a track is followed unseen (2 s), so that one occlusion makes one episode.
EMPTY_S: Final = 3.0
UPDATE_S: Final = 60.0


@dataclass(slots=True, kw_only=True)
class _Episode:
    number: int
    label: Label
    visit: Visit
    since_mono_s: float
    occupied_mono_s: float
    told_mono_s: float


class RestrictedZoneRule:
    """One episode a zone: opens when a thing has stood in it for min_dwell_s, closes when empty.

    A rule with a schedule does not judge until the clock is set; an episode closes with its
    hours. While it lasts it is told again every 60 s. episodes: numbers no other rule has used.
    """

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

    def observe(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge one frame. Only a confirmed thing, seen in the zone now, opens or prolongs."""
        if not self._is_due(scene):
            self._dwells.clear()
            return self._close(scene)
        self._dwells.observe(scene)
        inside = self._dwells.inside(scene.mono_s)
        if self._open is None:
            return self._begin(inside, scene)
        return self._go_on(self._open, inside, scene)

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
        if inside:
            episode.occupied_mono_s = scene.mono_s
            episode.visit = inside[0]
        elif scene.mono_s - episode.occupied_mono_s > EMPTY_S:
            return self._close(scene)
        if not inside or scene.mono_s - episode.told_mono_s < UPDATE_S:
            return ()
        episode.told_mono_s = scene.mono_s
        return (self._tell(episode, "update", scene),)

    def _close(self, scene: Scene) -> tuple[Finding, ...]:
        episode, self._open = self._open, None
        return () if episode is None else (self._tell(episode, "close", scene),)

    def _tell(self, episode: _Episode, phase: Phase, scene: Scene) -> Intrusion:
        return Intrusion(
            episode=episode.number,
            phase=phase,
            zone=self._config.zone,
            label=episode.label,
            box=episode.visit.box,
            dwell_s=episode.occupied_mono_s - episode.since_mono_s,
            mono_s=scene.mono_s,
            utc_s=scene.utc_s,
        )
