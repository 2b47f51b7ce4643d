"""Something stands alone: who put it down has gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from edge.config import UnattendedObject, Zone
from edge.geometry import polygon_contains
from edge.perception.thing import Thing, ThingId
from edge.rules import finding
from edge.rules.finding import Finding
from edge.rules.owners import Owners, owners_of
from edge.rules.paths import Paths
from edge.rules.rule import Scene, Watches
from edge.terms import LeftEnd, Phase

# What was not seen since somebody was right beside it may be in his hands: it has to be seen again.
_SEEN_S: Final = 3.0
# An owner's number that goes over to somebody who passes by is not an owner who comes back.
_BACK_S: Final = 1.0
# Many small steps of time add up to a little less than their sum.
_NOTHING_S: Final = 1e-6


@dataclass(slots=True, kw_only=True)
class _Left:
    """alone_mono_s: when its owners were last away. since_mono_s: from when on it is reported to

    be alone. episode: of that report, None before and after.
    """

    thing: Thing
    owners: Owners
    alone_mono_s: float
    since_mono_s: float = 0.0
    episode: int | None = None


class UnattendedObjectRule:
    """One episode a thing: opens when its owners have been apart_m away from it for after_s.

    A thing is carried before it stands, left once its owners are away, unattended after after_s,
    and reclaimed when one of them, or anybody who stays, is there. What appears where nobody was
    has no owner and is never told: light and shadow come so. episodes: numbers no other rule has
    used.
    """

    watches: ClassVar[Watches] = "scene"

    def __init__(self, config: UnattendedObject, *, zone: Zone, episodes: Iterator[int]) -> None:
        self._config = config
        self._polygon = zone.polygon
        self._episodes = episodes
        self._paths = Paths()
        self._left: dict[ThingId, _Left] = {}
        self._nobodys: set[ThingId] = set()

    def observe(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge one frame."""
        self._paths.follow(scene)
        told: list[Finding] = []
        for thing in scene.things:
            if thing.over is not None:
                told += self._finish(thing, scene)
            elif self._is_left(thing, scene):
                told += self._judge(self._left[thing.id], scene)
        there = {thing.id for thing in scene.things}
        self._nobodys &= there
        for number in self._left.keys() - there:
            told += self._close(self._left.pop(number), "removed", scene)
        return tuple(told)

    def end(self, scene: Scene) -> tuple[Finding, ...]:
        """Close all episodes, of which nobody knows how they would have ended."""
        left, self._left = list(self._left.values()), {}
        return tuple(finding for each in left for finding in self._close(each, None, scene))

    def _is_left(self, thing: Thing, scene: Scene) -> bool:
        """Tell whether somebody put a thing down in the zone, and follow it from then on."""
        if thing.id in self._left:
            self._left[thing.id].thing = thing
            return True
        if thing.id in self._nobodys or thing.change != "appeared":
            return False
        owners = None
        if polygon_contains(self._polygon, thing.box.foot):
            owners = owners_of(thing, self._paths, scene, away_m=self._config.apart_m)
        if owners is None:
            self._nobodys.add(thing.id)
            return False
        self._left[thing.id] = _Left(thing=thing, owners=owners, alone_mono_s=scene.mono_s)
        return True

    def _judge(self, left: _Left, scene: Scene) -> tuple[Finding, ...]:
        owners = left.owners
        owners.watch(left.thing, self._paths, scene, away_m=self._config.apart_m)
        if owners.tended_mono_s < scene.mono_s:
            left.alone_mono_s = scene.mono_s
        if left.episode is not None:
            is_back = scene.mono_s - left.alone_mono_s >= _BACK_S
            return self._close(left, "reclaimed", scene) if is_back else ()
        if scene.mono_s - owners.tended_mono_s < self._config.after_s - _NOTHING_S:
            return ()
        seen_s = left.thing.seen_mono_s
        if scene.mono_s - seen_s > _SEEN_S and owners.near_mono_s >= seen_s:
            return ()
        left.episode, left.since_mono_s = next(self._episodes), owners.tended_mono_s
        return (self._tell(left, left.episode, "open", None, scene),)

    def _finish(self, thing: Thing, scene: Scene) -> tuple[Finding, ...]:
        left = self._left.pop(thing.id, None)
        if left is None:
            return ()
        return self._close(left, "settled" if thing.over == "usual" else "removed", scene)

    def _close(self, left: _Left, ended: LeftEnd | None, scene: Scene) -> tuple[Finding, ...]:
        episode, left.episode = left.episode, None
        return () if episode is None else (self._tell(left, episode, "close", ended, scene),)

    def _tell(
        self, left: _Left, episode: int, phase: Phase, ended: LeftEnd | None, scene: Scene
    ) -> finding.Unattended:
        return finding.Unattended(
            episode=episode,
            phase=phase,
            severity=self._config.severity,
            zone=self._config.zone,
            label="bag",
            box=left.thing.box,
            dwell_s=scene.mono_s - left.since_mono_s,
            after_s=self._config.after_s,
            ended=ended,
            mono_s=scene.mono_s,
            utc_s=scene.utc_s,
        )
