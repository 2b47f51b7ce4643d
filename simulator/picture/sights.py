"""The truth about a picture: what is to be seen of everybody, to the pixel."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box
from edge.label import Label
from simulator.people.body import FACE, HEAD, THING, dressed
from simulator.people.rider import rider
from simulator.picture.bodies import Stand
from simulator.picture.placing import Placed, Window
from simulator.picture.texture import Mask
from simulator.things.thing import thing_height_m
from simulator.world.body import Sight

# Less than this of a head is an ear or a cheek from behind, not a face.
_FACE_OF_HEAD: Final = 0.22
_THINGS: Final[dict[str, Label]] = {"car": "vehicle", "bag": "bag"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One body in the picture. whole_px: of its flesh, or its things, wherever they are."""

    stand: Stand
    placed: Placed
    flesh_px: float
    thing_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """What a sight is made of: one body's flesh or things."""

    shown: Shown
    name: str
    label: Label
    look: str
    is_thing: bool
    carrier: str | None = None
    owner: str | None = None


def sights(
    shown: Sequence[Shown], owner: NDArray[np.int16], part: NDArray[np.uint8]
) -> tuple[tuple[Sight, ...], NDArray[np.int16]]:
    """All of whom anything is visible, nearest first, and `owner` as index into them.

    owner: (H, W), 2 * index into `shown`, one more for the things that a person carries or
    rides; -1 for nobody.
    """
    seen: list[Sight] = []
    # What nobody has is -1, the last name.
    names = np.full(2 * len(shown) + 1, -1, np.int16)
    for index in sorted(range(len(shown)), key=lambda index: shown[index].stand.range_m):
        for claim in _claims(shown[index]):
            number = 2 * index + claim.is_thing
            sight = _sight(claim, number, owner, part)
            if sight is not None:
                names[number] = len(seen)
                seen.append(sight)
    return tuple(seen), names[owner]


def _claims(shown: Shown) -> Iterator[_Claim]:
    body = shown.stand.body
    look = body.look
    if body.kind == "person":
        yield _claim(shown, body.name, "person", look)
        if body.carries:
            yield _claim(shown, f"{body.name}/bag", "bag", body.carries[0], carrier=body.name)
    elif body.kind == "bicycle":
        _, who = rider(look)
        if who:
            yield _claim(shown, body.name, "person", who)
        yield _claim(shown, f"{body.name}/bicycle", "bicycle", look)
    else:
        yield _claim(shown, body.name, _THINGS[body.kind], look)


def _claim(
    shown: Shown, name: str, label: Label, look: str, *, carrier: str | None = None
) -> _Claim:
    return _Claim(
        shown=shown, name=name, label=label, look=look, carrier=carrier,
        owner=shown.stand.body.owner, is_thing=label != "person",
    )  # fmt: skip


def _sight(
    claim: _Claim, number: int, owner: NDArray[np.int16], part: NDArray[np.uint8]
) -> Sight | None:
    shown, window = claim.shown, claim.shown.placed.window
    visible, labels = owner[window] == number, shown.placed.part
    own = labels == THING if claim.is_thing else (labels > 0) & (labels != THING)
    box, whole = (_box(mask, window, owner.shape) for mask in (visible, own))
    if box is None or whole is None:
        return None
    masks = _head_and_face(visible, part[window], labels, claim.is_thing)
    head, face = (_box(mask, window, owner.shape) for mask in masks)
    count = int(np.count_nonzero(visible))
    stand, height_m = shown.stand, _height_m(claim)
    return Sight(
        name=claim.name, look=claim.look, label=claim.label,
        box=box, whole=whole, head=head, face=face,
        face_px=0.0 if face is None else (face.x_max - face.x_min) * owner.shape[1],
        share_visible=min(1.0, count / (shown.thing_px if claim.is_thing else shown.flesh_px)),
        height_px=stand.height_px * height_m / stand.height_m,
        height_m=height_m,
        x_m=stand.body.x_m, ahead_m=stand.body.ahead_m,
        carrier=claim.carrier, owner=claim.owner,
    )  # fmt: skip


def _height_m(claim: _Claim) -> float:
    body = claim.shown.stand.body
    if body.kind == "bicycle" and claim.label == "person":
        return dressed(claim.look).height_m * body.tall
    if claim.carrier is not None:
        return thing_height_m("bag", claim.look)
    return claim.shown.stand.height_m


def _head_and_face(
    visible: Mask, part: NDArray[np.uint8], own: NDArray[np.uint8], is_thing: bool
) -> tuple[Mask, Mask]:
    """What is to be seen of a head, and of a face where enough of the head is one."""
    if is_thing:
        nothing = np.zeros_like(visible)
        return nothing, nothing
    face = visible & (part == FACE)
    head = face | (visible & (part == HEAD))
    heads = np.count_nonzero((own == HEAD) | (own == FACE))
    if np.count_nonzero(face) <= _FACE_OF_HEAD * heads:
        face = np.zeros_like(face)
    return head, face


def _box(mask: Mask, window: Window, shape: tuple[int, ...]) -> Box | None:
    """The tight box of a mask, in shares of the picture; None of an empty one."""
    left, top, wide, high = cv2.boundingRect(mask.view(np.uint8))
    if not wide:
        return None
    left, top = left + window[1].start, top + window[0].start
    height, width = shape[:2]
    return Box(
        x_min=left / width,
        y_min=top / height,
        x_max=(left + wide) / width,
        y_max=(top + high) / height,
    )
