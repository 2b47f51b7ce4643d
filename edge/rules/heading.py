"""Which way one thing has been going, told from the trembling of its box."""

from math import hypot
from typing import Final, Literal

from edge.config import Line
from edge.geometry import Box, Point
from edge.rules.trail import INSTANT_S, Seen, Trail

Way = Literal["with", "against", "aside", "still"]

# Compared with where it was a second ago.
SPAN_S: Final = 1.0
# Who walks goes on: half of the time is good for a fifth of the way. Whose feet come out from
# behind a bench goes all of it at once.
_STEADY: Final = 0.4
# A foot trembles by 5 % of the box's breadth and 2 % of its height (simulator/truth/errors.py has
# the measurements); three times the difference of two such is a move, in shares of the box.
_ACROSS: Final = 0.2
_DOWN: Final = 0.085
# Within 60 degrees of a way one goes along it, or against it; a street is crossed at 90.
_ALONG: Final = 0.5


class Heading:
    """The last seconds of one thing's feet against the way of a line, start to end.

    Angles are those of the normalised picture.
    """

    def __init__(self, way: Line) -> None:
        across, down = way.end[0] - way.start[0], way.end[1] - way.start[1]
        length = hypot(across, down)
        self._way = across / length, down / length
        self._trail = Trail()

    def look(self, box: Box, *, mono_s: float) -> tuple[Way | None, float]:
        """Take in where it is now; return the way that it went, and for how long it is known.

        None while it has not been seen for long enough.
        """
        self._trail.add(box, mono_s=mono_s)
        then = self._trail.last_by(mono_s - SPAN_S)
        if then is not None and then is self._trail.feet[-2]:
            then = self._trail.last_by(then[0] - 2 * INSTANT_S)
        known_s = mono_s - self._trail.feet[0][0]
        return (None, known_s) if then is None else (self._way_since(then, box, mono_s), known_s)

    def _way_since(self, seen: Seen, box: Box, mono_s: float) -> Way:
        then_s, then = seen
        along = self._along(then, box.foot)
        straight = hypot(box.foot[0] - then[0], box.foot[1] - then[1])
        if straight < self._tremble(box):
            return "still"
        if abs(along) < _ALONG * straight:
            return "aside"
        half_s, half = self._half_way(then_s, mono_s)
        time_share = (half_s - then_s) / (mono_s - then_s)
        way_share = self._along(then, half) / along
        if way_share < _STEADY * time_share or 1 - way_share < _STEADY * (1 - time_share):
            return "aside"
        return "with" if along > 0 else "against"

    def _half_way(self, start_s: float, end_s: float) -> Seen:
        """Where it was in the middle of a time, as nearly as it was seen between its ends."""
        middle_s = (start_s + end_s) / 2
        between = (seen for seen in self._trail.feet if start_s < seen[0] < end_s)
        return min(between, key=lambda seen: abs(seen[0] - middle_s))

    def _along(self, start: Point, end: Point) -> float:
        return (end[0] - start[0]) * self._way[0] + (end[1] - start[1]) * self._way[1]

    def _tremble(self, box: Box) -> float:
        """How far a standing foot may seem to go along the way."""
        breadth, height = box.x_max - box.x_min, box.y_max - box.y_min
        return _ACROSS * breadth * abs(self._way[0]) + _DOWN * height * abs(self._way[1])
