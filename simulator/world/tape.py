"""All courses of a scene in flat arrays, read at many times at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from simulator.world.body import Motion
from simulator.world.course import Piece

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MOTIONS: Final[tuple[Motion, ...]] = get_args(Motion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Who is where at some times: one entry for each of them, by time and then by place in line.

    frame: which of the times; course: whose pieces; motion: index into MOTIONS.
    """

    frame: Integers
    course: Integers
    x_m: Floats
    ahead_m: Floats
    facing_deg: Floats
    motion: Integers
    phase: Floats
    speed_m_s: Floats


class Tape:
    """Pieces of many courses. Reading costs time for who is there, hardly for who is not."""

    def __init__(self, courses: Sequence[Sequence[Piece]]) -> None:
        pieces = [piece for course in courses for piece in course]
        self._course = np.repeat(np.arange(len(courses)), [len(course) for course in courses])
        self._motion = np.array([MOTIONS.index(piece.motion) for piece in pieces], np.int64)
        self._number = {
            name: np.array([getattr(piece, name) for piece in pieces], np.float64)
            for name in Piece._fields
            if name != "motion"
        }

    def read(self, times: Floats) -> Sample:
        """times: (T,) in seconds, rising. Every piece is asked only at its own times."""
        pieces, first, count = self._there(times)
        rows = np.repeat(np.arange(len(pieces)), count)
        frame = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count - first, count)
        order = np.argsort(frame, kind="stable")
        frame, piece = frame[order], pieces[rows[order]]
        return self._sample(frame, piece, times[frame])

    def _there(self, times: Floats) -> tuple[Integers, Integers, Integers]:
        """The pieces that hold at any of the times, the first time of each, and how many."""
        if not len(times):
            nothing = np.empty(0, np.int64)
            return nothing, nothing, nothing
        begin_s, end_s = self._number["begin_s"], self._number["end_s"]
        pieces = np.flatnonzero((begin_s <= times[-1]) & (end_s > times[0]))
        first = np.searchsorted(times, begin_s[pieces], side="left")
        count = np.searchsorted(times, end_s[pieces], side="left") - first
        return pieces, first, count

    def _sample(self, frame: Integers, piece: Integers, t_s: Floats) -> Sample:
        of = {name: values[piece] for name, values in self._number.items()}
        since_s, left_s = t_s - of["begin_s"], of["end_s"] - t_s
        inward = np.maximum(1.0 - since_s / of["in_s"], 0.0) * of["in_deg"]
        outward = np.maximum(1.0 - left_s / of["out_s"], 0.0) * of["out_deg"]
        facing = of["facing_deg"] + inward + outward
        return Sample(
            frame=frame,
            course=self._course[piece],
            x_m=of["x_m"] + of["x_m_s"] * since_s,
            ahead_m=of["ahead_m"] + of["ahead_m_s"] * since_s,
            facing_deg=np.mod(facing + 180.0, 360.0) - 180.0,
            motion=self._motion[piece],
            phase=np.mod(of["phase"] + of["phase_s"] * since_s, 1.0),
            speed_m_s=of["speed_m_s"],
        )
