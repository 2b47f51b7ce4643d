"""What is wrong with the camera, as it is seen."""

import numpy as np

from simulator.faults.trouble import NO_TROUBLE, Trouble
from simulator.picture.studio import Studio
from simulator.world.body import Body
from tests.simulator.picture.scenes import Still, body, scenario, studio

DARK = Trouble(dark=True)


class Walking(Still):
    """Somebody who walks to the right at 1 m/s."""

    def at(self, t_s: float) -> tuple[Body, ...]:
        return (body("a", t_s - 2.0, 6.0, motion="walk", facing_deg=90.0, speed_m_s=1.0),)


def test_a_frozen_camera_shows_that_moment_again_and_again():
    one = Studio(scenario(), Walking())
    then = one.picture(1.0)
    frozen = one.picture(3.0, Trouble(frozen_at_s=1.0))
    assert np.array_equal(frozen.pixels, then.pixels)
    assert frozen.sights == then.sights
    assert (frozen.t_s, then.t_s) == (3.0, 1.0)
    assert not np.array_equal(one.picture(3.0).pixels, then.pixels)


def test_a_covered_lens_sees_nobody():
    covered = studio(body("a", 0.0, 6.0)).picture(0.0, Trouble(covered=True))
    assert covered.sights == ()
    assert covered.owner.max() == -1
    assert covered.pixels.mean() < 40
    assert covered.pixels.std() > 1


def test_out_of_focus_the_same_people_are_there_without_detail():
    one = studio(body("a", 0.0, 6.0))
    sharp, soft = one.picture(0.0), one.picture(0.0, Trouble(defocused=True))
    assert soft.sights == sharp.sights
    mean = [picture.pixels.mean() for picture in (sharp, soft)]
    assert abs(mean[0] - mean[1]) < 3
    column = slice(150, 230)
    edges = [np.abs(np.diff(p.pixels[:, column].mean(2), axis=1)).max() for p in (sharp, soft)]
    assert edges[1] < 0.4 * edges[0]


def test_without_light_hardly_anything_is_left():
    one = studio(body("a", 0.0, 6.0))
    levels = [one.picture(0.0, trouble).pixels.mean() for trouble in (NO_TROUBLE, DARK)]
    assert levels[1] < 0.25 * levels[0]


def test_a_turned_camera_sees_another_part_of_the_place():
    one = Studio(scenario(place="street"), Still())
    straight, turned = one.picture(0.0), one.picture(0.0, Trouble(moved_deg=15.0))
    assert np.abs(straight.pixels.astype(int) - turned.pixels).mean() > 5
    assert np.array_equal(one.picture(0.0).pixels, straight.pixels)
