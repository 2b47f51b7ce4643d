"""A street with people, drawn: what a camera above a shop's forecourt would see, and the truth.

Nobody in it exists. The same seed gives the same picture at the same time, to the byte, in
whatever order pictures are asked for.
"""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box
from edge.label import Label
from simulator.people.body import Character, cast
from simulator.people.compositor import Cutout, Seen, compose
from simulator.people.sprites import Sprites
from simulator.street.actors import actors
from simulator.street.backdrop import backdrop
from simulator.street.routes import Spot, Stance
from simulator.world.pinhole import Pinhole

# Above the shop's own door: high enough to see over people, low enough to see faces.
CAMERA_HEIGHT_M: Final = 2.8
CAMERA_PITCH_DEG: Final = 11.0
CAMERA_FOV_DEG: Final = 50.0
# Nearer than this nobody is drawn: they would stand under the camera.
_NEAREST_M: Final = 2.0
_SHADOW_OF_HEIGHT: Final = 0.75
_NOISE_LEVELS: Final = 2.2
_NOISE_MARGIN_PX: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTruth:
    """One person of whom anything is to be seen. Boxes are tight, in shares of the picture.

    head, face: of their visible pixels, None where they show none; share_visible: of the whole
    silhouette, in (0, 1]; height_px: floor to crown as the pinhole says, hidden or not.
    """

    name: str
    label: Label
    box: Box
    head: Box | None
    face: Box | None
    share_visible: float
    height_px: float
    x_m: float
    ahead_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture, (H, W, 3) BGR, and the truth about it, nearest person first."""

    t_s: float
    pixels: NDArray[np.uint8]
    people: tuple[PersonTruth, ...]


class Street:
    """The street of one seed. Each picture costs some milliseconds; none depends on another."""

    def __init__(self, *, seed: int, width: int = 768, height: int = 576, people: int = 8) -> None:
        """people: 0 to the size of the cast (12). Raises ValueError beyond."""
        if not 0 <= people <= len(cast()):
            raise ValueError(f"people: expected 0 to {len(cast())}, got {people}")
        # One source of chance each: whoever else is drawn, the houses stay the same.
        houses, walks, sensor = np.random.default_rng(seed).spawn(3)
        self.camera = Pinhole(
            width_px=width,
            height_px=height,
            height_m=CAMERA_HEIGHT_M,
            pitch_deg=CAMERA_PITCH_DEG,
            fov_deg=CAMERA_FOV_DEG,
        )
        self._seed = seed
        self._backdrop = backdrop(self.camera, houses)
        self._actors = actors(people, walks)
        self._noise = _noise(width, height, sensor)
        self._sprites = Sprites()

    def picture(self, t_s: float) -> Picture:
        """What the camera sees at t_s >= 0. The pixels are the caller's own."""
        stances = [(actor, actor.route.at(t_s)) for actor in self._actors]
        ahead = [(actor, stance) for actor, stance in stances if stance.ahead_m > _NEAREST_M]
        ahead.sort(key=lambda pair: pair[1].ahead_m)
        pixels = self._backdrop.pixels.copy()
        cutouts = [self._cutout(actor.character, stance) for actor, stance in ahead]
        seen = compose(pixels, self._backdrop.wall_m, cutouts)
        people = (
            self._truth(actor.character, stance, what)
            for (actor, stance), what in zip(ahead, seen, strict=True)
        )
        return Picture(
            t_s=t_s,
            pixels=self._sensed(pixels, t_s),
            people=tuple(person for person in people if person is not None),
        )

    def _cutout(self, character: Character, stance: Stance) -> Cutout:
        bearing_deg = math.degrees(math.atan2(stance.x_m, stance.ahead_m))
        sprite = self._sprites.sprite(
            character.name,
            stance.motion,
            heading_deg=stance.facing_deg + bearing_deg,
            phase=stance.phase,
        )
        foot, crown = self._foot_and_crown(character, stance)
        far_m = stance.ahead_m + _SHADOW_OF_HEIGHT * character.height_m
        tip = self.camera.project(x_m=stance.x_m, up_m=0.0, ahead_m=far_m)
        return Cutout(
            sprite=sprite,
            foot_px=foot,
            scale=(foot[1] - crown[1]) / (sprite.foot_px[1] - sprite.crown_y_px),
            ahead_m=stance.ahead_m,
            shadow_px=foot[1] - tip[1],
        )

    def _foot_and_crown(self, character: Character, stance: Stance) -> tuple[Spot, Spot]:
        foot, crown = (
            self.camera.project(x_m=stance.x_m, up_m=up_m, ahead_m=stance.ahead_m)
            for up_m in (0.0, character.height_m)
        )
        return foot, crown

    def _truth(self, character: Character, stance: Stance, seen: Seen) -> PersonTruth | None:
        if seen.silhouette is None:
            return None
        foot, crown = self._foot_and_crown(character, stance)
        return PersonTruth(
            name=character.name,
            label="person",
            box=seen.silhouette,
            head=seen.head,
            face=seen.face,
            share_visible=seen.share_visible,
            height_px=foot[1] - crown[1],
            x_m=stance.x_m,
            ahead_m=stance.ahead_m,
        )

    def _sensed(self, pixels: NDArray[np.uint8], t_s: float) -> NDArray[np.uint8]:
        """A lens is a little soft and a sensor a little noisy: no edge stays cut out."""
        soft = cv2.GaussianBlur(pixels, (3, 3), 0.55)
        rng = np.random.default_rng([self._seed, round(t_s * 1000)])
        x, y = rng.integers(0, _NOISE_MARGIN_PX, 2)
        height, width = pixels.shape[:2]
        more, less = (noise[y : y + height, x : x + width] for noise in self._noise)
        return cv2.subtract(cv2.add(soft, more), less).astype(np.uint8, copy=False)


def _noise(
    width: int, height: int, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Levels to add and levels to take away, larger than the picture, which looks at a part."""
    size = (height + _NOISE_MARGIN_PX, width + _NOISE_MARGIN_PX, 3)
    levels = np.round(rng.standard_normal(size, np.float32) * _NOISE_LEVELS)
    return np.maximum(levels, 0).astype(np.uint8), np.maximum(-levels, 0).astype(np.uint8)
