import msgspec
import pytest

from simulator.exposure.street import street
from simulator.world.pinhole import Pinhole
from simulator.world.world import World


def test_a_seed_and_a_number_give_one_place():
    first, again, other = (msgspec.json.encode(street(*key)) for key in ((1, 3), (1, 3), (2, 3)))
    assert first == again
    assert first != other


@pytest.mark.parametrize("number", range(4))
def test_everybody_can_walk_there(number):
    world = World(street(5, number))
    assert all(len(world.at(t_s)) < 60 for t_s in (5.0, 15.0, 25.0))
    assert world.at(15.0)


def test_places_differ_in_pitch_light_and_size():
    places = [street(1, number) for number in range(40)]
    assert len({place.scene.light for place in places}) == 5
    assert any(place.scene.rain for place in places)
    pitches = [place.camera.pitch_deg for place in places]
    assert min(pitches) < 5
    assert max(pitches) > 40


def test_nobody_begins_before_the_lens_but_out_of_view_far_off_or_behind_something():
    for number in range(12):
        place = street(1, number)
        camera = Pinhole.of(place.camera)
        for actor in place.actors:
            x_px, y_px = camera.project(x_m=actor.start[0], up_m=1.5, ahead_m=actor.start[1])
            in_view = 0 <= x_px < camera.width_px and 0 <= y_px < camera.height_px
            assert not in_view or actor.start[1] > 1.0
