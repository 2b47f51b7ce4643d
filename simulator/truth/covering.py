"""Loops over samples of bodies: which of them nearer bodies and screens hide.

Cells: (45, 4), twelve bands of three on a body and three of three on its head, middle x, middle
y, half width, half height of each, in px. hidden: (45,).
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
_SAMPLES: Final = _BODY + 9


@compiled("b1(f8[:,::1], i8, f8[:,::1], i8)")
def _meet(ones: Floats, one: int, others: Floats, other: int) -> bool:
    """Whether two boxes overlap; rows of arrays, for taking a row out costs more than comparing."""
    across = ones[one, 0] < others[other, 2] and others[other, 0] < ones[one, 2]
    return bool(across and ones[one, 1] < others[other, 3] and others[other, 1] < ones[one, 3])


@compiled("b1(f8[::1], f8[::1])")
def _lies_in(box: Floats, picture: Floats) -> bool:
    low = box[0] >= picture[0] and box[1] >= picture[1]
    return bool(low and box[2] <= picture[2] and box[3] <= picture[3])


@compiled("void(f8[::1], f8[::1], f8[::1], f8[:,::1])")
def _sample(box: Floats, head: Floats, width: Floats, cells: Floats) -> None:
    """Cells (45, 4) of a body, band by band, and of its head: middle x, y, half width, half height.

    Three to a band; those of the widest band reach from edge to edge of the box.
    """
    half = (box[2] - box[0]) / 2
    high = (box[3] - box[1]) / _BANDS
    for band in range(_BANDS):
        for column in range(3):
            cell = cells[3 * band + column]
            cell[2] = half * width[band] / 3
            cell[0] = (box[0] + box[2]) / 2 + (column - 1) * 2 * cell[2]
            cell[1] = box[1] + (band + 0.5) * high
            cell[3] = high / 2
    for band in range(3):
        for column in range(3):
            cell = cells[_BODY + 3 * band + column]
            cell[2] = (head[2] - head[0]) / 6
            cell[3] = (head[3] - head[1]) / 6
            cell[0] = head[0] + (2 * column + 1) * cell[2]
            cell[1] = head[1] + (2 * band + 1) * cell[3]


@compiled("void(f8[::1], f8[::1], f8[:,::1], b1[::1])")
def _hide_by_body(box: Floats, width: Floats, cells: Floats, hidden: NDArray[np.bool_]) -> None:
    middle, half = (box[0] + box[2]) / 2, (box[2] - box[0]) / 2
    high = max(box[3] - box[1], 1e-6) / _BANDS
    for index in range(_SAMPLES):
        band = (cells[index, 1] - box[1]) / high
        if 0.0 <= band < _BANDS and abs(cells[index, 0] - middle) <= half * width[int(band)]:
            hidden[index] = True


@compiled("void(f8[:,::1], i8, f8[:,::1], b1[::1])")
def _hide_by_screen(corners: Floats, sides: int, cells: Floats, hidden: NDArray[np.bool_]) -> None:
    for index in range(_SAMPLES):
        inside = True
        for side in range(sides):
            a, b = corners[side], corners[(side + 1) % sides]
            across = (b[0] - a[0]) * (cells[index, 1] - a[1])
            inside &= across - (b[1] - a[1]) * (cells[index, 0] - a[0]) >= 0
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
            cell = cells[index]
            low_x = min(low_x, middle + (cell[0] - cell[2] - middle) * reach)
            high_x = max(high_x, middle + (cell[0] + cell[2] - middle) * reach)
            low_y = min(low_y, cell[1] - cell[3])
            high_y = max(high_y, cell[1] + cell[3])
    if low_x < high_x:
        box[0], box[1], box[2], box[3] = low_x, low_y, high_x, high_y
    else:
        box[:] = np.nan


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
    "void(i8, i8, i8[::1], i8[::1], f8[:,::1], f8[:,::1], f8[:,::1], b1[::1])",
)
def _hide_by_bodies(
    row: int,
    first: int,
    who: Integers,
    kind: Integers,
    box: Floats,
    width: Floats,
    cells: Floats,
    hidden: NDArray[np.bool_],
) -> None:
    for front in range(first, row):
        apart = who[front] != who[row] or kind[row] == _BAG
        if apart and _meet(box, front, box, row):
            _hide_by_body(box[front], width[kind[front]], cells, hidden)


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
            _hide_by_screen(corners[screen], sides[screen], cells, hidden)


@compiled(
    "void(i8[::1], i8[::1], i8[::1], f8[:,::1], f8[:,::1], f8[:,::1], f8[:,:,::1], i8[::1],"
    " f8[:,::1], f8[:,::1], f8[:,::1], f8[::1], f8[::1], f8[::1], f8[:,::1], f8[:,::1])"
)
def uncover_all(
    frame: Integers,
    who: Integers,
    kind: Integers,
    ground: Floats,
    box: Floats,
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
        _sample(box[row], head[row], own, cells)
        _hide_by_bodies(row, first, who, kind, box, width, cells, hidden)
        _hide_by_screens(ground[row], corners, sides, beyond, cells, hidden)
        share[row] = _share(cells, hidden, own, picture)
        if hidden.any():
            reach = (alone + (1.0 - alone) * share[row]) / own.max()
            _bound(cells, hidden, 0, _BODY, reach, seen_box[row])
            _bound(cells, hidden, _BODY, _SAMPLES, 1.0, seen_head[row])
