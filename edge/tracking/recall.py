"""Finding again who was hidden, where he would be had he gone on as before."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from edge.tracking import kalman, past
from edge.tracking.pairing import ODD, Pairs, costs_before
from edge.tracking.state import LABEL, LOST, PLACE, Flags, Floats, Indices

# What hides somebody lets him show in between; the motion that is learned from that is no better.
_SHAKEN_S: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """Tracks that may go on as before, and what that explains better.

    rows: (K,). place: (4, K), speed: (2, K) of half a second of sights ago, elapsed_s: (K,) since.
    better: (K, M) boxes. pairs: all that may be made, these included.
    """

    rows: Indices
    place: Floats
    speed: Floats
    elapsed_s: Floats
    better: Flags
    pairs: Pairs


def recall(
    state: Floats, sights: Floats, labels: Indices, strong: Flags, pairs: Pairs, *, mono_s: float
) -> Recalled | None:
    """Where a strong box is nobody's, ask what those who were lost from sight did before."""
    odd = strong.copy()
    odd[pairs.columns[pairs.cost <= ODD]] = False
    if not odd.any():
        return None
    waiting = (state[LOST] >= mono_s - _SHAKEN_S) & past.is_known(state)
    # Who is seen where he was expected is not hidden, however weakly.
    waiting[pairs.rows[pairs.close & ~odd[pairs.columns]]] = False
    (rows,) = waiting.nonzero()
    if not len(rows):
        return None
    place, speed, elapsed_s = past.before(state[:, rows], mono_s=mono_s)
    there, variance = kalman.carry_on(place, speed, elapsed_s)
    cost = costs_before(there, variance, state[PLACE][:, rows], sights)
    same = state[LABEL, rows][:, None] == labels
    better = odd & same & (cost < _dense(pairs, (state.shape[1], len(odd)))[rows])
    at, columns = better.nonzero()
    return Recalled(
        rows=rows,
        place=place,
        speed=speed,
        elapsed_s=elapsed_s,
        better=better,
        pairs=_with(pairs, rows[at], columns, cost[at, columns]),
    )


def resume(state: Floats, recalled: Recalled, rows: Indices, columns: Indices) -> None:
    """Let those who were found where they were going, row by column, be as they were."""
    column_of = np.full(state.shape[1], -1)
    column_of[rows] = columns
    found = column_of[recalled.rows]
    (at,) = ((found >= 0) & recalled.better[np.arange(len(found)), found]).nonzero()
    if len(at):
        there = state[:, recalled.rows[at]]
        place, speed = recalled.place[:, at], recalled.speed[:, at]
        kalman.resume(there, place, speed, recalled.elapsed_s[at])
        state[:, recalled.rows[at]] = there


def _dense(pairs: Pairs, shape: tuple[int, int]) -> Floats:
    cost = np.full(shape, np.inf)
    cost[pairs.rows, pairs.columns] = pairs.cost
    return cost


def _with(pairs: Pairs, rows: Indices, columns: Indices, cost: Floats) -> Pairs:
    """Add pairs of strong boxes, for which it does not matter whether they are close."""
    return Pairs(
        rows=np.concatenate([pairs.rows, rows]),
        columns=np.concatenate([pairs.columns, columns]),
        cost=np.concatenate([pairs.cost, cost]),
        close=np.concatenate([pairs.close, np.zeros(len(rows), np.bool_)]),
    )
