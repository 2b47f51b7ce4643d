"""The places that scenes happen in; each draws itself by day into a Shot."""

from collections.abc import Callable
from typing import Final

import numpy as np

from simulator.picture.places.hall import hall
from simulator.picture.places.plain import plain
from simulator.picture.places.platform import platform
from simulator.picture.places.street import street
from simulator.picture.places.yard import yard
from simulator.picture.shot import Shot
from simulator.scenario.schema import Place

PLACES: Final[dict[Place, Callable[[Shot, np.random.Generator], None]]] = {
    "street": street,
    "yard": yard,
    "hall": hall,
    "platform": platform,
    "plain": plain,
}
