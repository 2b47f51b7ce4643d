"""What bicycles and cars are painted in: a `look` by name."""

from typing import Final

from edge.errors import BadInputError
from simulator.things.mesh import Colour

# Linear light, from common RAL paints.
PAINTS: Final[dict[str, Colour]] = {
    "white": (0.74, 0.74, 0.72),
    "silver": (0.42, 0.43, 0.44),
    "grey": (0.13, 0.135, 0.14),
    "black": (0.018, 0.018, 0.020),
    "red": (0.42, 0.020, 0.018),
    "blue": (0.018, 0.075, 0.28),
    "green": (0.025, 0.14, 0.065),
    "yellow": (0.65, 0.42, 0.025),
}

RUBBER: Final = (0.015, 0.015, 0.016)
STEEL: Final = (0.38, 0.39, 0.40)
GLASS: Final = (0.012, 0.015, 0.018)


def paint(look: str) -> Colour:
    """Linear light of a colour by name. Raises BadInputError."""
    if look not in PAINTS:
        raise BadInputError(f"look {look}: expected one of {', '.join(PAINTS)}")
    return PAINTS[look]
