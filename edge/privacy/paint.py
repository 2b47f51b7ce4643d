"""How a part of a picture is filled, on every plane that it has, whatever is there."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.planes import Picture, Pixels, Planes

# Where something is; (h, w).
Stencil = NDArray[np.uint8]

# One grey for all pictures: a mean colour lets 20.6 % of 102 people be named, a constant 1 %.
FILL: Final = 128
_NEUTRAL: Final = 128


def fill(picture: Picture, rectangles: Iterable[tuple[int, int, int, int]]) -> None:
    """Fill each [left, top, right, bottom] in px, ends excluded, and all that pads the planes.

    A sample of colour belongs to 2 x 2 px: it is filled where any of them is.
    """
    for plane, side, value in _planes(picture, FILL):
        for left, top, right, bottom in rectangles:
            plane[top // side : -(-bottom // side), left // side : -(-right // side)] = value
    if isinstance(picture, Planes):
        _fill_padding(picture)


def blank(picture: Picture) -> None:
    """Fill all of it."""
    if isinstance(picture, Planes):
        picture.luma.fill(picture.level(FILL))
        for plane in picture.chroma:
            plane.fill(_NEUTRAL)
    else:
        picture.fill(FILL)


def stamp(picture: Picture, stencil: Stencil, *, left: int, top: int, grey: int = FILL) -> None:
    """Fill where a stencil, which lies in the picture, is not 0."""
    for plane, side, value in _planes(picture, grey):
        part = stencil if side == 1 else _shrunk(stencil, left % side, top % side)
        room = plane[top // side :, left // side :][: part.shape[0], : part.shape[1]]
        cv2.copyTo(_patch(room.shape, value), part, room)


@lru_cache(maxsize=16)
def _patch(shape: tuple[int, ...], value: int) -> Pixels:
    return np.full(shape, value, np.uint8)


def _planes(picture: Picture, grey: int) -> Iterator[tuple[Pixels, int, int]]:
    """Each plane, for how many px a side of its samples stands, and which value is the grey."""
    if not isinstance(picture, Planes):
        yield picture, 1, grey
        return
    yield picture.luma, 1, picture.level(grey)
    for plane in picture.chroma:
        yield plane, 2, _NEUTRAL


def _fill_padding(planes: Planes) -> None:
    """What a driver leaves beside a picture may be an older one."""
    for plane, side, value in _planes(planes, FILL):
        plane[-(-planes.height // side) :] = value
        plane[:, -(-planes.width // side) :] = value


def _shrunk(stencil: Stencil, left: int, top: int) -> Stencil:
    """Half the size, set where any of 2 x 2 is; left, top: which of them it begins at."""
    height, width = stencil.shape
    padded = np.zeros(
        (height + top + (height + top) % 2, width + left + (width + left) % 2), np.uint8
    )
    padded[top : top + height, left : left + width] = stencil
    rows = np.maximum(padded[::2], padded[1::2])
    return np.maximum(rows[:, ::2], rows[:, 1::2])
