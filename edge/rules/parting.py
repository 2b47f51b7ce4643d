"""Two who met, judged again once they have parted: did each go with his own number?"""

from collections import deque
from dataclasses import dataclass, field
from math import hypot, log
from typing import Final

from edge.geometry import Box, Point
from edge.rules.trail import DOWN, INSTANT_S

# Ways are compared from well before they met until well after: a pace shows in as long a time.
_BEFORE_S: Final = 1.0
_AFTER_S: Final = 0.8
_UNDECIDED_S: Final = 2.0
# Whoever stands with whom for longer may leave as he likes.
_LONGEST_S: Final = 2.0
_KEPT_S: Final = _BEFORE_S + _LONGEST_S + _UNDECIDED_S
# Told apart by a breadth at least, and by twice as much as if they had not changed.
_CLEAR: Final = 1.0
_RATIO: Final = 0.5
# Who is an eighth taller than the other was is as unlike him as if he stood a breadth aside: a
# height trembles by 3 %, and two grown-ups differ by twice that on average.
_STATURE: Final = 8.0


@dataclass(slots=True, kw_only=True)
class Past:
    """Where one thing has been for the last seconds, oldest first."""

    seen: deque[tuple[float, Box]] = field(default_factory=deque)

    def add(self, box: Box, *, mono_s: float) -> None:
        self.seen.append((mono_s, box))
        while mono_s - self.seen[0][0] > _KEPT_S:
            self.seen.popleft()

    def before(self, mono_s: float) -> tuple[float, Box] | None:
        return next((one for one in reversed(self.seen) if one[0] <= mono_s + INSTANT_S), None)

    def height(self, from_s: float, until_s: float) -> float:
        """The middle of its heights in that time, 0 where it was not seen."""
        tall = sorted(b.y_max - b.y_min for at_s, b in self.seen if from_s <= at_s <= until_s)
        return tall[len(tall) // 2] if tall else 0.0

    def expected(self, met_mono_s: float, mono_s: float) -> Point | None:
        """Where it would be now, had it gone on as it did before it met somebody."""
        late = self.before(met_mono_s)
        early = None if late is None else self.before(late[0] - _BEFORE_S)
        if late is None or early is None:
            return None
        ahead = (mono_s - late[0]) / (late[0] - early[0])
        (x, y), (x_0, y_0) = late[1].foot, early[1].foot
        return x + ahead * (x - x_0), y + ahead * (y - y_0)


@dataclass(slots=True, kw_only=True)
class Meeting:
    """Two boxes that overlapped. ended_mono_s: the last look at which they did."""

    began_mono_s: float
    ended_mono_s: float


def overlap(box: Box, other: Box) -> bool:
    across = box.x_min < other.x_max and other.x_min < box.x_max
    return across and box.y_min < other.y_max and other.y_min < box.y_max


def is_due(meeting: Meeting, mono_s: float) -> bool:
    """Whether a meeting has been over for long enough to be judged."""
    return mono_s - meeting.ended_mono_s >= _AFTER_S - INSTANT_S


def is_over(meeting: Meeting, mono_s: float) -> bool:
    """Whether nothing can be told of a meeting any more."""
    apart_s = mono_s - meeting.ended_mono_s
    return apart_s > _UNDECIDED_S or meeting.ended_mono_s - meeting.began_mono_s > _LONGEST_S


def changed(one: Past, other: Past, meeting: Meeting, mono_s: float) -> bool:
    """Whether each of two goes on as the other one did before they met."""
    met_s = meeting.began_mono_s - INSTANT_S
    ahead, ahead_other = one.expected(met_s, mono_s), other.expected(met_s, mono_s)
    if ahead is None or ahead_other is None:
        return False
    now, now_other = one.seen[-1][1], other.seen[-1][1]
    was, was_other = (past.height(met_s - _BEFORE_S, met_s) for past in (one, other))
    since_s = meeting.ended_mono_s + INSTANT_S
    tall, tall_other = (past.height(since_s, mono_s) for past in (one, other))
    kept = _away(ahead, now) + _away(ahead_other, now_other)
    swapped = _away(ahead, now_other) + _away(ahead_other, now)
    if was and was_other and tall and tall_other:
        kept += _STATURE * (abs(log(tall / was)) + abs(log(tall_other / was_other)))
        swapped += _STATURE * (abs(log(tall / was_other)) + abs(log(tall_other / was)))
    return kept - swapped >= _CLEAR and swapped <= _RATIO * kept


def _away(point: Point, box: Box) -> float:
    """In breadths of a box; two fifths of its height are as much."""
    (x, y), breadth, height = box.foot, box.x_max - box.x_min, box.y_max - box.y_min
    return hypot((point[0] - x) / breadth, (point[1] - y) / (DOWN * height))
