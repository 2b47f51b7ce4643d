"""Things have the sizes that are documented, and stand on the ground."""

import numpy as np
import pytest

from edge.errors import BadInputError
from simulator.things.colours import PAINTS
from simulator.things.mesh import THING, joined, placed
from simulator.things.solids import block, tube
from simulator.things.thing import thing, thing_height_m

SIZES_M = {
    ("bag", "handbag"): (0.34, 0.37, 0.15),
    ("bag", "backpack"): (0.32, 0.52, 0.30),
    ("bag", "suitcase"): (0.43, 1.00, 0.27),
    ("bag", "box"): (0.43, 0.31, 0.34),
    ("bicycle", "red"): (0.51, 1.05, 1.77),
    ("car", "blue"): (2.02, 1.47, 4.15),
}


@pytest.mark.parametrize(("kind", "look"), SIZES_M)
def test_a_thing_is_as_large_as_such_things_are(kind: str, look: str):
    points = thing(kind, look).points
    assert np.ptp(points, axis=0) == pytest.approx(SIZES_M[kind, look], abs=0.03)
    assert points[:, 1].min() == pytest.approx(0.0, abs=0.005)
    assert (thing(kind, look).part == THING).all()


def test_a_bag_may_be_named_as_its_own_kind():
    assert np.array_equal(thing("box", "").points, thing("bag", "box").points)


def test_every_paint_is_another_colour():
    shells = {look: thing("car", look).colour.mean(0).tobytes() for look in PAINTS}
    assert len(set(shells.values())) == len(PAINTS)


def test_pedals_turn():
    still, turned = thing("bicycle", "red", 0.0).points, thing("bicycle", "red", 0.25).points
    assert 0.1 < np.abs(still - turned).max() < 0.4


def test_a_suitcase_is_as_high_as_its_body():
    assert thing_height_m("bag", "suitcase") == pytest.approx(0.66, abs=0.03)


def test_a_thing_that_nobody_knows_is_named():
    with pytest.raises(BadInputError, match="thing tram blue"):
        thing("tram", "blue")


def test_meshes_are_joined_in_order_and_placed_where_they_belong():
    cube = block((0.2, 0.2, 0.2), (0, 0.1, 0), (1, 0, 0))
    rod = tube((0, 0, 0), (0, 1, 0), 0.01, (0, 1, 0))
    both = joined([cube, placed(rod, by_m=(3, 0, 0), scale=2)])
    assert len(both.points) == len(cube.points) + len(rod.points)
    assert both.triangles.max() == len(both.points) - 1
    assert both.points.max(0) == pytest.approx([3.02, 2.0, 0.1], abs=1e-5)


def test_every_surface_of_a_block_looks_outwards():
    """Twice the volume within is what the triangles say, seen from the middle."""
    cube = block((0.4, 0.3, 0.2), (0, 0, 0), (1, 1, 1), round_m=0.002)
    a, b, c = (cube.points[cube.triangles[:, corner]] for corner in range(3))
    assert np.abs(np.einsum("ij,ij->i", a, np.cross(b, c))).sum() / 6 == pytest.approx(
        0.024, rel=0.05
    )
