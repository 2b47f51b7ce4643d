"""What a face is shown under: one thing changed at a time, and one evening that has it all."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from simulator.scenario.schema import Light

Cover = Literal["scarf", "sunglasses", "post"]

# Bizygomatic breadth, the mean of men (142 mm) and women (133 mm) in ANSUR II, 2012.
FACE_M: Final = 0.138
_WALK_M_S: Final = 1.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """factor: what is changed. face_px: width of the face in px of a 640x480 picture, which is
    also the face model's input.

    blur: smear to the side, in face widths. cover: what hides a part of the face; a scarf its
    lower 45 %, sunglasses the band of the eyes, a post its one half. roll_deg: head towards the
    shoulder. pitch_deg: how far the camera looks down. exposure: times the right one.
    jpeg_quality: None for no compression.
    """

    factor: str
    name: str
    face_px: float = 32.0
    light: Light = "day"
    blur: float = 0.0
    cover: Cover | None = None
    roll_deg: float = 0.0
    pitch_deg: float = 0.0
    exposure: float = 1.0
    jpeg_quality: int | None = None


PLAIN: Final = Condition(factor="plain", name="plain")
# All else is asked of faces that are far away: of near ones hardly any is missed, whoever it is.
FAR: Final = replace(PLAIN, factor="size", name="12 px", face_px=12.0)
_LIGHTS: Final[tuple[Light, ...]] = ("overcast", "low_sun", "dusk", "night", "dark")
_COVERS: Final[tuple[Cover, ...]] = ("scarf", "sunglasses", "post")


def _smear(shutter_s: float) -> float:
    """Face widths that somebody walks across the view while the shutter is open."""
    return _WALK_M_S * shutter_s / FACE_M


# Sizes from where the face model loses faces. The shutters are those of the drawn dusk and night.
PORTRAIT_CONDITIONS: Final = (
    PLAIN,
    FAR,
    *(replace(FAR, name=f"{px:g} px", face_px=px) for px in (6.0, 7.0, 8.0, 10.0, 16.0, 64.0)),
    *(replace(FAR, factor="light", name=light.replace("_", " "), light=light) for light in _LIGHTS),
    replace(FAR, factor="motion blur", name="1/50 s", blur=_smear(1 / 50)),
    replace(FAR, factor="motion blur", name="1/15 s", blur=_smear(1 / 15)),
    *(replace(FAR, factor="occlusion", name=cover, cover=cover) for cover in _COVERS),
    *(replace(FAR, factor="rotation", name=f"{deg:g}°", roll_deg=deg) for deg in (15.0, 30.0)),
    *(
        replace(FAR, factor="compression", name=f"JPEG {quality}", jpeg_quality=quality)
        for quality in (50, 20)
    ),
    replace(
        FAR,
        factor="together",
        name="dusk, 1/50 s, JPEG 50",
        light="dusk",
        blur=_smear(1 / 50),
        jpeg_quality=50,
    ),
)
DRAWN_CONDITIONS: Final = (
    replace(PLAIN, face_px=24.0),
    *(
        replace(PLAIN, factor="pitch", name=f"{deg:g}°", face_px=24.0, pitch_deg=deg)
        for deg in (15.0, 30.0, 45.0, 60.0)
    ),
    *(
        replace(PLAIN, factor="light", name=light, face_px=24.0, light=light)
        for light in ("dusk", "night", "dark")
    ),
    replace(PLAIN, factor="exposure", name="3 %", face_px=24.0, exposure=0.03),
    replace(PLAIN, factor="size", name="16 px", face_px=16.0),
)
