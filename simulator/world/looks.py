"""Who may be in a scene: the cast's names and measures, and the paints of what has wheels."""

import re
from dataclasses import dataclass
from typing import Final

from edge.errors import refuse
from simulator.world.body import BodyKind

TONES: Final = 6
PAINTS: Final = ("red", "blue", "white", "grey", "black", "green", "silver", "yellow")
_TONE: Final = re.compile(rf"(?P<character>[a-z]+)(\+tone[1-{TONES}])?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """height_m: floor to the top of the hair, upright; stride_m: ground in one gait cycle."""

    height_m: float
    stride_m: float


# As simulator.people measures them; a test holds the two together.
CAST: Final = {
    "ada": Build(height_m=1.764, stride_m=1.298),
    "bruno": Build(height_m=1.808, stride_m=1.422),
    "chen": Build(height_m=1.768, stride_m=1.368),
    "eva": Build(height_m=1.694, stride_m=1.272),
    "jonas": Build(height_m=1.913, stride_m=1.506),
    "kofi": Build(height_m=1.357, stride_m=1.032),
    "lena": Build(height_m=1.766, stride_m=1.328),
    "mei": Build(height_m=1.444, stride_m=1.087),
    "omar": Build(height_m=1.853, stride_m=1.473),
    "priya": Build(height_m=1.618, stride_m=1.213),
    "rita": Build(height_m=1.629, stride_m=0.872),
    "walter": Build(height_m=1.750, stride_m=1.000),
}
# Running strides are longer than walking ones by about this much at 3.2 m/s (two flight phases).
RUN_STRIDE: Final = 1.7


def character(look: str) -> str:
    """The cast's name in a look: `ada+tone3` is ada."""
    return look.partition("+")[0]


def known_looks(kind: BodyKind) -> tuple[str, ...]:
    """The looks that chance may choose from."""
    return tuple(CAST) if kind == "person" else PAINTS


def check_look(kind: BodyKind, look: str, path: str) -> None:
    """Raises DocumentError naming path for a look that nobody has.

    A bicycle may name its rider after its paint: `red+kofi`, `red+nobody`.
    """
    paint, _, rider = look.partition("+")
    if kind == "person":
        known = _is_person(look)
    elif kind == "bicycle" and rider:
        known = paint in PAINTS and (rider == "nobody" or _is_person(rider))
    else:
        known = look in PAINTS
    if not known:
        raise refuse(path, f"expected one of {', '.join(known_looks(kind))}")


def _is_person(look: str) -> bool:
    match = _TONE.match(look)
    return match is not None and match["character"] in CAST
