"""Something passes a line, and which way."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import copysign
from typing import Final

from edge.config import Line, LineCrossing
from edge.geometry import Box, Point, side_of_line
from edge.rules.finding import Crossing, Finding
from edge.rules.rule import Scene
from edge.terms import Direction
from edge.tracking.track import Track, TrackId

# A foot is clear of the line once it is a tenth of its box away, measured across the line: the
# edges of NanoDet's boxes tremble by 3 to 5 %.
CLEAR: Final = 0.1


@dataclass(slots=True, kw_only=True)
class _Walk:
    """How one thing stands to the line; a side is -1.0 left, 1.0 right, 0.0 not known yet.

    side: of the last point that was not on the line; clear_side: the last one it was clear on.
    through: whether its last change of side went between the ends of the line.
    owed: a crossing made before the track was confirmed.
    """

    foot: Point
    side: float = 0.0
    clear_side: float = 0.0
    through: bool = False
    owed: Direction | None = None


class LineCrossingRule:
    """Tells each passage once, when the foot is clear of the line on its other side.

    Who turns back on the line, dithers there or walks around its end has not passed; who stops
    on it and goes on has, and so has who was out of sight meanwhile. A foot that only a
    prediction carries over has not. episodes: numbers that no other rule of this run has used.
    """

    def __init__(self, config: LineCrossing, *, line: Line, episodes: Iterator[int]) -> None:
        self._config = config
        self._line = line
        self._episodes = episodes
        self._walks: dict[TrackId, _Walk] = {}

    def observe(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge one frame. What passes while unconfirmed is told once it is confirmed."""
        living = {track.id for track in scene.tracks}
        self._walks = {n: walk for n, walk in self._walks.items() if n in living}
        findings: list[Finding] = []
        for track in scene.tracks:
            if track.label in self._config.labels and track.seen_mono_s >= scene.mono_s:
                findings.extend(self._follow(track, scene))
        return tuple(findings)

    def end(self, scene: Scene) -> tuple[Finding, ...]:
        """Return nothing: a crossing is over as it is told."""
        return ()

    def _follow(self, track: Track, scene: Scene) -> list[Finding]:
        walk = self._walks.setdefault(track.id, _Walk(foot=track.box.foot))
        walk.owed = self._step(walk, track.box) or walk.owed
        if walk.owed is None or not track.confirmed:
            return []
        direction, walk.owed = walk.owed, None
        return [self._tell(track, direction, scene)]

    def _step(self, walk: _Walk, box: Box) -> Direction | None:
        """Move the foot on to the box's; return the direction if that completes a passage."""
        before, walk.foot = walk.foot, box.foot
        across = side_of_line(self._line.start, self._line.end, box.foot)
        side = copysign(1.0, across) if across else walk.side
        if walk.side and side != walk.side:
            walk.through = self._meets_line(before, box.foot)
        walk.side = side
        if abs(across) < CLEAR * self._breadth(box) or side == walk.clear_side:
            return None
        came_from, walk.clear_side = walk.clear_side, side
        if not came_from or not walk.through:
            return None
        return "in" if side > 0 else "out"

    def _breadth(self, box: Box) -> float:
        """Extent of a box across the line, in the units of side_of_line."""
        (x_a, y_a), (x_b, y_b) = self._line.start, self._line.end
        return abs(y_b - y_a) * (box.x_max - box.x_min) + abs(x_b - x_a) * (box.y_max - box.y_min)

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
            label=track.label,
            direction=direction,
            box=track.box,
            mono_s=scene.mono_s,
            utc_s=scene.utc_s,
        )
