"""The view that a camera was set up for: coarse signs of edges, and whether they are still there.

A wall, a kerb or a window frame is brighter than what is beside it by day and by lamplight, with a
crowd before it or without: of an edge only the sign is kept, which no light and no exposure change.
Another view has other edges everywhere. What passes, however large, leaves some of the picture as
it was: so nearly all parts of the picture that show anything must disagree.

What is remembered shows nobody: 40x24 cells, and of each whether it is brighter than the next one
to the right and below, as that was for most of ten minutes, and not where somebody known was. A
head 16 px wide in a picture of 640 is one cell.
"""

from math import exp, prod
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes

Cells = NDArray[np.float32]
Signs = NDArray[np.int8]
Verdict = Literal["same", "moved", "covered", "unknown"]

COLUMNS: Final = 40
ROWS: Final = 24
SHAPE: Final = 2, ROWS, COLUMNS
# Parts of the picture, across and down, that are judged one by one.
_PARTS: Final = 4, 3

# An edge: two levels, which noise in 256 px does not reach, and a twentieth of the light there.
_EDGE_LEVELS: Final = 2.0
_EDGE_SHARE: Final = 0.05
# A shop window's light, a parked car and the sun's shadows are part of the view after some time.
_FOLLOW_S: Final = 600.0
# So much of the time an edge must have been there to be expected.
_MOSTLY: Final = 0.5
# After as many seconds whoever passed by is no more in it: before, a view is not known.
_LOOKS_MIN: Final = 10
# Fewer edges say nothing of a part, and fewer parts nothing of the view.
_EDGES_MIN: Final = 4
_PARTS_MIN: Final = 5
# On 244 pairs of pictures of 100 drawn scenes, crowds and trains among them, at most 0.45 of the
# parts are lost; of 16 cameras turned by 2 to 30 degrees, 0.83 at least.
_NET: Final = 0.5
_LOST: Final = 0.65
# Where light is lost edges vanish, but none turns round: 0.95 of those left agree. In another view
# at most 0.8 do.
_AGREES: Final = 0.88
# A hand, cloth or paint leaves fewer of the edges, the dark and a lens out of focus more.
_KEPT: Final = 0.2
# What lies on a lens has few edges of its own, 0.31 of those it hides in drawn scenes; another view
# has 0.72 and more.
_OWN: Final = 0.5
# Nothing needs to be asked of the parts where so few edges contradict or are missing.
_FEW_WRONG: Final = 0.1
_FEW_GONE: Final = 0.3


