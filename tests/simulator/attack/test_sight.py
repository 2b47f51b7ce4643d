"""Windows about a head, and what a style puts where the mask is."""

import numpy as np
import pytest

from edge.geometry import Box
from edge.privacy.mask import FILL
from simulator.attack.sight import FAR_AROUND, PlainSight, window
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
    assert np.ptp(PlainSight(1.5).look(masked(), FACE)) == 0
    assert np.ptp(PlainSight(FAR_AROUND).look(masked(), FACE)) > 0


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
