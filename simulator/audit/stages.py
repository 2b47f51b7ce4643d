"""Drawn scenes with somebody whose head is missing: where portraits are put.

Everybody is shown in the same few scenes, on the same few bodies, so that what differs between
two portraits is the portrait.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.errors import BadInputError
from edge.geometry import Box
from simulator.audit.conditions import FACE_M, Condition
from simulator.people.body import FACE, HEAD
from simulator.picture.light import BODY_M, DAYLIGHTS, LightField, daylight, levels
from simulator.picture.sensor import Sensor, Taking
from simulator.picture.studio import Studio
from simulator.scenario.schema import CameraAt, Light, Place, Scenario, Scene
from simulator.scenario.schema import Sensor as SensorAt
from simulator.world.body import Body

Pixels = NDArray[np.uint8]

WIDTH_PX: Final = 640
HEIGHT_PX: Final = 480
FOV_DEG: Final = 50.0
FOCAL_PX: Final = WIDTH_PX / 2 / math.tan(math.radians(FOV_DEG / 2))
# Portraits are frontal: the camera hangs where faces are.
_CAMERA_M: Final = 1.6
_PLACES: Final[tuple[Place, ...]] = ("street", "yard", "hall", "platform", "street", "yard")
_BODIES: Final = ("ada", "bruno", "chen", "lena", "omar", "priya")
STAGES: Final = len(_PLACES)
_GONE_S: Final = 1.0
# Softened edges of the drawn head reach this far.
_RIM: Final = np.ones((5, 5), np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A scene before lens and sensor. behind: (H, W, 3) with nobody in it but their shadow.

    body, coverage: (H, W, 3) and (H, W) of the one without a head. face: where the drawn face
    was, in px. whole: the person's box with the head, in px. lit: (3,) BGR factor of levels that
    the light has on a portrait.
    """

    behind: Pixels
    body: Pixels
    coverage: Pixels
    face: Box
    whole: Box
    lit: NDArray[np.float32]
    gain: float


@dataclass(slots=True, kw_only=True)
class Sitters:
    """Somebody else at each whole second, alone, or nobody. seed: of the place."""

    bodies: Sequence[Body]
    seed: int

    def at(self, t_s: float) -> tuple[Body, ...]:
        return tuple(self.bodies[int(t_s) : int(t_s) + 1])


@cache
def stage(condition: Condition, number: int, seed: int) -> Stage:
    """Draw one of STAGES scenes for the size and light of a condition."""
    ahead_m = FOCAL_PX * FACE_M / condition.face_px
    scene = _scene(condition.light, _PLACES[number], ahead_m)
    body = Body(
        name="one", kind="person", look=_BODIES[number], x_m=0.0, ahead_m=ahead_m,
        facing_deg=0.0, motion="stand", phase=0.0, speed_m_s=0.0,
    )  # fmt: skip
    studio, guests = _studio(scene, seed * STAGES + number)
    guests[:] = [body]
    drawn, empty = studio.picture(0.0), studio.picture(_GONE_S)
    (sight,) = drawn.sights
    if sight.face is None:
        raise BadInputError(f"{body.look}: a face that cannot be seen")
    person = drawn.owner == 0
    head = cv2.dilate(((drawn.part == HEAD) | (drawn.part == FACE)).astype(np.uint8), _RIM) > 0
    without = cv2.dilate(person.astype(np.uint8), _RIM) > 0
    behind = np.where(without[..., None], empty.pixels, drawn.pixels)
    light = LightField(scene)
    spot = (np.array([value], np.float32) for value in (0.0, BODY_M, ahead_m))
    return Stage(
        behind=behind,
        body=drawn.pixels,
        coverage=np.where(person & ~head, 255, 0).astype(np.uint8),
        face=_in_px(sight.face),
        whole=_in_px(sight.box),
        lit=np.minimum(levels(light.at(*spot))[0], 1.0),
        gain=daylight(scene).gain,
    )


@cache
def sensor(gain: float, exposure: float, jpeg_quality: int | None, seed: int) -> Sensor:
    taking = Taking(gain=gain, exposure=exposure, jpeg_quality=jpeg_quality)
    return Sensor((WIDTH_PX, HEIGHT_PX), taking, seed)


def drawn_alike(condition: Condition) -> Condition:
    """The part of a condition that a stage depends on."""
    return Condition(factor="", name="", face_px=condition.face_px, light=condition.light)


@cache
def _studio(scene: Scene, seed: int) -> tuple[Studio, list[Body]]:
    """A place, drawn once, and who is in it at second 0."""
    guests: list[Body] = []
    scenario = Scenario(
        name="one person",
        about="Somebody alone, for an audit.",
        theme="camera",
        kind="normal",
        duration_s=60.0,
        camera=CameraAt(
            width_px=WIDTH_PX,
            height_px=HEIGHT_PX,
            height_m=_CAMERA_M,
            pitch_deg=0.0,
            fov_deg=FOV_DEG,
        ),
        scene=scene,
    )
    return Studio(scenario, Sitters(bodies=guests, seed=seed)), guests


def _scene(light: Light, place: Place, ahead_m: float) -> Scene:
    """Lamps stand beside the person, by day none: the place is the same for all sizes then."""
    sensor = SensorAt(noise=0.0, shutter_s=0.0)
    lamps = ((-1.5, ahead_m - 1.0), (1.5, ahead_m - 1.0)) if DAYLIGHTS[light].evening else ()
    return Scene(place=place, light=light, lamps=lamps, sensor=sensor)


def _in_px(box: Box) -> Box:
    return Box(
        x_min=box.x_min * WIDTH_PX,
        y_min=box.y_min * HEIGHT_PX,
        x_max=box.x_max * WIDTH_PX,
        y_max=box.y_max * HEIGHT_PX,
    )
