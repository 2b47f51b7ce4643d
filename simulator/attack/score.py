"""How often an attacker is right, and how sure that is.

Each person is met K times. K scenes of one person hang together (their hair is in all of them),
so the interval is the wider of two: Wilson's of all scenes, and a bootstrap of whole people.
"""

import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.attack.attackers import Scores
from simulator.audit.intervals import quantile
from simulator.score.interval import Interval, wilson

FAR: Final = 1e-2
_CONFIDENCE: Final = 0.95
_RESAMPLED: Final = 2000
# What differs by rounding alone is the same: chance decides then, not the order of names.
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one attacker came to. rank1: share of scenes whose person was named first.

    tar: share of pairs of the same person that are accepted where FAR of all pairs of different
    people are. leak_p: chance that names dealt out at random fit the scenes as well.
    """

    attacker: str
    gallery: str
    scenes: int
    rank1: float
    rank1_95: Interval
    tar: float
    tar_95: Interval
    leak_p: float


def judged(scores: Scores, *, attacker: str, gallery: str, seed: int) -> Found:
    """scores: (K, N, N), for each of K rounds, person met, and person known."""
    rng = np.random.default_rng([seed, zlib.crc32(f"{attacker}, {gallery}".encode())])
    level = _level(scores, rng)
    people = scores.shape[1]
    named = (level.argmax(axis=2) == np.arange(people)).mean(axis=0)
    rank1, scenes = float(named.mean()), scores.shape[0] * people
    accepted = _accepted(level)
    tar = float(accepted.mean())
    return Found(
        attacker=attacker,
        gallery=gallery,
        scenes=scenes,
        rank1=rank1,
        rank1_95=_interval(named, scenes, rng),
        tar=tar,
        tar_95=_interval(accepted, scenes, rng),
        leak_p=_leak_p(level, rng),
    )


def _level(scores: Scores, rng: np.random.Generator) -> Scores:
    """Each person known ranks all pictures; ties fall by chance. Ranks in [0, 1).

    The attacker knows that everybody comes by equally often, so nobody may be a favourite: where
    all pictures look the same, one name for all of them would be right for one person in each of
    their pictures, and no interval over people could tell that from a leak.
    """
    rows = np.round(scores.reshape(-1, scores.shape[2]), _DIGITS)
    order = np.lexsort((rng.random(rows.shape), rows), axis=0)
    ranks = np.empty(rows.shape)
    np.put_along_axis(ranks, order, np.arange(len(rows))[:, None] / len(rows), axis=0)
    # Two may be ranked alike.
    level: Scores = (ranks + rng.random(ranks.shape) / (2 * len(rows))).reshape(scores.shape)
    return level


def _accepted(level: Scores) -> NDArray[np.float64]:
    """Share of each person's pictures above the threshold that FAR of the others are above."""
    people = level.shape[1]
    others = level[:, ~np.eye(people, dtype=np.bool_)]
    threshold = np.quantile(others, 1 - FAR)
    own = level[:, np.arange(people), np.arange(people)]
    accepted: NDArray[np.float64] = (own > threshold).mean(axis=0)
    return accepted


def _interval(by_person: NDArray[np.float64], scenes: int, rng: np.random.Generator) -> Interval:
    people = len(by_person)
    chosen = by_person[rng.integers(people, size=(_RESAMPLED, people))].mean(axis=1)
    tail = (1 - _CONFIDENCE) / 2
    low, high = np.quantile(chosen, (tail, 1 - tail)).tolist()
    all_low, all_high = wilson(float(by_person.mean()), scenes, z=quantile(1 - tail))
    return min(low, all_low), max(high, all_high)


def _leak_p(level: Scores, rng: np.random.Generator) -> float:
    """A permutation test of whole people: exact, whatever hangs together within them."""
    mean = level.mean(axis=0)
    rows = np.arange(len(mean))
    true = float(mean[rows, rows].mean())
    names = rng.permuted(np.tile(rows, (_RESAMPLED, 1)), axis=1)
    dealt = mean[rows, names].mean(axis=1)
    return (1 + int((dealt >= true).sum())) / (1 + _RESAMPLED)
