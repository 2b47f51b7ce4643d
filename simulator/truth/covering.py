"""Loops over samples of bodies: which of them nearer bodies and screens hide.

Cells: (53, 4), twelve bands of three on a body, three of three on its head, and the eight tips of
its silhouette: middle x, middle y, half width, half height of each, in px. hidden: (53,).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.people.compiled import compiled
from simulator.truth.seen import KINDS
from simulator.world.tape import Floats, Integers

_BAG: Final = KINDS.index("bag")
_BANDS: Final = 12
_BODY: Final = 3 * _BANDS
_HEAD: Final = _BODY + 9
_SAMPLES: Final = _HEAD + 8


@compiled("b1(f8[:,::1], i8, f8[:,::1], i8)")
def _meet(ones: Floats, one: int, others: Floats, other: int) -> bool:
    """Whether two boxes overlap; rows of arrays, for taking a row out costs more than comparing."""
    across = ones[one, 0] < others[other, 2] and others[other, 0] < ones[one, 2]
    return bool(across and ones[one, 1] < others[other, 3] and others[other, 1] < ones[one, 3])


@compiled("b1(f8[::1], f8[::1])")
def _lies_in(box: Floats, picture: Floats) -> bool:
    low = box[0] >= picture[0] and box[1] >= picture[1]
    return bool(low and box[2] <= picture[2] and box[3] <= picture[3])


@compiled("f8(f8[:,::1], f8[:,::1], i8)")
def _crown(box: Floats, head: Floats, row: int) -> float:
    """Where the head of a body is, left to right; NaN where it is no upper end."""
    above = 0.5 * (box[row, 3] - box[row, 1])
    # Seen from right above, a head is no upper end. NaN for no head fails the comparison.
    if not head[row, 1] + head[row, 3] - 2.0 * box[row, 1] < above:
        return float(np.nan)
    return float((head[row, 0] + head[row, 2]) / 2)


@compiled("f8(f8, f8, f8)")
def _axis(crown: float, middle: float, down: float) -> float:
    """The middle of a body at a share of its height: from below its head to between its feet."""
    return middle if np.isnan(crown) else crown * (1.0 - down) + middle * down


@compiled("void(f8[:,::1], f8[:,::1], f8[:,:,::1], i8, f8[:,::1], i8, f8[:,::1])")
def _sample(
    box: Floats, head: Floats, tips: Floats, row: int, width: Floats, kind: int, cells: Floats
) -> None:
    """Cells of a body, band by band, of its head, and its tips, which have no size.

    Three to a band; those of the widest band reach from edge to edge of the box.
    """
    left, top, right, bottom = box[row]
    crown, middle, half = _crown(box, head, row), (left + right) / 2, (right - left) / 2
    high = (bottom - top) / _BANDS
    for index in range(_BODY):
        band, column = index // 3, index % 3
        wide = half * width[kind, band] / 3
        axis = _axis(crown, middle, (band + 0.5) / _BANDS)
        cells[index, 0] = axis + (column - 1) * 2 * wide
        cells[index, 1] = top + (band + 0.5) * high
        cells[index, 2], cells[index, 3] = wide, high / 2
    left, top, right, bottom = head[row]
    wide, high = (right - left) / 6, (bottom - top) / 6
    for index in range(_BODY, _HEAD):
        band, column = index // 3 - _BANDS, index % 3
        cells[index, 0] = left + (2 * column + 1) * wide
        cells[index, 1] = top + (2 * band + 1) * high
        cells[index, 2], cells[index, 3] = wide, high
    for index in range(_HEAD, _SAMPLES):
        cells[index, 0], cells[index, 1] = tips[row, index - _HEAD]
        cells[index, 2], cells[index, 3] = 0.0, 0.0


@compiled("void(f8[:,::1], f8[:,::1], i8, f8[:,::1], i8, f8[:,::1], b1[::1])")
def _hide_by_body(
    box: Floats,
    head: Floats,
    front: int,
    width: Floats,
    kind: int,
    cells: Floats,
    hidden: NDArray[np.bool_],
) -> None:
    left, top, right, bottom = box[front]
    crown, middle, half = _crown(box, head, front), (left + right) / 2, (right - left) / 2
    high = max(bottom - top, 1e-6)
    for index in range(_SAMPLES):
        down = (cells[index, 1] - top) / high
        if 0.0 <= down < 1.0:
            aside = abs(cells[index, 0] - _axis(crown, middle, down))
            hidden[index] |= aside <= half * width[kind, int(down * _BANDS)]


@compiled("void(f8[:,:,::1], i8, i8, f8[:,::1], b1[::1])")
def _hide_by_screen(
    corners: Floats, screen: int, sides: int, cells: Floats, hidden: NDArray[np.bool_]
) -> None:
    for index in range(_SAMPLES):
        x, y, inside, side = cells[index, 0], cells[index, 1], not hidden[index], 0
        while inside and side < sides:
            after = side + 1 if side + 1 < sides else 0
            a_x, a_y = corners[screen, side]
            b_x, b_y = corners[screen, after]
            inside = (b_x - a_x) * (y - a_y) - (b_y - a_y) * (x - a_x) >= 0
            side += 1
        hidden[index] |= inside


@compiled("void(f8[:,::1], b1[::1], i8, i8, f8, f8[::1])")
def _bound(
    cells: Floats, hidden: NDArray[np.bool_], first: int, end: int, reach: float, box: Floats
) -> None:
    """The box round the cells that are not hidden. reach: by how much a body outgrows its bands."""
    low_x, low_y, high_x, high_y = np.inf, np.inf, -np.inf, -np.inf
    middle = cells[first + 1, 0]
    for index in range(first, end):
        if not hidden[index]:
            x, y, half, high = cells[index]
            low_x = min(low_x, middle + (x - half - middle) * reach)
            high_x = max(high_x, middle + (x + half - middle) * reach)
            low_y = min(low_y, y - high)
            high_y = max(high_y, y + high)
    if low_x < high_x:
        box[0], box[1], box[2], box[3] = low_x, low_y, high_x, high_y
    else:
        box[:] = np.nan


@compiled("void(f8[:,::1], b1[::1], f8[::1])")
def _reach_out(cells: Floats, hidden: NDArray[np.bool_], box: Floats) -> None:
    """Widen a box to the tips that are not hidden: a hand or a foot beside what hides the rest."""
    for tip in range(_HEAD, _SAMPLES):
        if not hidden[tip]:
            x, y = cells[tip, 0], cells[tip, 1]
            # fmin and fmax leave NaN out: nothing else may be seen.
            box[0], box[1] = np.fmin(box[0], x), np.fmin(box[1], y)
            box[2], box[3] = np.fmax(box[2], x), np.fmax(box[3], y)


@compiled("f8(f8[:,::1], b1[::1], f8[::1], f8[::1])")
def _share(cells: Floats, hidden: NDArray[np.bool_], width: Floats, picture: Floats) -> float:
    lost = 0.0
    for index in range(_BODY):
        x, y = cells[index, 0], cells[index, 1]
        inside = picture[0] <= x <= picture[2] and picture[1] <= y <= picture[3]
        if hidden[index] or not inside:
            lost += width[index // 3]
    return float(1.0 - lost / (3 * width.sum()))


@compiled("b1(i8, i8, f8[:,::1], f8[:,::1], f8[::1])")
def _is_alone(row: int, first: int, box: Floats, around: Floats, picture: Floats) -> bool:
    """Whether a body meets no other from first on, no screen, and not the picture's edge."""
    for front in range(first, row):
        if _meet(box, front, box, row):
            return False
    for screen in range(len(around)):
        if _meet(around, screen, box, row):
            return False
    return _lies_in(box[row], picture)


