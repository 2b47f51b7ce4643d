"""Where one thing's feet have been for the last seconds, and where they are to be expected."""

from collections import deque
from collections.abc import Iterable
from math import hypot, inf
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
        self._boxes: deque[Box] = deque()

    def add(self, box: Box, *, mono_s: float) -> None:
        """Take in where it is now."""
        self.feet.append((mono_s, box.foot))
        self._boxes.append(box)
        self.box = box
        while mono_s - self.feet[0][0] > OLDEST_S:
            self.feet.popleft()
            self._boxes.popleft()

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
        if not self._is_fresh(mono_s):
            return None
        return _away(self._expected(self.feet[-1], mono_s), box, [self._boxes[-1]])

    def hidden_by(self, box: Box, *, mono_s: float) -> float | None:
        """The same, had it gone on as it did before something began to hide it.

        What hides somebody cuts his box from one side first, and so bends the last of his way; the
        largest box of lately counts.
        """
        whole = self.last_by(self.feet[-1][0] - _PACE_S) if self._is_fresh(mono_s) else None
        return None if whole is None else _away(self._expected(whole, mono_s), box, self._boxes)

    def stopped_by(self, box: Box, *, mono_s: float) -> float | None:
        """The same, had it stopped where it was seen last."""
        return _away(self.feet[-1][1], box, self._boxes) if self._is_fresh(mono_s) else None

    def grew_by(self, box: Box, *, ever: bool) -> float:
        """How many times taller or shorter a box is than the last one, or than any of lately."""
        height = box.y_max - box.y_min
        lately = [one.y_max - one.y_min for one in self._boxes] or [height]
        if not ever:
            lately = lately[-1:]
        return max(height / max(lately), min(lately) / height)

    def _expected(self, last: Seen, mono_s: float) -> Point:
        """Where it is at the pace of the half second before a sight."""
        last_s, (x, y) = last
        early_s, (x_0, y_0) = self.last_by(last_s - _PACE_S) or (-inf, (x, y))
        ahead = (mono_s - last_s) / (last_s - early_s)
        return x + ahead * (x - x_0), y + ahead * (y - y_0)

    def _is_fresh(self, mono_s: float) -> bool:
        return bool(self.feet) and 0.0 < mono_s - self.feet[-1][0] <= OLDEST_S


def _away(spot: Point, box: Box, lately: Iterable[Box]) -> float:
    """How far a box stands from a spot, by the largest of it and those of lately."""
    sizes = [(one.x_max - one.x_min, one.y_max - one.y_min) for one in (box, *lately)]
    breadth, height = max(wide for wide, _ in sizes), max(tall for _, tall in sizes)
    return hypot((box.foot[0] - spot[0]) / breadth, (box.foot[1] - spot[1]) / (DOWN * height))
