"""The picture moved, not the people: a pole in the wind, a bump, a hand that turns the camera.

One translation explains where everybody went. Found from the boxes alone, as in BoT-SORT (Aharon et
al. 2022, arXiv 2206.14651) from the pixels; where anybody stands in a still part it did not move.
"""

from typing import Final

import numpy as np

from edge.tracking.pairing import ODD, Pairs
from edge.tracking.state import FIRST, LABEL, PAST, PLACE, SEEN, Flags, Floats, Indices

# Two people may turn alike; three and more who all do, and none as expected, are the camera.
_FEWEST: Final = 3
# Of those who should be seen, this share has to agree, and to be found so; the rest may be hidden.
_AGREE: Final = 0.6
# Some are hidden, turn or stop at any time; while three in four are where expected, it holds still.
_EXPECTED: Final = 0.75
# A bump moves the picture by a quarter of it at most; after more than that nobody is who he was.
_FARTHEST: Final = 0.25
# Boxes agree when they differ by less than the noise of two, in box sides; and in size by less.
_ALIKE: Final = 0.3
_RESIZED: Final = 0.4  # as a logarithm: 1.5 times
# So many tracks ask for shifts, the largest: they are measured best, and more only cost time.
_ASKED: Final = 8


def shift_of(
    state: Floats,
    sights: Floats,
    labels: Indices,
    pairs: Pairs,
    *,
    still: Flags,
    looked_mono_s: float,
) -> Floats | None:
    """How far, (2,), everything moved at once, beyond where (N,) tracks were expected; or None.

    sights: (4, M) places. pairs: what can be paired without a shift. still: (N,) in whose box
    nothing stirred. looked_mono_s: the last look.
    """
    if still.any():
        return None
    seen = state[SEEN] >= looked_mono_s
    count = min(int(np.count_nonzero(seen)), sights.shape[1])
    if count < _FEWEST:
        return None
    fits = np.zeros(len(seen), np.bool_)
    fits[pairs.rows[pairs.cost <= ODD]] = True
    as_expected = int(np.count_nonzero(fits & seen))
    if as_expected > _EXPECTED * count:
        return None
    (here,) = seen.nonzero()
    place = state[PLACE][:, here]
    same = (state[LABEL, here][:, None] == labels) & _alike_in_size(place, sights)
    away = sights[:2, None] - place[:2, :, None]
    same &= (np.abs(away) <= _FARTHEST).all(axis=0)
    near = _ALIKE * np.sqrt(place[2] * place[3])
    best, most = None, max(_FEWEST, _AGREE * count, as_expected + 1)
    largest = np.argsort(-near)[:_ASKED]
    for shift in away[:, largest][:, same[largest]].T:
        hits = same & (np.abs(away - shift[:, None, None]) <= near[:, None]).all(axis=0)
        agree = hits.any(axis=1).sum()
        if agree > most or (agree == most and best is None):
            best, most = np.median(away[:, hits], axis=1), agree
    return best


def move(state: Floats, shift: Floats) -> None:
    """Move all that is known of places along with the picture."""
    across, down = shift
    for row in (PLACE.start, FIRST.start, FIRST.start + 2, *range(PAST.start + 1, PAST.stop, 7)):
        state[row] += across
        state[row + 1] += down


def _alike_in_size(place: Floats, sights: Floats) -> Flags:
    """(N, M) whether widths and heights of places (4, N) and (4, M) are nearly the same."""
    ratio = sights[2:, None] / place[2:, :, None]
    alike: Flags = np.abs(np.log(ratio)).max(axis=0) < _RESIZED
    return alike
