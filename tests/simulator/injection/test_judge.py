import numpy as np
import pytest

from edge.geometry import no_boxes
from edge.perception.detector import NOTHING
from edge.perception.frame import Frame
from edge.privacy.mask import FILL, MaskedFrame, Masker, mask_whole
from simulator.injection.judge import Owed, grey_share, leak_of
from simulator.injection.scene import WINDOW

UPPER, LEGS = 1, 2


def _shown(pixels: np.ndarray) -> MaskedFrame:
    """The picture as it is: nobody was found in it."""
    masker = Masker[None]()
    masker.mask(Frame(pixels, mono_s=0.0), None, tracks=(), detections=NOTHING, faces=no_boxes())
    ((masked, _),) = masker.ready()
    return masked


def _owed(label: int, *, strict: bool = False, area: bool = False) -> Owed:
    labels = np.zeros((40, 60), np.uint8)
    labels[10:20, 10:20] = label
    return Owed(labels=labels, strict=strict, area=area)


def _grey_but_for(row: int, column: int) -> np.ndarray:
    pixels = np.full((40, 60, 3), FILL, np.uint8)
    pixels[row, column, 2] += 1
    return pixels


def test_one_pixel_of_a_person_off_the_grey_by_one_level_is_a_leak() -> None:
    assert leak_of(_shown(_grey_but_for(19, 19)), _owed(UPPER)).person_px == 1
    assert not leak_of(_shown(_grey_but_for(20, 20)), _owed(UPPER))


@pytest.mark.parametrize(("strict", "leaks"), [(False, 0), (True, 1)])
def test_legs_may_show_unless_whole_people_are_to_be_hidden(strict: bool, leaks: int) -> None:
    masked = _shown(_grey_but_for(15, 15))
    assert leak_of(masked, _owed(LEGS, strict=strict)).person_px == leaks


@pytest.mark.parametrize(("area", "leaks"), [(False, 0), (True, 1)])
def test_a_window_may_show_unless_it_is_private(area: bool, leaks: int) -> None:
    masked = _shown(_grey_but_for(15, 15))
    assert leak_of(masked, _owed(WINDOW, area=area)).window_px == leaks


def test_a_picture_masked_whole_is_that_of_nothing_to_the_byte() -> None:
    scene = np.random.default_rng(1).integers(0, 256, (240, 320, 3)).astype(np.uint8)
    masked = mask_whole(Frame(scene, mono_s=0.0), "dark")
    owed = Owed(labels=np.zeros((240, 320), np.uint8), strict=False, area=False)
    assert not leak_of(masked, owed)
    masked.pixels[5, 5, 0] += 1
    assert leak_of(masked, owed).scene_px == 1


def test_the_share_of_grey_is_that_of_the_picture() -> None:
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:10] = FILL
    assert grey_share(_shown(pixels)) == pytest.approx(0.25)
