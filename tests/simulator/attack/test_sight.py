"""Windows about a head, and what a style puts where the mask is."""

import numpy as np
import pytest

from edge.geometry import Box
from edge.privacy.mask import FILL
from simulator.attack.sight import FAR_AROUND, Sight, edges, surroundings, window
from simulator.attack.styles import FAMILIES

FACE = Box(x_min=40, y_min=40, x_max=56, y_max=60)
RAW = np.random.default_rng(1).integers(0, 100, (100, 100, 3), np.uint8)


def masked() -> np.ndarray:
    pixels = RAW.copy()
    pixels[30:70, 30:70] = FILL
    return pixels


def test_a_window_lies_about_the_face_also_at_the_edge():
    pixels = np.zeros((100, 100, 3), np.uint8)
    pixels[40:60, 40:56] = 200
    middle = window(pixels, FACE, 1.0, 20)
    assert (middle[:, 10] == 200).all()
    corner = Box(x_min=0, y_min=0, x_max=16, y_max=20)
    assert window(pixels, corner, 3.0, 32).shape == (32, 32, 3)


def test_the_far_window_sees_where_the_mask_ends_and_the_near_one_does_not():
    assert np.ptp(surroundings(masked(), FACE, side=1.5)) == 0
    assert np.ptp(surroundings(masked(), FACE, side=FAR_AROUND)) > 0


def test_edges_are_how_far_the_mask_reaches_in_heights_of_the_face():
    reach = edges(masked(), FACE)
    right, down, left, up = reach[::4]
    assert (right, down, left, up) == pytest.approx((1.1, 1.0, 0.9, 1.0), abs=0.06)
    assert not edges(RAW, FACE).any()
    assert (edges(np.full_like(RAW, FILL), FACE) > 2).all()


def test_over_time_is_the_mean_and_the_spread_and_otherwise_the_first_frame():
    frames = [(masked(), FACE), (RAW, FACE)]
    assert (Sight(describe=edges).look(frames) == edges(masked(), FACE)).all()
    both = Sight(describe=edges, over_time=True).look(frames)
    mean, spread = both[:16], both[16:]
    assert mean == pytest.approx(edges(masked(), FACE) / 2)
    assert spread == pytest.approx(edges(masked(), FACE) / 2)


@pytest.mark.parametrize("family", ["blur", "pixelate"])
def test_other_styles_change_what_is_masked_and_nothing_else(family):
    covered = masked() == FILL
    for style in FAMILIES[family].values():
        changed = style(RAW, masked(), 16.0) != RAW
        assert changed[covered].mean() > 0.9
        assert not changed[~covered].any()


def test_our_style_is_the_mask_itself_and_none_is_the_picture():
    assert (FAMILIES["fill"]["fill"](RAW, masked(), 16.0) == masked()).all()
    assert (FAMILIES["none"]["none"](RAW, masked(), 16.0) == RAW).all()
