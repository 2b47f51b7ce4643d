"""Whether who vanished in one place is who appeared in another, by how each of them went."""

from math import hypot
from typing import Final

from edge.geometry import Point
from edge.rules.trail import DOWN, INSTANT_S, Seen, Trail

# Who is found at every third look or fourth, which is not rare at 2 fps, is missed for so long.
LOST_S: Final = 4.0
# A pace shows in a second, and hardly in less than one look at 3 fps.
_PACE_S: Final = 1.0
_SHORTEST_S: Final = 0.3
# Feet tell a pace to a tenth of a breadth a second; a walker goes at some three breadths a second,
# and changes that by a third at most unless he stops. Halfway is twice as near as either end.
_APART: Final = 1.0
_APART_PER_S: Final = 0.5
# Nobody is half as tall again a moment later.
_TALLER: Final = 1.5


def goes_on(lost: Trail, found: Trail) -> float | None:
    """By how much two ways miss each other halfway between, in breadths; None if they are not one.

    lost: until somebody was seen last; found: since somebody was seen first.
    """
    if lost.box is None or found.box is None:
        return None
    (lost_s, lost_at), (found_s, found_at) = lost.feet[-1], found.feet[0]
    before, after = last_pace(lost), first_pace(found)
    if before is None or after is None or not INSTANT_S < found_s - lost_s <= LOST_S:
        return None
    heights = [box.y_max - box.y_min for box in (lost.box, found.box)]
    if max(heights) > _TALLER * min(heights):
        return None
    half_s = (found_s - lost_s) / 2
    across = found_at[0] - lost_at[0] - half_s * (before[0] + after[0])
    down = found_at[1] - lost_at[1] - half_s * (before[1] + after[1])
    breadth = max(box.x_max - box.x_min for box in (lost.box, found.box))
    apart = hypot(across / breadth, down / (DOWN * max(heights)))
    return apart if apart <= _APART + _APART_PER_S * (found_s - lost_s) else None


def last_pace(trail: Trail) -> Point | None:
    """How it went when it was seen last, in shares of the picture a second; None: hardly seen."""
    last = trail.feet[-1]
    return _pace(trail.last_by(last[0] - _PACE_S) or trail.feet[0], last)


def first_pace(trail: Trail) -> Point | None:
    """The same of the first second in which it was seen."""
    first = trail.feet[0]
    by_then = (seen for seen in trail.feet if seen[0] >= first[0] + _PACE_S - INSTANT_S)
    return _pace(first, next(by_then, trail.feet[-1]))


def _pace(early: Seen, late: Seen) -> Point | None:
    """In shares of the picture a second, across and down; None where that hardly shows."""
    span_s = late[0] - early[0]
    if span_s < _SHORTEST_S:
        return None
    return (late[1][0] - early[1][0]) / span_s, (late[1][1] - early[1][1]) / span_s
