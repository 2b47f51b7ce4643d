"""How well each box fits each track: what it costs to take one for the other."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from edge.tracking import kalman
from edge.tracking.assignment import assign
from edge.tracking.state import LABEL, PLACE, VARIANCE, Flags, Floats, Indices

# Chi-square with 4 degrees of freedom: 99.7 % of true pairs.
_GATE: Final = 16.0
ALONE_COST: Final = 26.0
# The same for 95 %: a box that costs every track more is not yet anybody's.
ODD: Final = 9.5
# No one is further from where he was expected than about a body height (2 box sides).
_REACH: Final = 2.0
# A person half hidden by a wall changes shape at once: half of the box is proof enough. It is
# also ByteTrack's limit for weak boxes: a weak box elsewhere is background. But at 2 looks a second
# a walker is seldom so near to where he was expected: the likelier 95 % of a track's boxes are near
# enough (tests/benchmarks/tracking.py: 91.6 instead of 86.4 % of people in view are followed at
# 2 fps, 96.5 instead of 94.7 at 10; a third and a fifth fewer tracks break, ghosts are no more).
_SAME_IOU: Final = 0.5
# Twice the logarithm of how much rarer people score weak than strong: 15 % to 81 %. All boxes are
# chosen from at once: with ByteTrack's strong ones first, whoever is weak for a moment takes the
# box of one who just came up beside him (a tenth to a fifth more switches on the scenes of
# tests/benchmarks/tracking.py).
_WEAK_COST: Final = 3.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """The pairs that may be made. rows, columns, cost, overlapping: (P,).

    cost: twice the negative log-likelihood, below ALONE_COST. close: even a weak box may be it.
    """

    rows: Indices
    columns: Indices
    cost: Floats
    close: Flags

    def take(self, which: Flags) -> "Pairs":
        return Pairs(
            rows=self.rows[which],
            columns=self.columns[which],
            cost=self.cost[which],
            close=self.close[which],
        )


def pairs_of(state: Floats, sights: Floats, labels: Indices, *, still: Flags) -> Pairs:
    """Which of M boxes, (4, M) places, may be which of N tracks.

    labels: (M,). still: (N,) in whose box nothing stirred: what does not touch it is another.
    """
    place = state[PLACE]
    reach = np.where(still, place[2:], _REACH * np.sqrt(place[2] * place[3]))
    near = in_reach(place, reach, sights) & (state[LABEL][:, None] == labels)
    rows, columns = near.nonzero()
    motion, other = state[:8, rows], sights[:, columns]
    place = motion[PLACE]
    noise = kalman.noise(place)
    spread = motion[VARIANCE] + noise
    error = other - place
    overlapping = _overlapping(place, other, error)
    distance = (error * error / spread).sum(axis=0)
    likely = overlapping | (distance <= _GATE)
    close = overlapping | (distance <= ODD)
    cost = np.minimum(distance, _GATE) + np.log((spread / noise).prod(axis=0))
    np.minimum(cost, ALONE_COST - 1, out=cost)
    pairs = Pairs(rows=rows, columns=columns, cost=cost, close=close)
    return pairs if likely.all() else pairs.take(likely)


def choose(pairs: Pairs, strong: Flags) -> tuple[Indices, Indices]:
    """Rows and columns of the likeliest pairing. strong: (M,); weak boxes have to overlap."""
    firm = strong[pairs.columns]
    if not firm.all():
        cost = pairs.cost + _WEAK_COST * ~firm
        keep = firm | (pairs.close & (cost < ALONE_COST))
        return assign(pairs.rows[keep], pairs.columns[keep], cost[keep], limit=ALONE_COST)
    return assign(pairs.rows, pairs.columns, pairs.cost, limit=ALONE_COST)


def costs_before(place: Floats, variance: Floats, now: Floats, sights: Floats) -> Floats:
    """(N, M) the same for tracks that went on as before, inf where it cannot be.

    place, variance: (4, N) where they would be; now: (4, N) where they seem to be. Nobody is out
    of reach of that either way.
    """
    noise = kalman.noise(place)
    spread = variance + noise
    error = sights[:, None] - place[:, :, None]
    distance = (error * error / spread[:, :, None]).sum(axis=0)
    reach = np.broadcast_to(_REACH * np.sqrt(place[2] * place[3]), (2, place.shape[1]))
    likely = (distance <= _GATE) & in_reach(now, reach, sights)
    return np.where(likely, distance + np.log(spread / noise).sum(axis=0)[:, None], np.inf)


def in_reach(place: Floats, reach: Floats, sights: Floats) -> Flags:
    """(N, M): which boxes are near enough to (4, N) places. reach: (2, N) across and down."""
    away = np.abs(place[:2, :, None] - sights[:2, None]) <= reach[:, :, None]
    near: Flags = away[0] & away[1]
    return near


def _overlapping(one: Floats, other: Floats, error: Floats) -> Flags:
    """(P,) which of two places (4, P) overlap by half or more; error: (4, P) their difference."""
    size, other_size = one[2:], other[2:]
    side = (size + other_size) / 2 - np.abs(error[:2])
    np.minimum(side, size, out=side)
    np.minimum(side, other_size, out=side)
    np.maximum(side, 0.0, out=side)
    shared = side[0] * side[1]
    union = size[0] * size[1] + other_size[0] * other_size[1] - shared
    overlapping: Flags = shared >= _SAME_IOU * union
    return overlapping
