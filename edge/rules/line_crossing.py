"""Something passes a line, and which way."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import copysign
from typing import ClassVar, Final

from edge.config import Line, LineCrossing
from edge.geometry import Box, Point, side_of_line
from edge.rules.finding import Crossing, Finding
from edge.rules.gap import LOST_S, goes_on
from edge.rules.once import Once, Spot
from edge.rules.rule import Scene, Watches
from edge.rules.steady import GAP_S
from edge.rules.trail import INSTANT_S, Trail
from edge.terms import Direction
from edge.tracking.track import Track, TrackId

# A foot trembles by 5 % of its box's breadth and 2 % of its height (simulator/truth/errors.py has
# the measurements). It is clear of the line five to seven times as far away: who stops on it
# trembles there for minutes.
ACROSS: Final = 0.35
DOWN: Final = 0.1
# Who has been on the line for longer than a walk takes him over it stands there. Then he is clear
# half as far again, or nearer for longer than a box drifts aside by itself: its errors have changed
# after 0.7 s (simulator/truth/mistakes.py).
_STANDS_S: Final = 0.5
_SURELY: Final = 1.5
_LASTS_S: Final = 0.7
# A number that is this old is nobody's who vanished before.
_NEW_S: Final = 2.0


@dataclass(slots=True, kw_only=True)
class _Walk:
    """How one thing stands to the line; a side is -1.0 left, 1.0 right, 0.0 not known yet.

    side: of the last point that was not on the line; clear_side: the last one it was clear on.
    on_mono_s: since when it has been on the line; off: since when and where it has been clear on
    another side; None while it is not.
    through: whether its last change of side went between the ends of the line.
    owed: a passage made before the track was confirmed, and where it was clear. first_mono_s,
    seen_mono_s: the first look that saw it, and the last. believed: it was confirmed, maybe under
    the number that it had before. may_resume: it may be somebody who vanished.
    """

    foot: Point
    first_mono_s: float
    seen_mono_s: float
    trail: Trail = field(default_factory=Trail)
    believed: bool = False
    may_resume: bool = True
    side: float = 0.0
    clear_side: float = 0.0
    on_mono_s: float | None = None
    off: Spot | None = None
    through: bool = False
    owed: tuple[Direction, Spot] | None = None


class LineCrossingRule:
    """Tells each passage once, when the foot is clear of the line on its other side.

    Who turns back on the line, dithers there or walks around its end has not passed; who stops
    on it and goes on has, and so has who was out of sight meanwhile, once he is seen twice: also
    under another number, if that goes on as he went. A foot that only a prediction carries over has
    not. Who is found twice at one spot passes once.
    episodes: numbers that no other rule of this run has used.
    """

    watches: ClassVar[Watches] = "scene"

    def __init__(self, config: LineCrossing, *, line: Line, episodes: Iterator[int]) -> None:
        self._config = config
        self._line = line
        self._episodes = episodes
        self._walks: dict[TrackId, _Walk] = {}
        self._lost: dict[TrackId, _Walk] = {}
        self._once = Once()

    def observe(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge one frame. What passes while unconfirmed is told once it is confirmed."""
        self._forget(scene)
        findings: list[Finding] = []
        for track in scene.tracks:
            if track.label in self._config.labels and track.seen_mono_s >= scene.mono_s:
                findings.extend(self._follow(track, scene))
        return tuple(findings)

    def end(self, scene: Scene) -> tuple[Finding, ...]:
        """Return nothing: a crossing is over as it is told."""
        return ()

    def _forget(self, scene: Scene) -> None:
        """A walk is lost with its number, and forgotten when nobody can resume it any more."""
        self._once.forget(scene.mono_s)
        living = {track.id for track in scene.tracks}
        since_s = scene.mono_s - LOST_S - _NEW_S
        lost = self._lost | {n: walk for n, walk in self._walks.items() if n not in living}
        self._lost = {n: walk for n, walk in lost.items() if walk.seen_mono_s >= since_s}
        self._walks = {n: walk for n, walk in self._walks.items() if n in living}

    def _follow(self, track: Track, scene: Scene) -> list[Crossing]:
        walk = self._walks.get(track.id) or self._lost.pop(track.id, None)
        if walk is None:
            now_s = scene.mono_s
            walk = _Walk(foot=track.box.foot, first_mono_s=now_s, seen_mono_s=now_s)
        self._walks[track.id] = walk
        owed = self._step(walk, track.box, mono_s=scene.mono_s)
        walk.trail.add(track.box, mono_s=scene.mono_s)
        walk.seen_mono_s, walk.believed = scene.mono_s, walk.believed or track.confirmed
        walk.may_resume &= owed is None and scene.mono_s - walk.first_mono_s <= _NEW_S
        if walk.may_resume and walk.clear_side:
            owed = self._resume(walk, (scene.mono_s, track.box))
        walk.owed = owed or walk.owed
        if walk.owed is None or not walk.believed:
            return []
        (direction, spot), walk.owed = walk.owed, None
        if not self._once.is_another(track.id, direction, spot):
            return []
        return [self._tell(track, direction, scene)]

    def _resume(self, walk: _Walk, spot: Spot) -> tuple[Direction, Spot] | None:
        """Take it for the likeliest of those who vanished; return which way that is a passage."""
        apart = {n: goes_on(lost.trail, walk.trail) for n, lost in self._lost.items()}
        likely = {n: by for n, by in apart.items() if by is not None}
        if not likely:
            return None
        lost = self._lost.pop(min(likely, key=likely.__getitem__))
        walk.may_resume, walk.believed = False, walk.believed or lost.believed
        first = walk.trail.feet[0][1]
        if lost.clear_side != -walk.clear_side or not self._meets_line(lost.foot, first):
            return None
        return ("in" if walk.clear_side > 0 else "out"), spot

    def _step(self, walk: _Walk, box: Box, *, mono_s: float) -> tuple[Direction, Spot] | None:
        """Move the foot on to the box's; return which way if that completes a passage."""
        was_lost = mono_s - walk.seen_mono_s > GAP_S
        before, walk.foot = walk.foot, box.foot
        across = side_of_line(self._line.start, self._line.end, box.foot)
        side = copysign(1.0, across) if across else walk.side
        if walk.side and side != walk.side:
            walk.through = self._meets_line(before, box.foot)
        walk.side = side
        tremble = self._tremble(box)
        if abs(across) < tremble or side == walk.clear_side:
            walk.off = None
            if side == walk.clear_side and abs(across) >= tremble:
                walk.on_mono_s = None
            elif walk.on_mono_s is None:
                walk.on_mono_s = mono_s
            return None
        if walk.off is None:
            walk.off = mono_s, box
        is_sure = abs(across) >= _SURELY * tremble or not self._stands(walk, mono_s)
        if walk.clear_side and (was_lost or not is_sure):
            return None
        spot, walk.on_mono_s, walk.off = walk.off, None, None
        came_from, walk.clear_side = walk.clear_side, side
        if not came_from or not walk.through:
            return None
        return ("in" if side > 0 else "out"), spot

    def _stands(self, walk: _Walk, mono_s: float) -> bool:
        """Whether what is clear of the line may be the trembling of one who stands on it."""
        if walk.on_mono_s is None or walk.off is None:
            return False
        lasts = mono_s - walk.off[0] >= _LASTS_S - INSTANT_S
        return walk.off[0] - walk.on_mono_s >= _STANDS_S and not lasts

    def _tremble(self, box: Box) -> float:
        """How far a foot on the line may seem to be off it, in the units of side_of_line."""
        (x_a, y_a), (x_b, y_b) = self._line.start, self._line.end
        breadth, height = box.x_max - box.x_min, box.y_max - box.y_min
        return ACROSS * abs(y_b - y_a) * breadth + DOWN * abs(x_b - x_a) * height

    def _meets_line(self, before: Point, after: Point) -> bool:
        """Tell whether a step that changes sides passes between the ends of the line.

        `before` may lie on the line; then it is where the step meets it.
        """
        to_start = side_of_line(before, after, self._line.start)
        to_end = side_of_line(before, after, self._line.end)
        return to_start * to_end <= 0

    def _tell(self, track: Track, direction: Direction, scene: Scene) -> Crossing:
        return Crossing(
            episode=next(self._episodes),
            severity=self._config.severity,
            line=self._config.line,
            thing=track.id,
            label=track.label,
            direction=direction,
            box=track.box,
            mono_s=scene.mono_s,
            utc_s=scene.utc_s,
        )
