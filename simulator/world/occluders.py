"""What stands in a scene and hides: how large each kind is, and the walls of each place."""

from dataclasses import dataclass
from typing import Final

from simulator.scenario.schema import Occluder, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A box on the ground, its front towards the camera's wall; at its middle, in metres."""

    x_m: float
    ahead_m: float
    width_m: float
    height_m: float
    depth_m: float


# Width, height, depth in metres: a usual advertising pillar, clipped hedge, garden wall, news
# kiosk, saloon car seen from its side, park bench, and a board that stands on the pavement.
USUAL_M: Final = {
    "pillar": (0.6, 3.2, 0.6),
    "hedge": (3.0, 1.4, 0.7),
    "wall": (4.0, 2.0, 0.25),
    "kiosk": (2.4, 2.6, 2.0),
    "car": (4.4, 1.45, 1.75),
    "bench": (1.7, 0.85, 0.55),
    "sign": (0.7, 1.3, 0.1),
}


def block(occluder: Occluder) -> Block:
    """The space that an occluder fills; its own size, where it has one, sets width and height."""
    width_m, height_m, depth_m = USUAL_M[occluder.kind]
    if occluder.size is not None:
        width_m, height_m = occluder.size
    return Block(
        x_m=occluder.at[0],
        ahead_m=occluder.at[1],
        width_m=width_m,
        height_m=height_m,
        depth_m=depth_m,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWall:
    """A wall of the place itself, without depth. along: at an x_m and running ahead, else across.

    at_m: of that line; from_m, to_m: where it begins and ends on it.
    """

    along: bool
    at_m: float
    from_m: float
    to_m: float
    height_m: float


# The walls that are drawn of each place (simulator.picture.places), as far as they hide people.
WALLS: Final[dict[Place, tuple[PlaceWall, ...]]] = {
    "street": (
        PlaceWall(along=True, at_m=4.7, from_m=8.5, to_m=15.0, height_m=3.6),
        PlaceWall(along=False, at_m=28.0, from_m=-34.0, to_m=34.0, height_m=6.5),
    ),
    "yard": (
        PlaceWall(along=True, at_m=9.0, from_m=4.0, to_m=26.0, height_m=2.6),
        PlaceWall(along=False, at_m=26.0, from_m=-7.0, to_m=14.0, height_m=6.2),
    ),
    "hall": (
        PlaceWall(along=True, at_m=-8.0, from_m=1.0, to_m=30.0, height_m=4.6),
        PlaceWall(along=True, at_m=8.0, from_m=1.0, to_m=30.0, height_m=4.6),
        PlaceWall(along=False, at_m=30.0, from_m=-8.0, to_m=8.0, height_m=4.6),
    ),
    "platform": (PlaceWall(along=False, at_m=14.2, from_m=-60.0, to_m=60.0, height_m=4.2),),
    "plain": (),
}
