"""Something passes a line, and which way."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import copysign
from typing import ClassVar, Final

from edge.config import Line, LineCrossing
from edge.geometry import Box, Point, side_of_line
from edge.rules.finding import Crossing, Finding
from edge.rules.rule import Scene, Watches
from edge.rules.steady import GAP_S
from edge.rules.trail import INSTANT_S, OLDEST_S
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
# Nobody stands within a fifth of somebody's breadth of his feet: it is the same one, found twice.
_SAME: Final = 0.2
# Who follows in single file comes to the same spot, but later than at the next look.
_AT_ONCE_S: Final = 0.25
# A breadth is as much as two fifths of a height, by how much each trembles.
_SHARE: Final = 0.4


_Spot = tuple[float, Box]


@dataclass(slots=True, kw_only=True)
class _Walk:
    """How one thing stands to the line; a side is -1.0 left, 1.0 right, 0.0 not known yet.

    side: of the last point that was not on the line; clear_side: the last one it was clear on.
    on_mono_s: since when it has been on the line; off: since when and where it has been clear on
    another side; None while it is not.
    through: whether its last change of side went between the ends of the line.
    owed: a passage made before the track was confirmed, and where it was clear. seen_mono_s: the
    last look that saw it.
    """

    foot: Point
    seen_mono_s: float
    side: float = 0.0
    clear_side: float = 0.0
    on_mono_s: float | None = None
    off: _Spot | None = None
    through: bool = False
    owed: tuple[Direction, _Spot] | None = None


class LineCrossingRule:
    """Tells each passage once, when the foot is clear of the line on its other side.

    Who turns back on the line, dithers there or walks around its end has not passed; who stops
    on it and goes on has, and so has who was out of sight meanwhile, once he is seen twice. A foot
    that only a prediction carries over has not. Who is found twice at one spot passes once.
    episodes: numbers that no other rule of this run has used.
    """

    watches: ClassVar[Watches] = "scene"

    def __init__(self, config: LineCrossing, *, line: Line, episodes: Iterator[int]) -> None:
        self._config = config
        self._line = line
        self._episodes = episodes
        self._walks: dict[TrackId, _Walk] = {}
        self._passed: list[tuple[TrackId, Direction, _Spot]] = []

    def observe(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge one frame. What passes while unconfirmed is told once it is confirmed."""
        living = {track.id for track in scene.tracks}
        self._walks = {n: walk for n, walk in self._walks.items() if n in living}
        self._passed = [one for one in self._passed if scene.mono_s - one[2][0] <= OLDEST_S]
        findings: list[Finding] = []
        for track in scene.tracks:
            if track.label in self._config.labels and track.seen_mono_s >= scene.mono_s:
                findings.extend(self._follow(track, scene))
        return tuple(findings)

    def end(self, scene: Scene) -> tuple[Finding, ...]:
        """Return nothing: a crossing is over as it is told."""
        return ()

    def _follow(self, track: Track, scene: Scene) -> list[Crossing]:
        new = _Walk(foot=track.box.foot, seen_mono_s=scene.mono_s)
        walk = self._walks.setdefault(track.id, new)
        walk.owed = self._step(walk, track.box, mono_s=scene.mono_s) or walk.owed
        walk.seen_mono_s = scene.mono_s
        if walk.owed is None or not track.confirmed:
            return []
        (direction, spot), walk.owed = walk.owed, None
        if any(
            n != track.id and way == direction and _is_one(spot, o) for n, way, o in self._passed
        ):
            return []
        self._passed.append((track.id, direction, spot))
        return [self._tell(track, direction, scene)]

    def _step(self, walk: _Walk, box: Box, *, mono_s: float) -> tuple[Direction, _Spot] | None:
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


def _is_one(spot: _Spot, other: _Spot) -> bool:
    """Whether two came clear of the line at one time, with their feet at one spot."""
    (at_s, box), (near_s, near) = spot, other
    breadth = min(box.x_max - box.x_min, near.x_max - near.x_min)
    height = min(box.y_max - box.y_min, near.y_max - near.y_min)
    across, down = abs(box.foot[0] - near.foot[0]), abs(box.foot[1] - near.foot[1])
    at_once = abs(at_s - near_s) <= _AT_ONCE_S
    return at_once and across <= _SAME * breadth and down <= _SAME * _SHARE * height
