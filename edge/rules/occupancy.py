"""How many things are in a zone, and whether they are too many."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import inf
from typing import ClassVar, Final

from edge.config import Occupancy, Zone
from edge.geometry import Box
from edge.label import Label
from edge.rules.dwell import UNWATCHED_S, Dwells, Visit
from edge.rules.finding import Crowding, Finding, Headcount
from edge.rules.rule import Scene, Watches
from edge.rules.steady import Steady
from edge.rules.trail import OLDEST_S
from edge.terms import Phase

# Who is lost from sight inside is there for this long: passers-by hide people for about a second,
# and again. When a whole crowd leaves, all of it is counted for so much longer.
HOLD_S: Final = OLDEST_S
# However soon a limit is to be told: in less than this nobody has left for good.
LEFT_S: Final = 3.0


class OccupancyRule:
    """Tells at every look how many are there, and one episode while a limit is reached.

    It opens when the lowest limit has been reached for after_s, is told again when another one is
    reached or left, and closes when fewer have been there for as long, at least LEFT_S.
    episodes: numbers that no other rule of this run has used.
    """

    watches: ClassVar[Watches] = "scene"

    def __init__(self, config: Occupancy, *, zone: Zone, episodes: Iterator[int]) -> None:
        self._config = config
        self._episodes = episodes
        self._dwells = Dwells(zone, labels=config.labels, grace_s=HOLD_S)
        self._limits = tuple((limit, Steady()) for limit in config.limits)
        self._looked_mono_s = -inf
        self._episode = 0
        self._since_mono_s = 0.0
        self._crowd: tuple[Label, Box] | None = None

    def observe(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge one frame. While nobody looks nobody is taken to come or to go."""
        if scene.mono_s - self._looked_mono_s > UNWATCHED_S:
            for _, reached in self._limits:
                reached.forget()
        self._looked_mono_s = scene.mono_s
        self._dwells.observe(scene)
        present = self._dwells.present()
        if present:
            counts = Counter(visit.label for visit in present)
            self._crowd = counts.most_common(1)[0][0], _round(present)
        heads = (self._heads(label, present) for label in self._config.labels)
        return (*heads, *self._judge(len(present), scene))

    def _heads(self, label: Label, present: Sequence[Visit]) -> Headcount:
        things = tuple(frozenset(visit.numbers) for visit in present if visit.label == label)
        return Headcount(zone=self._config.zone, label=label, things=things)

    def end(self, scene: Scene) -> tuple[Finding, ...]:
        """Close the episode, if there is one."""
        if not self._level():
            return ()
        for _, reached in self._limits:
            reached.look(False, mono_s=scene.mono_s, after_s=0.0)
        return self._tell("close", 0, len(self._dwells.end()), scene)

    def _judge(self, count: int, scene: Scene) -> tuple[Finding, ...]:
        before = self._level()
        for limit, reached in self._limits:
            wait_s = max(self._config.after_s, LEFT_S) if reached.holds else self._config.after_s
            reached.look(count >= limit, mono_s=scene.mono_s, after_s=wait_s)
        level = self._level()
        if level == before:
            return ()
        if not before:
            self._episode = next(self._episodes)
            self._since_mono_s = self._limits[0][1].since_mono_s
            return self._tell("open", level, count, scene)
        return self._tell("update" if level else "close", level, count, scene)

    def _level(self) -> int:
        return sum(reached.holds for _, reached in self._limits)

    def _tell(self, phase: Phase, level: int, count: int, scene: Scene) -> tuple[Finding, ...]:
        if self._crowd is None:
            return ()
        label, box = self._crowd
        until_mono_s = self._limits[0][1].since_mono_s if phase == "close" else scene.mono_s
        return (
            Crowding(
                episode=self._episode,
                phase=phase,
                severity=self._config.severity,
                zone=self._config.zone,
                label=label,
                count=count,
                limit=self._config.limits[max(level, 1) - 1],
                box=box,
                dwell_s=until_mono_s - self._since_mono_s,
                after_s=self._config.after_s,
                mono_s=scene.mono_s,
                utc_s=scene.utc_s,
            ),
        )


def _round(present: Sequence[Visit]) -> Box:
    """The smallest box that holds all of them."""
    return Box(
        x_min=min(visit.box.x_min for visit in present),
        y_min=min(visit.box.y_min for visit in present),
        x_max=max(visit.box.x_max for visit in present),
        y_max=max(visit.box.y_max for visit in present),
    )
