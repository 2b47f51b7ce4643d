"""One thing stays in a zone for too long."""

from collections.abc import Iterator
from typing import ClassVar

from edge.config import Loitering, Zone
from edge.rules import finding
from edge.rules.dwell import Dwells, Visit
from edge.rules.finding import Finding
from edge.rules.rule import Scene, Watches
from edge.terms import Phase


class LoiteringRule:
    """Opens once when a thing's dwell reaches its label's limit, closes once it has left.

    It has left when it is gone for over grace_s.

    Dwell is counted as in dwell.py: a shorter absence neither counts nor resets, and a thing
    lost from sight that appears near by under a new number goes on where it stopped.
    episodes: numbers that no other rule of this run has used.
    """

    watches: ClassVar[Watches] = "scene"

    def __init__(self, config: Loitering, *, zone: Zone, episodes: Iterator[int]) -> None:
        self._config = config
        self._episodes = episodes
        self._dwells = Dwells(zone, labels=config.labels, grace_s=config.grace_s)

    def observe(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge one frame. Only a confirmed thing, seen in the zone now, can open an episode."""
        ended = self._dwells.observe(scene)
        closed = [self._tell(visit, "close", scene) for visit in ended if visit.episode is not None]
        late = [
            visit
            for visit in self._dwells.inside(scene.mono_s)
            if visit.episode is None and visit.dwell_s >= self._config.limit_s(visit.label)
        ]
        return (*closed, *(self._tell(visit, "open", scene) for visit in late))

    def end(self, scene: Scene) -> tuple[Finding, ...]:
        """Close the episodes of all who loiter now."""
        visits = self._dwells.end()
        return tuple(self._tell(visit, "close", scene) for visit in visits if visit.episode)

    def _tell(self, visit: Visit, phase: Phase, scene: Scene) -> finding.Loitering:
        if visit.episode is None:
            visit.episode = next(self._episodes)
        return finding.Loitering(
            episode=visit.episode,
            phase=phase,
            severity=self._config.severity,
            zone=self._config.zone,
            label=visit.label,
            box=visit.box,
            dwell_s=visit.dwell_s,
            after_s=self._config.limit_s(visit.label),
            mono_s=scene.mono_s,
            utc_s=scene.utc_s,
        )
