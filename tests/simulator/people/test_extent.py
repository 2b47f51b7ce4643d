"""The few points of a figure bound what is drawn of it."""

import numpy as np
import pytest

from simulator.people.body import FACE, HEAD
from simulator.people.extent import Extent, extent, thing_extent
from simulator.people.figures import Figures
from simulator.people.lighting import LIGHTINGS
from simulator.people.portrait import View
from simulator.people.rotation import pitched, turned
from simulator.people.sprite import Sprite

DISTANCE_M = View(heading_deg=0, pitch_deg=0).distance_m


@pytest.fixture(scope="module")
def figures() -> Figures:
    return Figures(LIGHTINGS["overcast"])


def bounds(points: np.ndarray, of: Extent, sprite: Sprite, heading: float, pitch: float) -> list:
    """Where a sprite of that view shows the bounding box of these points, in px."""
    middle = np.array([0, of.height_m / 2, 0])
    flat = []
    for spot in (np.zeros((1, 3)), points):
        seen = (spot @ turned(heading).T - middle) @ pitched(pitch).T
        shrink = DISTANCE_M / (DISTANCE_M - seen[:, 2:])
        flat.append(seen[:, :2] * shrink * [1, -1] * sprite.px_per_m)
    places = flat[1] - flat[0] + sprite.foot_px
    return [*places.min(0), *places.max(0)]


def painted(mask: np.ndarray) -> list:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]


@pytest.mark.parametrize(("heading", "pitch"), [(0, 0), (67.5, 15), (202.5, 45), (90, 75)])
@pytest.mark.parametrize(
    ("look", "motion", "carries"),
    [
        ("ada", "walk", ()),
        ("kofi", "run", ("backpack",)),
        ("rita", "stand", ("suitcase",)),
        ("jonas", "sit", ()),
        ("lena", "bend", ("handbag",)),
        ("mei", "ride", ()),
    ],
)
def test_the_box_of_a_few_points_is_that_of_the_silhouette(
    figures: Figures, look: str, motion: str, carries: tuple[str, ...], heading: float, pitch: float
):
    of = extent(look, motion, 0.25, carries)
    sprite = figures.person(
        look,
        motion,
        heading_deg=heading,
        pitch_deg=pitch,
        phase=0.25,
        height_px=180 * max(0.25, np.cos(np.radians(pitch))),
        carries=carries,
    )
    told = bounds(of.silhouette, of, sprite, heading, pitch)
    assert told == pytest.approx(painted(sprite.bgra[..., 3] >= 128), abs=2.0)
    assert len(of.silhouette) <= 86


def test_the_boxes_of_head_and_face_are_those_that_are_seen(figures: Figures):
    of = extent("omar", "walk", 0.5)
    sprite = figures.person("omar", "walk", heading_deg=0, pitch_deg=0, phase=0.5, height_px=180)
    for points, mask in ((of.head, sprite.part >= HEAD), (of.face, sprite.part == FACE)):
        assert bounds(points, of, sprite, 0, 0) == pytest.approx(painted(mask), abs=2.0)


@pytest.mark.parametrize(
    ("kind", "look"), [("car", "red"), ("bicycle", "blue+nobody"), ("bag", "backpack")]
)
def test_the_box_of_a_thing_is_that_of_its_silhouette(figures: Figures, kind: str, look: str):
    of = thing_extent(kind, look)
    sprite = figures.thing(kind, look, heading_deg=45, pitch_deg=30, height_px=100)
    told = bounds(of.silhouette, of, sprite, 45, 30)
    assert told == pytest.approx(painted(sprite.bgra[..., 3] >= 128), abs=3.0)
    assert len(of.face) == len(of.head) == 0


def test_a_ridden_bicycle_has_the_face_of_its_rider():
    of = thing_extent("bicycle", "red+ada", 0.5)
    assert len(of.face) > 10
    assert of.silhouette[:, 1].max() > 1.4


def test_a_tone_changes_no_extent():
    assert extent("ada+tone2", "walk", 0.3) is extent("ada", "walk", 0.3)


def test_a_face_looks_ahead_and_down_where_one_bends():
    assert extent("ada", "walk", 0.0).gaze == pytest.approx([0, 0, 1], abs=0.1)
    assert extent("ada", "bend", 0.5).gaze[1] < -0.4
