"""Something that belongs in a zone is gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from edge.config import ObjectRemoved, Zone
from edge.geometry import polygon_contains
from edge.perception.thing import Thing, ThingId
from edge.rules import finding
from edge.rules.finding import Finding
from edge.rules.rule import Scene, Watches
from edge.terms import LeftEnd, Phase


@dataclass(slots=True, kw_only=True)
class _Gone:
    thing: Thing
    episode: int


class ObjectRemovedRule:
    """One episode a thing: opens when it has been seen to be gone for after_s, closes once back.

    A thing belongs in the zone when its middle lies there. episodes: numbers no other rule has
    used.
    """

    watches: ClassVar[Watches] = "scene"

    def __init__(self, config: ObjectRemoved, *, zone: Zone, episodes: Iterator[int]) -> None:
        self._config = config
        self._polygon = zone.polygon
        self._episodes = episodes
        self._open: dict[ThingId, _Gone] = {}

    def observe(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge one frame."""
        told: list[Finding] = []
        for thing in scene.things:
            gone = self._open.get(thing.id)
            if gone is not None:
                gone.thing = thing
                if thing.over is not None:
                    ended: LeftEnd = "settled" if thing.over == "usual" else "reclaimed"
                    told.append(self._tell(self._open.pop(thing.id), "close", ended, scene))
            elif self._is_due(thing):
                self._open[thing.id] = _Gone(thing=thing, episode=next(self._episodes))
                told.append(self._tell(self._open[thing.id], "open", None, scene))
        for number in self._open.keys() - {thing.id for thing in scene.things}:
            told.append(self._tell(self._open.pop(number), "close", "reclaimed", scene))
        return tuple(told)

    def end(self, scene: Scene) -> tuple[Finding, ...]:
        """Close all episodes."""
        gone, self._open = list(self._open.values()), {}
        return tuple(self._tell(each, "close", None, scene) for each in gone)

    def _is_due(self, thing: Thing) -> bool:
        if thing.change != "gone" or thing.over is not None:
            return False
        lasted_s = thing.seen_mono_s - thing.since_mono_s
        inside = polygon_contains(self._polygon, thing.box.centre)
        return inside and lasted_s >= self._config.after_s

    def _tell(
        self, gone: _Gone, phase: Phase, ended: LeftEnd | None, scene: Scene
    ) -> finding.Missing:
        return finding.Missing(
            episode=gone.episode,
            phase=phase,
            severity=self._config.severity,
            zone=self._config.zone,
            label="bag",
            box=gone.thing.box,
            dwell_s=scene.mono_s - gone.thing.since_mono_s,
            after_s=self._config.after_s,
            ended=ended,
            mono_s=scene.mono_s,
            utc_s=scene.utc_s,
        )
