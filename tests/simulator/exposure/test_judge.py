import cv2
import numpy as np
import pytest

from edge.geometry import no_boxes
from edge.label import PERSON
from edge.perception.detector import NOTHING, Detections
from edge.perception.frame import Frame
from edge.privacy.mask import FILL, MaskedFrame, Masker
from simulator.exposure.judge import face_frames, filled
from simulator.exposure.truth import Truth
from simulator.exposure.worst import worst
from tests.simulator.exposure.white_faces import face_at

_SIZE_PX = 400


def _picture() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 120, (_SIZE_PX, _SIZE_PX, 3), np.uint8)


def _masked(pixels: np.ndarray, box: tuple[int, ...]) -> MaskedFrame:
    """Masked for a person whose box this is; how far that reaches is the mask's own affair."""
    found = Detections(
        boxes=np.array([box], np.float32) / _SIZE_PX,
        scores=np.array([0.9], np.float32),
        labels=np.array([PERSON]),
    )
    masker: Masker[None] = Masker()
    masker.mask(Frame(pixels, mono_s=0.0), None, tracks=(), detections=found, faces=no_boxes())
    return masker.ready()[0][0]


def _judged(left: int, *, side: int = 40) -> tuple[float, bool]:
    """Of a face at so many px to the right of where the fill ends on the left: what is filled."""
    pixels = _picture()
    edge = int(np.flatnonzero(filled(_masked(pixels.copy(), (200, 200, 240, 320)))[230])[0])
    face = face_at(pixels, edge + left, 220, who="ada", side=side)
    masked = _masked(pixels.copy(), (200, 200, 240, 320))
    truth = Truth(mono_s=0.0, present=("ada",), faces=(face,), people=None)
    (judged,) = face_frames(masked, truth)
    return judged.filled, judged.exposed


def test_a_face_within_the_fill_is_covered():
    assert _judged(0) == (1.0, False)


def test_a_hole_of_a_tenth_of_the_face_exposes_it():
    assert _judged(-4) == (pytest.approx(0.9), False)
    assert _judged(-5) == (pytest.approx(0.875), True)


def test_a_face_beside_the_fill_is_exposed_altogether():
    assert _judged(-60) == (0.0, True)


def test_words_on_a_picture_masked_whole_are_no_face_and_a_face_left_there_is_one():
    masker: Masker[None] = Masker()
    pixels = _picture()
    truth = Truth(
        mono_s=0.0,
        present=("ada",),
        faces=(face_at(pixels, 0, 0, who="ada", side=_SIZE_PX),),
        people=None,
    )
    masker.mask_whole(Frame(pixels.copy(), mono_s=0.0), None, "dark")
    whole = masker.ready()[0][0]
    assert whole.whole
    assert face_frames(whole, truth)[0].filled == 1.0
    whole.pixels[:200] = pixels[:200]
    assert face_frames(whole, truth)[0].filled == pytest.approx(0.5)


def test_the_worst_is_kept_masked():
    pixels = _picture()
    face = face_at(pixels, 190, 205, who="ada")
    masked = _masked(pixels, (200, 200, 240, 320))
    (judged,) = face_frames(masked, Truth(mono_s=0, present=(), faces=(face,), people=None))
    kept = worst(masked, judged, scene="a test", light="day")
    shown = cv2.imdecode(np.frombuffer(kept.picture, np.uint8), cv2.IMREAD_COLOR)
    height, width = shown.shape[:2]
    middle = shown[height // 2 - 10 : height // 2 + 10, width // 2 - 10 : width // 2 + 10]
    assert abs(middle.mean() - FILL) < 5


def test_a_masker_told_of_nobody_fills_nothing():
    masker: Masker[None] = Masker()
    masker.mask(
        Frame(_picture(), mono_s=0.0), None, tracks=(), detections=NOTHING, faces=no_boxes()
    )
    assert not filled(masker.ready()[0][0]).any()