def _summing(cells: int, parts: int) -> Cells:
    """(parts, cells) of 1 where a cell belongs to a part."""
    return np.repeat(np.eye(parts, dtype=np.float32), cells // parts, axis=1)


_DOWN: Final = _summing(ROWS, _PARTS[1])
_ACROSS: Final = _summing(COLUMNS, _PARTS[0]).T


def signs_of(cells: Cells) -> Signs:
    """Edges between cells of luma, (ROWS, COLUMNS): (2, ROWS, COLUMNS) of -1, 0 and 1.

    First to the right, then down; 0 for none, and in the last column or row.
    """
    signs = np.zeros(SHAPE, np.int8)
    signs[0, :, :-1] = _signs(cells[:, :-1], cells[:, 1:])
    signs[1, :-1, :] = _signs(cells[:-1], cells[1:])
    return signs


def pack(expected: Signs) -> bytes:
    """Edges in 480 bytes: of each whether there is one, then whether it brightens."""
    return np.packbits(expected != 0).tobytes() + np.packbits(expected > 0).tobytes()


def unpack(packed: bytes) -> Signs | None:
    """What pack was given, None for anything that it cannot have made."""
    bits = np.unpackbits(np.frombuffer(packed, np.uint8)).astype(np.int8)
    if len(bits) != 2 * prod(SHAPE):
        return None
    there, brighter = bits.reshape(2, *SHAPE)
    signs: Signs = there * (2 * brighter - 1)
    return signs


class Vantage:
    """What one camera usually sees, learned while it looks.

    expected: the edges of the view, (2, ROWS, COLUMNS) of -1, 0 and 1; None to begin with the
    first that is learned.
    """

    def __init__(self, expected: Signs | None = None) -> None:
        self._told = np.ones((ROWS, COLUMNS), np.bool_)
        self._looks = 0
        self._mono_s = 0.0
        self._usual = np.zeros(SHAPE, np.float32)
        if expected is not None:
            self._usual[...] = expected
            # As sure as after all the time that it remembers.
            self._looks = round(_FOLLOW_S)
        self._expect()

    @property
    def expected(self) -> Signs | None:
        """The edges of the view, None before they have been learned for a while."""
        return self._expected if self._looks >= _LOOKS_MIN else None

    def leave_out(self, cells: NDArray[np.bool_]) -> None:
        """Go by all but these cells, (ROWS, COLUMNS), which show nothing of the scene."""
        self._told = ~cells
        self._expect()

    def compare(self, signs: Signs) -> Verdict:
        """Tell whether these edges are those of the view; unknown where too few can be compared."""
        if self._looks < _LOOKS_MIN:
            return "unknown"
        product = self._expected * signs * self._told
        agree, contradict = np.count_nonzero(product > 0), np.count_nonzero(product < 0)
        both = agree + contradict
        if contradict <= _FEW_WRONG * both and both >= (1 - _FEW_GONE) * self._known:
            return "same" if self._known >= _EDGES_MIN * _PARTS_MIN else "unknown"
        own = int(np.count_nonzero(signs * self._told))
        return self._compare_parts(product, own=own)

    def learn(self, signs: Signs, people: Boxes, *, mono_s: float) -> None:
        """Let a second's edges become a little more usual, but not where people are.

        people: (N, 4) normalised.
        """
        past_s, self._mono_s = min(max(mono_s - self._mono_s, 0.0), 1.0), mono_s
        self._looks += 1
        share = np.float32(max(1 - exp(-past_s / _FOLLOW_S), 1 / self._looks))
        learned = self._told & ~_touched(people)
        self._usual += (signs - self._usual) * (learned * share)
        self._expect()

    def _expect(self) -> None:
        usual = self._usual * self._told
        self._expected: Signs = (usual > _MOSTLY).astype(np.int8) - (usual < -_MOSTLY)
        self._known = np.count_nonzero(self._expected)
        self._known_parts = _in_parts(self._expected != 0)

    def _compare_parts(self, product: Signs, *, own: int) -> Verdict:
        agree, contradict = _in_parts(product > 0), _in_parts(product < 0)
        asked = self._known_parts >= _EDGES_MIN
        parts = asked.sum(axis=(1, 2))
        if parts.max() < _PARTS_MIN:
            return "unknown"
        if (agree + contradict).sum() < _KEPT * self._known:
            return "moved" if own >= _OWN * self._known else "covered"
        # To the right and down on their own: a camera that turns keeps the horizon.
        lost = ((agree - contradict < _NET * self._known_parts) & asked).sum(axis=(1, 2))
        agree, contradict = agree.sum(axis=(1, 2)), contradict.sum(axis=(1, 2))
        other = (lost > _LOST * parts) & (agree < _AGREES * (agree + contradict))
        return "moved" if (other & (parts >= _PARTS_MIN)).any() else "same"


def _signs(here: Cells, there: Cells) -> Signs:
    step = there - here
    least = np.maximum((here + there) * np.float32(_EDGE_SHARE / 2), np.float32(_EDGE_LEVELS))
    signs: Signs = (step > least).astype(np.int8) - (step < -least)
    return signs


def _in_parts(edges: NDArray[np.bool_]) -> Cells:
    """How many of the edges, (2, ROWS, COLUMNS), lie in each part of the picture."""
    counts: Cells = _DOWN @ edges.astype(np.float32) @ _ACROSS
    return counts


def _touched(boxes: Boxes) -> NDArray[np.bool_]:
    """(ROWS, COLUMNS) the cells that boxes, (N, 4) normalised, touch."""
    touched = np.zeros((ROWS, COLUMNS), np.bool_)
    scaled = np.clip(boxes, 0, 1) * np.array([COLUMNS, ROWS] * 2, np.float32)
    for left, top, right, bottom in zip(
        *np.floor(scaled[:, :2]).astype(int).T, *np.ceil(scaled[:, 2:]).astype(int).T, strict=True
    ):
        touched[top:bottom, left:right] = True
    return touched
