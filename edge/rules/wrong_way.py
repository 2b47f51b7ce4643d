"""Something goes through a zone against its way."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import ClassVar, Final

from edge.config import Line, WrongWay, Zone
from edge.geometry import Box, polygon_contains
from edge.label import Label
from edge.rules import finding
from edge.rules.finding import Finding
from edge.rules.heading import Heading
from edge.rules.rule import Scene, Watches
from edge.rules.trail import OLDEST_S
from edge.terms import Phase
from edge.tracking.track import Track, TrackId

# As a restricted zone: longer than a track is followed unseen (2 s), so one passage is one episode.
EMPTY_S: Final = 3.0
# Many small steps of time add up to a little less than their sum.
_NOTHING_S: Final = 1e-6


@dataclass(slots=True, kw_only=True)
class _Episode:
    number: int
    label: Label
    box: Box
    since_mono_s: float
    going_mono_s: float


@dataclass(slots=True, kw_only=True)
class _Walk:
    """One thing's way. entered_mono_s: into the zone, None outside. wrong_s: time spent against.

    judged_mono_s, against_mono_s: when it was last told which way it went, and when it was wrong.
    """

    heading: Heading
    seen_mono_s: float = -inf
    entered_mono_s: float | None = None
    judged_mono_s: float = -inf
    against_mono_s: float = -inf
    wrong_s: float = 0.0


class WrongWayRule:
    """One episode a zone: opens when a thing has gone against the way in it for after_s.

    Time against the way adds up over shorter pauses, time along it counts back. It closes when
    nobody has gone against it for 3 s. Told by zone and not by thing, so numbers mixed up where
    people meet neither repeat it nor end it. episodes: numbers no other rule has used.
    """

    watches: ClassVar[Watches] = "scene"

    def __init__(self, config: WrongWay, *, zone: Zone, way: Line, episodes: Iterator[int]) -> None:
        self._config = config
        self._polygon = zone.polygon
        self._episodes = episodes
        self._way = way
        self._walks: dict[TrackId, _Walk] = {}
        self._open: _Episode | None = None

    def observe(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge one frame. Only a confirmed thing, seen going now, opens or prolongs."""
        seen = [
            t
            for t in scene.tracks
            if t.seen_mono_s >= scene.mono_s and t.label in self._config.labels
        ]
        going = [track for track in seen if self._goes_against(track, scene.mono_s)]
        self._walks = {
            number: walk
            for number, walk in self._walks.items()
            if scene.mono_s - walk.seen_mono_s <= OLDEST_S
        }
        if self._open is None:
            return self._begin(going, scene)
        if going:
            self._open.going_mono_s, self._open.box = scene.mono_s, going[0].box
        elif scene.mono_s - self._open.going_mono_s > EMPTY_S:
            return self.end(scene)
        return ()

    def end(self, scene: Scene) -> tuple[Finding, ...]:
        """Close the episode, if there is one."""
        episode, self._open = self._open, None
        return () if episode is None else (self._tell(episode, "close", scene),)

    def _goes_against(self, track: Track, mono_s: float) -> bool:
        walk = self._walks.setdefault(track.id, _Walk(heading=Heading(self._way)))
        walk.seen_mono_s = mono_s
        way, span_s = walk.heading.look(track.box, mono_s=mono_s)
        if not polygon_contains(self._polygon, track.box.foot):
            walk.entered_mono_s, walk.wrong_s = None, 0.0
            return False
        if walk.entered_mono_s is None:
            walk.entered_mono_s = mono_s
        if way is None:
            return False
        lasted_s = mono_s - max(walk.judged_mono_s, walk.entered_mono_s, mono_s - span_s)
        walk.judged_mono_s = mono_s
        if mono_s - walk.against_mono_s > EMPTY_S:
            walk.wrong_s = 0.0
        if way == "with":
            walk.wrong_s = max(walk.wrong_s - lasted_s, 0.0)
        if way != "against":
            return False
        walk.against_mono_s = mono_s
        walk.wrong_s = min(walk.wrong_s + lasted_s, self._config.after_s)
        return track.confirmed and walk.wrong_s >= self._config.after_s - _NOTHING_S

    def _begin(self, going: list[Track], scene: Scene) -> tuple[Finding, ...]:
        if not going:
            return ()
        self._open = _Episode(
            number=next(self._episodes),
            label=going[0].label,
            box=going[0].box,
            since_mono_s=scene.mono_s - self._config.after_s,
            going_mono_s=scene.mono_s,
        )
        return (self._tell(self._open, "open", scene),)

    def _tell(self, episode: _Episode, phase: Phase, scene: Scene) -> finding.WrongWay:
        return finding.WrongWay(
            episode=episode.number,
            phase=phase,
            severity=self._config.severity,
            zone=self._config.zone,
            label=episode.label,
            box=episode.box,
            dwell_s=episode.going_mono_s - episode.since_mono_s,
            after_s=self._config.after_s,
            mono_s=scene.mono_s,
            utc_s=scene.utc_s,
        )
