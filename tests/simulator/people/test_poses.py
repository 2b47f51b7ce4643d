"""Bodies and how they hold themselves, in metres."""

import numpy as np
import pytest

from edge.errors import BadInputError
from simulator.people.body import FACE, Stance, cast, dressed, stance
from simulator.people.gait import stride_m
from simulator.people.pose import PHASES, drawn_phase, pose
from simulator.people.posture import BENCH_M
from simulator.people.skin import posed

MOTIONS = sorted(PHASES)


def held(look: str, motion: str, phase: float, carries: tuple[str, ...] = ()) -> Stance:
    return stance(dressed(look), pose(look, motion, phase, carries))


def points(look: str, motion: str, phase: float) -> np.ndarray:
    return posed(dressed(look), held(look, motion, phase))


def bone(look: str, name: str, of: Stance) -> np.ndarray:
    return of.of(dressed(look).skeleton, name)[1]


def test_the_cast_is_a_dozen_from_children_to_tall_adults():
    heights_m = sorted(character.height_m for character in cast().values())
    assert len(heights_m) == 12
    assert heights_m[0] < 1.45
    assert 1.85 < heights_m[-1] < 2.0


@pytest.mark.parametrize("motion", ["stand", "walk"])
def test_whoever_is_upright_stands_on_the_ground_at_about_their_height(motion: str):
    for look, character in cast().items():
        found = points(look, motion, 0.3)
        assert found[:, 1].min() == pytest.approx(0.0, abs=2e-3)
        assert found[:, 1].max() == pytest.approx(character.height_m, rel=0.06)


@pytest.mark.parametrize("motion", MOTIONS)
@pytest.mark.parametrize("look", ["kofi", "jonas", "priya"])
def test_nobody_sinks_into_the_ground(look: str, motion: str):
    for step in range(PHASES[motion]):
        found = points(look, motion, step / PHASES[motion])
        assert found[:, 1].min() > -0.03


def test_one_who_runs_leaves_the_ground_twice_in_a_cycle_and_leans_ahead():
    clear_m = [points("omar", "run", step / 8)[:, 1].min() for step in range(8)]
    assert [step for step in range(8) if clear_m[step] > 0.03] == [2, 6]
    of = held("omar", "run", 0.0)
    assert bone("omar", "Head", of)[2] > bone("omar", "Hips", of)[2] + 0.05


def test_one_who_bends_reaches_the_ground_half_way_and_stands_up_again():
    hand_m = [bone("eva", "RightHand", held("eva", "bend", step / 8))[1] for step in range(8)]
    assert np.argmin(hand_m) == 4
    assert hand_m[4] < 0.35
    assert hand_m[0] > 0.7
    assert hand_m[1] == pytest.approx(hand_m[7])


def test_feet_stay_where_they_are_while_one_bends():
    feet = [bone("eva", "LeftFoot", held("eva", "bend", step / 8)) for step in range(8)]
    assert np.ptp(feet, axis=0).max() < 0.02


@pytest.mark.parametrize("look", ["kofi", "mei", "jonas", "bruno"])
def test_one_who_sits_has_the_bench_beneath_the_hips(look: str):
    of = held(look, "sit", 0.0)
    assert BENCH_M < bone(look, "LeftUpLeg", of)[1] < BENCH_M + 0.12
    assert bone(look, "LeftLeg", of)[2] > bone(look, "LeftUpLeg", of)[2] + 0.15


def test_an_arm_that_carries_hangs_straight_and_a_box_takes_both():
    for carries, bent in ((("handbag",), False), (("box",), True)):
        of = held("ada", "stand", 0.0, carries)
        arm, elbow, hand = (bone("ada", f"Right{name}", of) for name in ("Arm", "ForeArm", "Hand"))
        upper, fore = (limb / np.linalg.norm(limb) for limb in (elbow - arm, hand - elbow))
        assert (upper @ fore < 0.6) == bent


def test_strides_are_as_long_as_legs_allow_and_longer_running():
    for character in cast().values():
        assert 0.8 < stride_m(character, "walk") < 1.6
        assert stride_m(character, "run") > 1.5 * stride_m(character, "walk")


def test_a_phase_is_rounded_to_one_that_is_drawn_and_the_last_is_the_first():
    assert drawn_phase("walk", 0.31) == pytest.approx(0.3)
    assert drawn_phase("walk", 0.97) == 0.0


def test_a_motion_that_nobody_makes_is_named():
    with pytest.raises(BadInputError, match="motion swim"):
        drawn_phase("swim", 0.0)


def test_a_tone_changes_skin_and_nothing_else():
    own, other = dressed("lena"), dressed("lena+tone6")
    changed = (own.colour != other.colour).any(1)
    face = np.unique(own.triangles[own.part == FACE])
    trunk = np.flatnonzero(np.abs(own.points[:, 1] - 1.25) < 0.1)
    assert changed[face].mean() > 0.6
    # Of the trunk only what the shirt hides, beneath it, is skin.
    assert (own.inside[trunk][changed[trunk]] <= 0).mean() > 0.8
    assert other.colour[changed].mean() < 0.5 * own.colour[changed].mean()


def test_ones_own_tone_changes_nothing_to_see():
    assert np.abs(dressed("lena").colour - dressed("lena+tone1").colour).max() < 0.01


@pytest.mark.parametrize("look", ["nobody", "ada+tone7", "ada+blue"])
def test_a_look_that_nobody_has_is_named(look: str):
    with pytest.raises(BadInputError, match="look " + look.replace("+", "[+]")):
        dressed(look)
