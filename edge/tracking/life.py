"""What is remembered of one track besides its motion, and when it is to be believed."""

from collections import deque
from dataclasses import dataclass, field
from math import inf
from typing import Final

import numpy as np

from edge.geometry import Box, Boxes
from edge.label import LABELS
from edge.tracking.past import Past
from edge.tracking.track import Track, TrackId

# NanoDet-416 finds 72 % of people at this score with as much precision; in its weak size (280-310
# px) only 56 % reach it but 94 % reach 0.2, so a track begins strong and may go on weak.
STRONG_SCORE: Final = 0.4
# A false box rarely comes three times running: three strong sights, a quarter of a second or
# more from first to last, within 1.5 s. At 2 fps the third comes after 1 s.
CONFIRM_SIGHTS: Final = 3
CONFIRM_S: Final = 0.25
CONFIRM_WITHIN_S: Final = 1.5
# On vtest.avi a traffic cone scores 0.4 in 35 % of frames but 0.5 in 1.6 %; most people reach it
# at once. What has neither done so nor ever moved by half its size is furniture until it does.
SURE_SCORE: Final = 0.5
MOVED: Final = 0.5


@dataclass(slots=True, kw_only=True)
class Life:
    """One track's sights. label: index into LABELS; box, first_box: (4,) as measured.

    lost_mono_s: the last look that did not find it.
    """

    id: TrackId
    label: int
    first_box: Boxes
    first_mono_s: float
    box: Boxes = field(init=False)
    score: float = field(init=False)
    seen_mono_s: float = field(init=False)
    confirmed: bool = False
    past: Past = field(default_factory=Past)
    lost_mono_s: float = -inf
    _best_score: float = 0.0
    _strong_mono_s: deque[float] = field(default_factory=deque)

    @property
    def strong_mono_s(self) -> float:
        """When it was last seen with a strong score."""
        return self._strong_mono_s[-1] if self._strong_mono_s else self.first_mono_s

    def see(self, box: Boxes, score: float, *, mono_s: float) -> None:
        """Take in one sight; it may be the one that makes the track believed, for good."""
        self.box, self.score, self.seen_mono_s = box, score, mono_s
        self._best_score = max(self._best_score, score)
        if score >= STRONG_SCORE:
            self._strong_mono_s.append(mono_s)
            while mono_s - self._strong_mono_s[0] > CONFIRM_WITHIN_S:
                self._strong_mono_s.popleft()
        self.confirmed = self.confirmed or (self._is_steady() and self._is_no_furniture())

    def miss(self, mono_s: float) -> bool:
        """Take in that a look is over; return whether it was not found then."""
        if self.seen_mono_s < mono_s:
            self.lost_mono_s = mono_s
            return True
        return False

    def as_track(self, corners: Boxes) -> Track:
        """Return the track as it stands, at (4,) corners measured or predicted."""
        x_min, y_min, x_max, y_max = corners.tolist()
        return Track(
            id=self.id,
            label=LABELS[self.label],
            box=Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max),
            score=self.score,
            first_mono_s=self.first_mono_s,
            seen_mono_s=self.seen_mono_s,
            confirmed=self.confirmed,
        )

    def _is_steady(self) -> bool:
        strong = self._strong_mono_s
        return len(strong) >= CONFIRM_SIGHTS and strong[-1] - strong[0] >= CONFIRM_S

    def _is_no_furniture(self) -> bool:
        if self._best_score >= SURE_SCORE:
            return True
        low, high = self.first_box[:2], self.first_box[2:]
        moved = np.abs(self.box[:2] + self.box[2:] - low - high).max() / 2
        return bool(moved >= MOVED * np.sqrt((high - low).prod()))
