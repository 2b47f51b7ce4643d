"""Drawn people in six skin tones, all else the same: what one change alone does to the models.

Nobody in it exists. It tells how sensitive the models are to a controlled change; it is no claim
about real people, and gives no verdict.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from edge.geometry import Box
from simulator.audit.answers import Answer
from simulator.audit.composite import Shown
from simulator.audit.conditions import FACE_M, Condition
from simulator.audit.measure import Eyes
from simulator.audit.stages import FOCAL_PX, FOV_DEG, HEIGHT_PX, WIDTH_PX, Sitters
from simulator.people.body import FACE
from simulator.people.tone import TONES
from simulator.picture.studio import Studio
from simulator.scenario.schema import CameraAt, Place, Scenario, Scene, Sensor
from simulator.world.body import Body
from simulator.world.looks import CAST

SOURCE: Final = "drawn figures"
_PLACES: Final[tuple[Place, ...]] = ("street", "yard", "hall", "platform")
# From the floor to the middle of the face, of the height to the crown (Loomis: the chin at 6.5 of
# 7.5 heads).
_FACE_UP: Final = 0.93


def sit_drawn(
    eyes: Eyes, conditions: Sequence[Condition], *, seed: int, people: int
) -> Iterator[Answer]:
    """Show the same people in every tone under every condition; who shows no face is left out."""
    for number, condition in enumerate(conditions):
        yield from _under(condition, _PLACES[number % len(_PLACES)], eyes, seed, people)


def _under(
    condition: Condition, place: Place, eyes: Eyes, seed: int, people: int
) -> Iterator[Answer]:
    names = sorted(CAST)
    rng = np.random.default_rng([seed, 5])
    facing = rng.uniform(-20, 20, people)
    sitters = [
        (names[i % len(names)], float(facing[i]), tone) for i in range(people) for tone in TONES
    ]
    distance_m = FOCAL_PX * FACE_M / condition.face_px
    bodies = tuple(
        _body(look, turned, tone, distance_m * math.cos(math.radians(condition.pitch_deg)))
        for look, turned, tone in sitters
    )
    studio = Studio(_scenario(condition, place, distance_m), Sitters(bodies=bodies, seed=seed))
    for second, (_, _, tone) in enumerate(sitters):
        picture = studio.picture(float(second))
        sight = next((one for one in picture.sights if one.label == "person"), None)
        if sight is None or sight.face is None:
            continue
        missed, whole = eyes.missed(
            Shown(
                pixels=picture.pixels,
                face=_in_px(sight.face),
                whole=_in_px(sight.box),
                visible=picture.part == FACE,
            )
        )
        yield Answer(
            source=SOURCE,
            kind="drawn",
            person=f"{second // len(TONES)}+{tone}",
            groups={"skin tone": tone},
            factor=condition.factor,
            condition=condition.name,
            missed=missed,
            whole=whole,
        )


def _body(look: str, facing_deg: float, tone: str, ahead_m: float) -> Body:
    return Body(
        name="one", kind="person", look=f"{look}+{tone}", x_m=0.0, ahead_m=ahead_m,
        facing_deg=facing_deg, motion="stand", phase=0.0, speed_m_s=0.0,
    )  # fmt: skip


def _scenario(condition: Condition, place: Place, distance_m: float) -> Scenario:
    pitch = math.radians(condition.pitch_deg)
    face_m = _FACE_UP * 1.7
    ahead_m = distance_m * math.cos(pitch)
    return Scenario(
        name="one person",
        about="Somebody alone, for an audit.",
        theme="camera",
        kind="normal",
        duration_s=3600.0,
        camera=CameraAt(
            width_px=WIDTH_PX, height_px=HEIGHT_PX, fov_deg=FOV_DEG,
            height_m=round(face_m + distance_m * math.sin(pitch), 3),
            pitch_deg=condition.pitch_deg,
        ),
        scene=Scene(
            place=place,
            light=condition.light,
            lamps=((-1.5, ahead_m - 1.0), (1.5, ahead_m - 1.0)),
            sensor=Sensor(exposure=condition.exposure, shutter_s=0.0),
        ),
    )  # fmt: skip


def _in_px(box: Box) -> Box:
    return Box(
        x_min=box.x_min * WIDTH_PX, y_min=box.y_min * HEIGHT_PX,
        x_max=box.x_max * WIDTH_PX, y_max=box.y_max * HEIGHT_PX,
    )  # fmt: skip