@compiled(
    "void(i8, i8, i8[::1], i8[::1], f8[:,::1], f8[:,::1], f8[:,::1], f8[:,::1], b1[::1])",
)
def _hide_by_bodies(
    row: int,
    first: int,
    who: Integers,
    kind: Integers,
    box: Floats,
    head: Floats,
    width: Floats,
    cells: Floats,
    hidden: NDArray[np.bool_],
) -> None:
    for front in range(first, row):
        apart = who[front] != who[row] or kind[row] == _BAG
        if apart and _meet(box, front, box, row):
            _hide_by_body(box, head, front, width, kind[front], cells, hidden)


@compiled("void(f8[::1], f8[:,:,::1], i8[::1], f8[:,::1], f8[:,::1], b1[::1])")
def _hide_by_screens(
    ground: Floats,
    corners: Floats,
    sides: Integers,
    beyond: Floats,
    cells: Floats,
    hidden: NDArray[np.bool_],
) -> None:
    for screen in range(len(sides)):
        line = beyond[screen]
        if line[0] * ground[0] + line[1] * ground[1] > line[2]:
            _hide_by_screen(corners, screen, sides[screen], cells, hidden)


@compiled(
    "void(i8[::1], i8[::1], i8[::1], f8[:,::1], f8[:,::1], f8[:,:,::1], f8[:,::1],"
    " f8[:,:,::1], i8[::1], f8[:,::1], f8[:,::1], f8[:,::1], f8[::1], f8[::1], f8[::1],"
    " f8[:,::1], f8[:,::1])"
)
def uncover_all(
    frame: Integers,
    who: Integers,
    kind: Integers,
    ground: Floats,
    box: Floats,
    tips: Floats,
    head: Floats,
    corners: Floats,
    sides: Integers,
    beyond: Floats,
    around: Floats,
    width: Floats,
    span: Floats,
    picture: Floats,
    share: Floats,
    seen_box: Floats,
    seen_head: Floats,
) -> None:
    """Find share, box and head of every body, as in Boxed and Uncovered, and write the last three.

    A body that meets nothing keeps what stands in them.
    """
    cells, hidden, first = np.zeros((_SAMPLES, 4)), np.zeros(_SAMPLES, np.bool_), 0
    for row in range(len(frame)):
        if frame[row] != frame[first]:
            first = row
        if _is_alone(row, first, box, around, picture):
            continue
        own, alone = width[kind[row]], span[kind[row]]
        hidden[:] = False
        _sample(box, head, tips, row, width, kind[row], cells)
        _hide_by_bodies(row, first, who, kind, box, head, width, cells, hidden)
        _hide_by_screens(ground[row], corners, sides, beyond, cells, hidden)
        share[row] = _share(cells, hidden, own, picture)
        if hidden.any():
            reach = (alone + (1.0 - alone) * share[row]) / own.max()
            _bound(cells, hidden, 0, _BODY, reach, seen_box[row])
            _reach_out(cells, hidden, seen_box[row])
            _bound(cells, hidden, _BODY, _HEAD, 1.0, seen_head[row])
