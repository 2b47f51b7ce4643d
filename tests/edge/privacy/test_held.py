"""Whoever was seen stays hidden for a second, whatever is seen, asked or waited for meanwhile."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from edge.perception.stir import Stir
from edge.privacy.again import successors
from edge.privacy.extent import Region, grow
from edge.privacy.held import GROWTH_PER_S, HOLD_S, Held

places = st.floats(0.0, 0.875, width=32)
sizes = st.floats(0.015625, 0.375, width=32)
regions = st.builds(
    lambda left, top, wide, high: (left, top, left + wide, top + high), places, places, sizes, sizes
)
# Half of all are of nobody who is followed.
found = st.lists(st.tuples(regions, st.sampled_from([0, 0, 0, 1, 2, 3])), max_size=6)
pauses_s = st.sampled_from([0.0, 0.05, 0.1, 0.3, 0.7, 5.0, -1.0])
# A look and what it found, or a frame between two looks and whether anything stirs in it.
frames = st.lists(st.tuples(pauses_s, st.one_of(found, st.booleans())), max_size=14)


class _Plain:
    """The same in the plainest way: each region with its number and the time it was not seen."""

    def __init__(self) -> None:
        self.held: list[tuple[Region, int, float]] = []
        self.mono_s = 0.0

    def wait(self, mono_s: float, *, stirs: bool) -> None:
        elapsed_s = min(max(mono_s - self.mono_s, 0.0), HOLD_S / 2) if stirs else 0.0
        self.mono_s = mono_s
        self.held = [
            (region, number, unseen_s + elapsed_s) for region, number, unseen_s in self.held
        ]

    def see(self, mono_s: float, seen: list[Region], ids: list[int]) -> None:
        self.wait(mono_s, stirs=True)
        held, held_ids = [region for region, *_ in self.held], [one[1] for one in self.held]
        _, again = successors(held, held_ids, seen, ids)
        missed = [one for row, one in enumerate(self.held) if row not in again]
        new = [(region, number, 0.0) for region, number in zip(seen, ids, strict=True)]
        self.held = new + [one for one in missed if one[2] <= HOLD_S]

    def grown(self) -> list[Region]:
        shares = [GROWTH_PER_S * min(unseen_s, HOLD_S) for *_, unseen_s in self.held]
        held = zip(self.held, shares, strict=True)
        return [grow(region, share, share) if share else region for (region, *_), share in held]


@given(frames)
def test_what_is_held_is_what_the_plainest_way_holds(stream):
    held, plain, mono_s = Held(), _Plain(), 0.0
    for pause_s, frame in stream:
        mono_s += pause_s
        if isinstance(frame, bool):
            stir = Stir(mono_s=mono_s, whole=frame, stirred_s=np.full((9, 16), -np.inf))
            held.wait(mono_s=mono_s, stir=stir)
            plain.wait(mono_s, stirs=frame)
        else:
            seen, ids = [region for region, _ in frame], _once([number for _, number in frame])
            held.see(seen, ids, mono_s=mono_s)
            plain.see(mono_s, seen, ids)
        assert held.grown() == plain.grown()


def _once(ids: list[int]) -> list[int]:
    """Each number once, as of tracks; 0 for the others."""
    return [number if number not in ids[:index] else 0 for index, number in enumerate(ids)]
