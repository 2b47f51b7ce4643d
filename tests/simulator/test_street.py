"""The rendered street: deterministic, true to its pinhole, and busy enough to count."""

import hashlib
import math
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest

from simulator.people.body import cast
from simulator.street import PersonTruth, Street

HASH_A_PICTURE = """
import hashlib
from simulator.street import Street
picture = Street(seed=5).picture(3.7)
print(hashlib.sha256(picture.pixels.tobytes() + repr(picture.people).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def street() -> Street:
    return Street(seed=5)


@pytest.fixture(scope="module")
def minute(street: Street) -> list[tuple[PersonTruth, ...]]:
    """Who is to be seen, twice a second."""
    return [street.picture(t / 2).people for t in range(120)]


def height_px(height_m: float, ahead_m: float) -> float:
    """Floor to crown in the middle of the picture, from angles alone."""
    focal_px = 384 / math.tan(math.radians(25))
    crown, floor = (
        focal_px * math.tan(math.atan2(2.8 - up_m, ahead_m) - math.radians(11))
        for up_m in (height_m, 0.0)
    )
    return floor - crown


def test_one_seed_gives_the_same_bytes_in_two_processes(street: Street):
    picture = street.picture(3.7)
    here = hashlib.sha256(picture.pixels.tobytes() + repr(picture.people).encode()).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", HASH_A_PICTURE], capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == here


def test_a_picture_does_not_depend_on_what_was_asked_before(street: Street):
    forth = [street.picture(t) for t in (0.0, 12.3, 400.0)]
    back = [street.picture(t) for t in (400.0, 12.3, 0.0)][::-1]
    for one, other in zip(forth, back, strict=True):
        assert np.array_equal(one.pixels, other.pixels)
        assert one.people == other.people


def test_a_picture_is_the_callers_own(street: Street):
    street.picture(1.0).pixels[:] = 0
    assert street.picture(1.0).pixels.any()


def test_another_seed_is_another_street(street: Street):
    assert not np.array_equal(Street(seed=6).picture(0.0).pixels, street.picture(0.0).pixels)


def test_a_person_is_as_tall_as_the_pinhole_says(minute: list[tuple[PersonTruth, ...]]):
    """On average over their steps: a stride and a raised heel come and go."""
    ratios: dict[str, list[float]] = {}
    for person in (person for people in minute for person in people):
        if person.share_visible > 0.999:
            seen_px = (person.box.y_max - person.box.y_min) * 576
            told_px = height_px(cast()[person.name].height_m, person.ahead_m)
            ratios.setdefault(person.name, []).append(seen_px / told_px)
    assert len(ratios) >= 6
    assert all(0.97 < np.mean(mine) < 1.03 for mine in ratios.values())


def test_people_are_seen_from_far_to_near(minute: list[tuple[PersonTruth, ...]]):
    heights_px = [person.height_px for people in minute for person in people]
    assert min(heights_px) < 75
    assert max(heights_px) > 220


def test_heads_and_faces_lie_in_the_box_of_their_person(minute: list[tuple[PersonTruth, ...]]):
    faces = 0
    for person in (person for people in minute for person in people):
        for inner in filter(None, (person.head, person.face)):
            assert person.box.x_min <= inner.x_min < inner.x_max <= person.box.x_max
            assert person.box.y_min <= inner.y_min < inner.y_max <= person.box.y_max
        faces += person.face is not None
    assert faces > 50


def test_somebody_waits_for_a_good_while(minute: list[tuple[PersonTruth, ...]]):
    spots = [(p.name, p.x_m, p.ahead_m) for people in minute for p in people]
    assert max(spots.count(spot) for spot in set(spots)) > 2 * 20


def test_people_cross_the_middle_in_both_directions(minute: list[tuple[PersonTruth, ...]]):
    crossed = set()
    for earlier, later in pairwise(minute):
        was = {person.name: person.x_m for person in earlier}
        crossed |= {math.copysign(1, p.x_m) for p in later if was.get(p.name, p.x_m) * p.x_m < 0}
    assert crossed == {-1.0, 1.0}


def test_an_empty_street_has_nobody_in_it():
    assert Street(seed=5, people=0).picture(2.0).people == ()


def test_more_people_than_the_cast_are_refused():
    with pytest.raises(ValueError, match="people: expected 0 to 12, got 13"):
        Street(seed=5, people=13)
