"""The street that the demo begins with: busy, and its people are found."""

import math
from itertools import pairwise

import numpy as np
import pytest

from edge.geometry import iou_matrix
from edge.label import PERSON
from edge.perception.frame import Frame
from edge.perception.heads import open_object_detector
from edge.perception.manifest import models_folder, read_manifest
from simulator.picture.studio import Studio
from simulator.scenario.library import find
from simulator.scenario.read import read_scenario
from simulator.world.body import Body
from simulator.world.world import World

# Tracking continues, and masks hold, down to this score.
SCORE = 0.2


@pytest.fixture(scope="module")
def world() -> World:
    return World(read_scenario(find("street")))


@pytest.fixture(scope="module")
def minutes(world: World) -> list[tuple[Body, ...]]:
    """Who is there, once a second, for two minutes half an hour later."""
    return [world.at(float(t)) for t in range(1800, 1920)]


def test_the_same_eight_people_are_there_for_an_hour(minutes: list[tuple[Body, ...]]):
    assert {len(bodies) for bodies in minutes} == {8}
    assert len({body.name for bodies in minutes for body in bodies}) == 8
    assert len({body.look for bodies in minutes for body in bodies}) == 8


def test_somebody_waits_for_a_good_while(minutes: list[tuple[Body, ...]]):
    spots = [(b.name, round(b.x_m, 2), round(b.ahead_m, 2)) for bodies in minutes for b in bodies]
    assert max(spots.count(spot) for spot in set(spots)) > 20


def test_people_cross_the_middle_in_both_directions(minutes: list[tuple[Body, ...]]):
    crossed = set()
    for earlier, later in pairwise(minutes):
        was = {body.name: body.x_m for body in earlier}
        crossed |= {math.copysign(1, b.x_m) for b in later if was[b.name] * b.x_m < 0}
    assert crossed == {-1.0, 1.0}


def test_the_detector_finds_who_is_to_be_seen(world: World):
    studio = Studio(read_scenario(find("street")), world)
    card = next(card for card in read_manifest(models_folder()).models if card.task == "objects")
    detector = open_object_detector(card, threads=1)
    found = looked = 0
    for t_s in np.arange(0.0, 60.0, 4.0):
        picture = studio.picture(float(t_s))
        detections = detector.detect(Frame(picture.pixels.copy(), mono_s=0.0))
        boxes = detections.boxes[(detections.labels == PERSON) & (detections.scores >= SCORE)]
        for sight in picture.sights:
            if sight.label != "person" or sight.height_px < 60 or sight.share_visible < 0.5:
                continue
            wanted = np.array(
                [[b.x_min, b.y_min, b.x_max, b.y_max] for b in (sight.box, sight.whole)], np.float32
            )
            looked += 1
            found += bool(iou_matrix(wanted, boxes).max(initial=0.0) >= 0.4)
    assert looked > 50
    assert found / looked >= 0.95
