"""Any thing by kind and look, standing on its spot."""

from functools import lru_cache
from typing import Final

from edge.errors import BadInputError
from simulator.things import bicycle as bicycles
from simulator.things import car as cars
from simulator.things.bags import BAGS
from simulator.things.mesh import Mesh

KINDS: Final = ("bag", "bicycle", "car")


@lru_cache(maxsize=64)
def thing(kind: str, look: str, phase: float = 0.0) -> Mesh:
    """kind: bag, bicycle or car, or a kind of bag; look: that kind of bag, or the paint.

    phase: of a bicycle's pedals. Raises BadInputError.
    """
    if kind == "bicycle":
        return bicycles.bicycle(look, phase)
    if kind == "car":
        return cars.car(look)
    bag = look if kind == "bag" else kind
    if bag not in BAGS:
        raise BadInputError(f"thing {kind} {look}: expected one of {', '.join((*KINDS, *BAGS))}")
    return BAGS[bag]()


def thing_height_m(kind: str, look: str) -> float:
    """Ground to top of the body: of a suitcase without its drawn-out handle."""
    heights = {"bicycle": bicycles.HEIGHT_M, "car": cars.HEIGHT_M}
    if kind in heights:
        return heights[kind]
    bag = look if kind == "bag" else kind
    return 0.66 if bag == "suitcase" else float(thing(kind, look).points[:, 1].max())
