"""Where one thing's feet have been for the last seconds, and where they are to be expected."""

from collections import deque
from math import hypot
from typing import Final

from edge.geometry import Box, Point

Seen = tuple[float, Point]

# At 2 fps with frames lost the last look but one is as old as this, and so is who was hidden.
OLDEST_S: Final = 2.2
# What a pace is taken from: long enough for it to show, one look at 2 fps.
_PACE_S: Final = 0.5
DOWN: Final = 0.4
# Who has come a fifth of a breadth nearer to the side of the picture that cuts him off walks out.
_OUT: Final = 0.2
_CUT: Final = 0.01
# Frames do not come on time: a look a moment late is half a second old all the same.
INSTANT_S: Final = 0.05


class Trail:
    """The feet of one thing, oldest first; nothing older than OLDEST_S before the last."""

    def __init__(self) -> None:
        self.feet: deque[Seen] = deque()
        self.box: Box | None = None

    def add(self, box: Box, *, mono_s: float) -> None:
        """Take in where it is now."""
        self.feet.append((mono_s, box.foot))
        self.box = box
        while mono_s - self.feet[0][0] > OLDEST_S:
            self.feet.popleft()

    def last_by(self, mono_s: float) -> Seen | None:
        """Where it was seen last until a time, None where that is forgotten or never was."""
        return next((seen for seen in reversed(self.feet) if seen[0] <= mono_s + INSTANT_S), None)

    @property
    def leaves(self) -> bool:
        """Whether it was last seen on its way out over the left or right of the picture."""
        early = self.last_by(self.feet[-1][0] - _PACE_S) if self.feet else None
        if self.box is None or early is None:
            return False
        breadth = self.box.x_max - self.box.x_min
        gone = self.feet[-1][1][0] - early[1][0]
        out_left = self.box.x_min <= _CUT and gone <= -_OUT * breadth
        return out_left or (self.box.x_max >= 1.0 - _CUT and gone >= _OUT * breadth)

    def missed_by(self, box: Box, *, mono_s: float) -> float | None:
        """How far a box stands from where this thing is expected, in breadths of its box.

        Two fifths of its height are as much: a foot trembles by 2 % of the one and 5 % of the
        other. The larger box counts, of then and now: who is half hidden has a small one. Whose
        pace is not known yet is expected where he was. None where that is too long ago.
        """
        if self.box is None or not 0.0 < mono_s - self.feet[-1][0] <= OLDEST_S:
            return None
        (last_s, last), early = self.feet[-1], self.last_by(self.feet[-1][0] - _PACE_S)
        if early is None:
            early, last_s = self.feet[-1], mono_s
        ahead = (mono_s - last_s) / (last_s - early[0])
        across = box.foot[0] - last[0] - ahead * (last[0] - early[1][0])
        down = box.foot[1] - last[1] - ahead * (last[1] - early[1][1])
        breadth = max(box.x_max - box.x_min, self.box.x_max - self.box.x_min)
        height = max(box.y_max - box.y_min, self.box.y_max - self.box.y_min)
        return hypot(across / breadth, down / (DOWN * height))
