"""Bodies into a picture from far to near, and who is to be seen in which pixel."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from simulator.people.body import THING
from simulator.picture.placing import Pixels, Placed
from simulator.picture.texture import Colours

NOBODY = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A placed body, in the light where it stands. index: what its pixels are called; thing:

    what those are called that show what it carries or rides. veil: share of grey air before it.
    """

    placed: Placed
    range_m: float
    index: int
    thing: int
    light: float
    veil: float = 0.0


def compose(
    canvas: Pixels, hides_m: NDArray[np.float32], layers: Sequence[Layer], grey: Colours
) -> tuple[NDArray[np.int16], Pixels]:
    """Paint all into `canvas`, (H, W, 3); tell whose each pixel is, and what part of them.

    hides_m: (H, W), how far away what hides stands; grey: BGR of the air.
    """
    owner = np.full(canvas.shape[:2], NOBODY, np.int16)
    part = np.zeros(canvas.shape[:2], np.uint8)
    for layer in sorted(layers, key=lambda layer: -layer.range_m):
        window, placed = layer.placed.window, layer.placed
        before = hides_m[window] > layer.range_m
        bgra = _lit(placed.bgra, layer, grey)
        if not before.all():
            bgra[~before] = 0
        _blend(canvas[window], bgra)
        labels = np.where(before, placed.part, 0)
        thing, whole = labels == THING, labels > 0
        owner[window][whole] = layer.index
        owner[window][thing] = layer.thing
        np.copyto(part[window], labels, where=whole)
    return owner, part


def _lit(bgra: Pixels, layer: Layer, grey: Colours) -> Pixels:
    clear = (1 - layer.veil) * layer.light
    if abs(clear - 1) > 0.004:
        factors = np.array([clear, clear, clear, 1.0])
        bgra = cv2.multiply(bgra, factors).astype(np.uint8, copy=False)
    if layer.veil > 0.004:
        air = [cv2.convertScaleAbs(bgra[..., 3], alpha=layer.veil * v / 255) for v in grey.tolist()]
        bgra = cv2.add(bgra, cv2.merge([*air, np.zeros_like(air[0])])).astype(np.uint8, copy=False)
    return bgra


def _blend(canvas: Pixels, bgra: Pixels) -> None:
    through = cv2.bitwise_not(bgra[..., 3])
    cv2.multiply(canvas, cv2.merge([through, through, through]), dst=canvas, scale=1 / 255)
    cv2.add(canvas, bgra[..., :3].copy(), dst=canvas)
