"""Who is found twice at one spot passes once."""

from typing import Final

from edge.geometry import Box
from edge.rules.trail import OLDEST_S
from edge.terms import Direction
from edge.tracking.track import TrackId

# When and where something came clear of a line.
Spot = tuple[float, Box]

# Nobody stands within a fifth of somebody's breadth of his feet: it is the same one, found twice.
_SAME: Final = 0.2
# Who follows in single file comes to the same spot, but later than at the next look.
_AT_ONCE_S: Final = 0.25
# A breadth is as much as two fifths of a height, by how much each trembles.
_SHARE: Final = 0.4


class Once:
    """The passages of the last seconds."""

    def __init__(self) -> None:
        self._passed: list[tuple[TrackId, Direction, Spot]] = []

    def is_another(self, thing: TrackId, direction: Direction, spot: Spot) -> bool:
        """Whether a passage is of nobody who has just been told; then it is kept as told."""
        if any(
            n != thing and way == direction and _is_one(spot, other)
            for n, way, other in self._passed
        ):
            return False
        self._passed.append((thing, direction, spot))
        return True

    def forget(self, mono_s: float) -> None:
        self._passed = [one for one in self._passed if mono_s - one[2][0] <= OLDEST_S]


def _is_one(spot: Spot, other: Spot) -> bool:
    """Whether two came clear of the line at one time, with their feet at one spot."""
    (at_s, box), (near_s, near) = spot, other
    breadth = min(box.x_max - box.x_min, near.x_max - near.x_min)
    height = min(box.y_max - box.y_min, near.y_max - near.y_min)
    across, down = abs(box.foot[0] - near.foot[0]), abs(box.foot[1] - near.foot[1])
    at_once = abs(at_s - near_s) <= _AT_ONCE_S
    return at_once and across <= _SAME * breadth and down <= _SAME * _SHARE * height
