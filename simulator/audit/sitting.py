"""Portraits under every condition, everybody in the very same scenes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.errors import BadInputError
from edge.geometry import Box
from edge.perception.frame import Pixels
from simulator.audit.answers import Answer
from simulator.audit.composite import show
from simulator.audit.conditions import Condition
from simulator.audit.head import cut
from simulator.audit.measure import Eyes
from simulator.audit.portraits import Portrait
from simulator.audit.stages import STAGES, drawn_alike, stage

# How many scenes further on a second picture is put.
_APART: Final = 3
# Where portraits have their face, should the model find none in any portrait of a source.
_USUAL: Final = np.array([0.33, 0.2, 0.67, 0.7], np.float32)


def located(portraits: Sequence[Portrait], eyes: Eyes) -> list[Portrait]:
    """Say where the faces are, where the table does not.

    The audited model looks at each portrait, large and well lit. Where it finds nothing the place
    usual in that source stands in: nobody drops out because they are hard to find.
    """
    boxes = [_face(portrait, eyes) for portrait in portraits]
    usual = {
        source: _median([b for p, b in zip(portraits, boxes, strict=True) if p.source == source])
        for source in {portrait.source for portrait in portraits}
    }
    return [
        replace(portrait, face=_in_px(usual[portrait.source] if box is None else box, portrait))
        if portrait.face is None
        else portrait
        for portrait, box in zip(portraits, boxes, strict=True)
    ]


def sit(
    portraits: Sequence[Portrait],
    eyes: Eyes,
    conditions: Sequence[Condition],
    *,
    seed: int,
) -> Iterator[Answer]:
    """Show every located portrait under every condition. Raises BadInputError naming a file.

    The first picture of everybody meets one scene a condition, the second another one: whom chance
    gives a hard scene would otherwise look like a gap.
    """
    takes: Counter[tuple[str, str]] = Counter()
    for index, portrait in enumerate(portraits):
        if portrait.face is None:
            raise ValueError(f"{portrait.path}: not located")
        take = takes[portrait.source, portrait.person]
        takes[portrait.source, portrait.person] += 1
        head = cut(_read(portrait), portrait.face)
        for number, condition in enumerate(conditions):
            scene = stage(drawn_alike(condition), (number + _APART * take) % STAGES, seed)
            missed, whole = eyes.missed(show(head, scene, condition, seed=seed, at_s=float(index)))
            yield Answer(
                source=portrait.source,
                kind=portrait.kind,
                person=portrait.person,
                groups=portrait.groups,
                factor=condition.factor,
                condition=condition.name,
                missed=missed,
                whole=whole,
            )


def _face(portrait: Portrait, eyes: Eyes) -> NDArray[np.float32] | None:
    if portrait.face is not None:
        return None
    boxes = eyes.faces(_read(portrait))
    return boxes[0] if len(boxes) else None


def _median(boxes: Sequence[NDArray[np.float32] | None]) -> NDArray[np.float32]:
    found = [box for box in boxes if box is not None]
    return np.median(np.stack(found), axis=0) if found else _USUAL


def _in_px(box: NDArray[np.float32], portrait: Portrait) -> Box:
    height, width = _read(portrait).shape[:2]
    x_min, y_min, x_max, y_max = (box * (width, height, width, height)).tolist()
    return Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


def _read(portrait: Portrait) -> Pixels:
    pixels = cv2.imread(str(portrait.path), cv2.IMREAD_COLOR)
    if pixels is None:
        raise BadInputError(f"{portrait.path}: cannot be read as a picture")
    return pixels.astype(np.uint8, copy=False)
