"""Who and what is there at one moment, and what a camera sees of it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box
from edge.label import Label

BodyKind = Literal["person", "bicycle", "car", "bag"]
# bend: puts something down or picks it up. ride: on a bicycle. still: a thing that does not move.
Motion = Literal["stand", "walk", "run", "sit", "bend", "ride", "still"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One person or thing as it is at one moment.

    name: unique within the scene. look: character of the cast, kind of bag, colour of a bicycle
    or car. x_m, ahead_m: where it touches the ground. facing_deg: 0 towards the camera's wall, 90
    to the camera's right. phase: share of the motion's cycle, [0, 1). carries: kinds of bag in
    hand. carrier: of a bag in hand, who has it; a carried bag is drawn with its carrier.
    owner: of a bag, who brought it. tall: times the usual size.
    """

    name: str
    kind: BodyKind
    look: str
    x_m: float
    ahead_m: float
    facing_deg: float
    motion: Motion
    phase: float
    speed_m_s: float
    tall: float = 1.0
    carries: tuple[str, ...] = ()
    carrier: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one camera sees of one body. Boxes are tight, in shares of the picture, clipped to it.

    box: of what is visible; whole: of the silhouette within the picture as if nothing hid it.
    head, face: of the visible pixels, None where they show none. face_px: width of the visible
    face in px, 0.0 without. share_visible: of the whole silhouette, outside the picture included,
    in (0, 1]. height_px: floor to crown as the camera projects it, hidden or not; height_m: the
    same in metres.
    """

    name: str
    look: str
    label: Label
    box: Box
    whole: Box
    head: Box | None
    face: Box | None
    face_px: float
    share_visible: float
    height_px: float
    height_m: float
    x_m: float
    ahead_m: float
    carrier: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture and the truth about it.

    pixels: (H, W, 3) BGR, the caller's own. sights: all of whom anything is visible, nearest
    first. owner: (H, W) index into sights, -1 for none; part: (H, W) of BODY, HEAD, FACE
    (simulator.people.body), THING, or 0.
    """

    t_s: float
    pixels: NDArray[np.uint8]
    sights: tuple[Sight, ...]
    owner: NDArray[np.int16]
    part: NDArray[np.uint8]
