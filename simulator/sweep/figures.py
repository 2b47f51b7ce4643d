"""Answers as shares: how many were found, by one property of theirs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from edge.perception.head import SCORE_FLOOR
from edge.tracking.life import STRONG_SCORE
from simulator.score.summary import wilson
from simulator.sweep.measure import Answer

# The score that tracks go on with and masks are made from, and the one that begins a track.
CONTINUES: Final = SCORE_FLOOR
BEGINS: Final = STRONG_SCORE


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Of `shown` persons, how many were found at CONTINUES and at BEGINS."""

    shown: int
    continued: int
    begun: int

    def as_json(self) -> dict[str, Any]:
        """Shares with their 95 % intervals; None for nobody."""
        return {
            "shown": self.shown,
            "found_at_continues": self.continued / self.shown if self.shown else None,
            "found_at_continues_95": wilson(self.continued, self.shown),
            "found_at_begins": self.begun / self.shown if self.shown else None,
        }


def share(answers: Sequence[Answer]) -> Share:
    return Share(
        shown=len(answers),
        continued=sum(answer.score >= CONTINUES for answer in answers),
        begun=sum(answer.score >= BEGINS for answer in answers),
    )


def by(answers: Sequence[Answer], key: Callable[[Answer], str | float | None]) -> dict[Any, Share]:
    """Shares for each value of a property, in its order."""
    values = sorted({key(answer) for answer in answers}, key=lambda v: (v is None, v))
    return {value: share([a for a in answers if key(a) == value]) for value in values}


def by_size(answers: Sequence[Answer], *, bands: int = 12) -> list[tuple[float, Share]]:
    """Shares in bands of height a constant ratio apart; the middle of each, in px."""
    heights = np.array([answer.height_px for answer in answers])
    edges = np.geomspace(heights.min() * 0.999, heights.max() * 1.001, bands + 1)
    found = []
    for low, high in pairwise(edges.tolist()):
        inside = [answer for answer in answers if low <= answer.height_px < high]
        if inside:
            found.append((float(np.sqrt(low * high)), share(inside)))
    return found
