"""The dozen: who they are, and what they wear."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from simulator.people.tone import TONES

Colour = tuple[float, float, float]

_I, _II, _III, _IV, _V, _VI = TONES.values()

_BLACK: Final = (0.07, 0.06, 0.05)
_BROWN: Final = (0.24, 0.15, 0.09)
_FAIR: Final = (0.60, 0.49, 0.34)
_GREY: Final = (0.62, 0.60, 0.58)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One character. Colours are sRGB in [0, 1]; mixes of ages and ancestries sum to 1."""

    name: str
    sex: Literal["female", "male"]
    age: Mapping[str, float]
    ancestry: Mapping[str, float]
    stature_m: float
    skin: Colour
    hair: Literal["short", "afro", "long", "bun", "bald"]
    hair_colour: Colour
    top: Literal["tee", "long", "jacket", "coat"]
    top_colour: Colour
    legs: Literal["trousers", "shorts", "skirt"]
    legs_colour: Colour
    shoes: Colour
    muscle: str = "average"
    weight: str = "average"
    shirt: Colour = (0.85, 0.84, 0.80)
    stripe: Colour | None = None
    beard: float = 0.0
    stoop_deg: float = 0.0
    swing: float = 1.0
    traits: Mapping[str, float] = field(default_factory=dict)


CAST: Final = (
    Look(
        name="ada",
        sex="female",
        age={"young": 1.0},
        ancestry={"african": 1.0},
        stature_m=1.70,
        skin=_VI,
        hair="afro",
        hair_colour=_BLACK,
        top="tee",
        top_colour=(0.83, 0.62, 0.16),
        legs="trousers",
        legs_colour=(0.17, 0.22, 0.36),
        shoes=(0.86, 0.86, 0.84),
    ),
    Look(
        name="bruno",
        sex="male",
        age={"young": 0.5, "old": 0.5},
        ancestry={"caucasian": 1.0},
        stature_m=1.78,
        weight="max",
        skin=_I,
        hair="short",
        hair_colour=(0.40, 0.36, 0.32),
        beard=0.5,
        top="jacket",
        top_colour=(0.20, 0.31, 0.44),
        legs="trousers",
        legs_colour=(0.30, 0.27, 0.22),
        shoes=(0.16, 0.12, 0.10),
    ),
    Look(
        name="chen",
        sex="male",
        age={"young": 1.0},
        ancestry={"asian": 1.0},
        stature_m=1.74,
        skin=_III,
        hair="short",
        hair_colour=_BLACK,
        top="long",
        top_colour=(0.82, 0.83, 0.82),
        legs="trousers",
        legs_colour=(0.14, 0.15, 0.18),
        shoes=(0.62, 0.16, 0.13),
    ),
    Look(
        name="rita",
        sex="female",
        age={"old": 1.0},
        ancestry={"caucasian": 0.5, "asian": 0.5},
        stature_m=1.60,
        skin=_IV,
        hair="bun",
        hair_colour=_GREY,
        top="coat",
        top_colour=(0.46, 0.18, 0.27),
        legs="trousers",
        legs_colour=(0.26, 0.25, 0.29),
        shoes=(0.17, 0.13, 0.11),
        stoop_deg=6.0,
        swing=0.7,
    ),
    Look(
        name="kofi",
        sex="male",
        age={"child": 1.0},
        ancestry={"african": 0.7, "caucasian": 0.3},
        stature_m=1.33,
        skin=_V,
        hair="short",
        hair_colour=_BLACK,
        top="tee",
        top_colour=(0.77, 0.25, 0.17),
        legs="shorts",
        legs_colour=(0.27, 0.36, 0.53),
        shoes=(0.85, 0.85, 0.83),
        stripe=(0.86, 0.83, 0.76),
    ),
    Look(
        name="eva",
        sex="female",
        age={"young": 0.8, "old": 0.2},
        ancestry={"caucasian": 1.0},
        stature_m=1.67,
        skin=_II,
        hair="long",
        hair_colour=_BROWN,
        top="jacket",
        top_colour=(0.16, 0.17, 0.20),
        legs="trousers",
        legs_colour=(0.60, 0.53, 0.42),
        shoes=(0.22, 0.15, 0.11),
        shirt=(0.75, 0.33, 0.31),
    ),
    Look(
        name="omar",
        sex="male",
        age={"young": 0.8, "old": 0.2},
        ancestry={"african": 0.5, "caucasian": 0.5},
        stature_m=1.84,
        muscle="max",
        skin=_V,
        hair="bald",
        hair_colour=_BLACK,
        beard=0.8,
        top="long",
        top_colour=(0.25, 0.38, 0.28),
        legs="trousers",
        legs_colour=(0.22, 0.26, 0.37),
        shoes=(0.45, 0.32, 0.20),
    ),
    Look(
        name="lena",
        sex="female",
        age={"young": 1.0},
        ancestry={"caucasian": 1.0},
        stature_m=1.74,
        weight="min",
        skin=_I,
        hair="long",
        hair_colour=_FAIR,
        top="long",
        top_colour=(0.35, 0.49, 0.58),
        legs="skirt",
        legs_colour=(0.20, 0.20, 0.26),
        shoes=(0.15, 0.13, 0.13),
        stripe=(0.84, 0.84, 0.82),
    ),
    Look(
        name="priya",
        sex="female",
        age={"young": 0.7, "old": 0.3},
        ancestry={"asian": 0.4, "caucasian": 0.6},
        stature_m=1.59,
        weight="max",
        skin=_IV,
        hair="bun",
        hair_colour=_BLACK,
        top="long",
        top_colour=(0.13, 0.42, 0.44),
        legs="trousers",
        legs_colour=(0.20, 0.17, 0.22),
        shoes=(0.55, 0.42, 0.30),
    ),
    Look(
        name="walter",
        sex="male",
        age={"old": 1.0},
        ancestry={"caucasian": 1.0},
        stature_m=1.72,
        skin=_II,
        hair="short",
        hair_colour=(0.78, 0.77, 0.75),
        top="coat",
        top_colour=(0.47, 0.42, 0.34),
        legs="trousers",
        legs_colour=(0.21, 0.21, 0.23),
        shoes=(0.13, 0.10, 0.09),
        stoop_deg=5.0,
        swing=0.72,
    ),
    Look(
        name="mei",
        sex="female",
        age={"child": 0.8, "young": 0.2},
        ancestry={"asian": 1.0},
        stature_m=1.42,
        skin=_III,
        hair="long",
        hair_colour=_BLACK,
        top="tee",
        top_colour=(0.80, 0.52, 0.60),
        legs="skirt",
        legs_colour=(0.26, 0.30, 0.44),
        shoes=(0.84, 0.83, 0.82),
    ),
    Look(
        name="jonas",
        sex="male",
        age={"young": 1.0},
        ancestry={"caucasian": 1.0},
        stature_m=1.88,
        weight="min",
        skin=_II,
        hair="short",
        hair_colour=_FAIR,
        top="jacket",
        top_colour=(0.50, 0.33, 0.16),
        legs="trousers",
        legs_colour=(0.24, 0.31, 0.42),
        shoes=(0.80, 0.79, 0.76),
        shirt=(0.24, 0.25, 0.27),
    ),
)
