"""No pixel of a person leaves."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from edge.geometry import Box, Boxes, no_boxes
from edge.label import LABELS
from edge.perception.detector import NOTHING, Detections
from edge.perception.frame import Frame, FrameSpentError
from edge.privacy.mask import FILL, WORDS, MaskedFrame, Masker, PrivacyError, mask_whole
from edge.tracking.track import Track, TrackId

WIDTH, HEIGHT = 640, 480
STANDING = (0.40, 0.30, 0.46, 0.70)


def frame(*, mono_s: float = 0.0, seed: int = 1) -> Frame:
    """A picture of noise in which no pixel happens to have the colour of the mask."""
    noise = np.random.default_rng(seed).integers(0, 100, (HEIGHT, WIDTH, 3), np.uint8)
    return Frame(noise, mono_s=mono_s)


def people(*boxes: tuple[float, ...], score: float = 0.3, label: str = "person") -> Detections:
    return Detections(
        boxes=np.array(boxes, np.float32).reshape(-1, 4),
        scores=np.full(len(boxes), score, np.float32),
        labels=np.full(len(boxes), LABELS.index(label), np.int64),
    )


def followed(box: tuple[float, ...], *, confirmed: bool = True, seen_mono_s: float = 0.0) -> Track:
    x_min, y_min, x_max, y_max = box
    return Track(
        id=TrackId(1),
        label="person",
        box=Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max),
        score=0.5,
        first_mono_s=0.0,
        seen_mono_s=seen_mono_s,
        confirmed=confirmed,
    )


def look(
    masker: Masker[None],
    *,
    mono_s: float = 0.0,
    detections: Detections = NOTHING,
    tracks: Iterable[Track] = (),
    faces: Boxes | None = None,
    seed: int = 1,
) -> MaskedFrame:
    return mask(
        masker,
        frame(mono_s=mono_s, seed=seed),
        detections=detections,
        tracks=tuple(tracks),
        faces=no_boxes() if faces is None else faces,
    )


def mask(masker: Masker[None], raw: Frame, **known: Any) -> MaskedFrame:
    """Mask one frame of a masker that keeps none back."""
    masker.mask(raw, None, **known)
    [(masked, _)] = masker.ready()
    return masked


def covers(masked: MaskedFrame, box: tuple[float, ...]) -> bool:
    """Tell whether every pixel of a normalised box has the colour of the mask."""
    x_min, y_min, x_max, y_max = box
    rows = slice(max(int(y_min * HEIGHT), 0), max(int(np.ceil(y_max * HEIGHT)), 0))
    columns = slice(max(int(x_min * WIDTH), 0), max(int(np.ceil(x_max * WIDTH)), 0))
    return bool((masked.pixels[rows, columns] == FILL).all())


def upper(box: tuple[float, ...], share: float = 0.55) -> tuple[float, ...]:
    return box[0], box[1], box[2], box[1] + share * (box[3] - box[1])


def test_a_masked_frame_cannot_be_made_from_raw_pixels():
    with pytest.raises(PrivacyError):
        MaskedFrame(frame().pixels, mono_s=0.0, whole=True, key=object())


def test_masked_whole_nothing_of_the_scene_is_left_and_the_frame_is_spent():
    raw = frame(mono_s=7.0)
    masked = mask_whole(raw)
    assert masked.whole
    assert masked.mono_s == 7.0
    assert (masked.pixels == FILL).all()
    with pytest.raises(FrameSpentError):
        _ = raw.pixels


def test_a_frame_that_is_masked_whole_says_why():
    masker = Masker[None]()
    masker.mask_whole(frame(), None, "dark")
    masker.mask_whole(frame(), None)
    (dark, _), (unnamed, _) = masker.ready()
    assert dark.whole and unnamed.whole
    assert (dark.cause, unnamed.cause) == ("dark", None)
    assert {*dark.pixels.ravel().tolist()} == {FILL, WORDS}
    assert (unnamed.pixels == FILL).all()


def test_a_camera_that_starts_blind_says_so():
    masker = Masker[None](ahead_s=0.3, starts_blind=True)
    known = {"tracks": (), "detections": NOTHING, "faces": no_boxes()}
    masker.mask(frame(), None, **known)
    [(masked, _)] = masker.ready()
    assert masked.cause == "starting"


def test_strictly_everybody_is_covered_from_top_to_toe():
    masker = Masker[None](strict=True)
    raw = frame()
    masked = mask(masker, raw, detections=people(STANDING), tracks=(), faces=no_boxes())
    assert covers(masked, STANDING)


def test_strictly_the_body_below_a_face_is_covered_though_no_model_knows_it():
    face = (0.50, 0.20, 0.53, 0.25)
    masker = Masker[None](strict=True)
    faces = np.array([face], np.float32)
    masked = mask(masker, frame(), detections=NOTHING, tracks=(), faces=faces)
    assert covers(masked, (0.48, 0.20, 0.55, 0.60))


def test_a_masker_may_become_strict_while_it_runs_and_lax_again():
    masker = Masker[None]()
    assert not covers(look(masker, detections=people(STANDING)), STANDING)
    masker.strict = True
    assert covers(look(masker, mono_s=0.1, detections=people(STANDING)), STANDING)
    masker.strict = False
    shown = [
        look(masker, mono_s=at_s, detections=people(STANDING)) for at_s in (1.0, 2.0, 3.0, 4.0)
    ]
    assert not covers(shown[-1], STANDING)


def test_after_masking_the_frame_is_blind_and_its_pixels_were_not_copied():
    raw = frame()
    pixels = raw.pixels
    masked = mask(Masker(), raw, detections=people(STANDING), tracks=(), faces=no_boxes())
    assert masked.pixels is pixels
    assert not masked.whole
    with pytest.raises(FrameSpentError):
        _ = raw.pixels


def test_head_and_upper_body_of_a_standing_person_are_covered_but_not_the_ground_beside():
    masked = look(Masker(), detections=people(STANDING))
    assert covers(masked, (0.39, 0.26, 0.47, 0.54))
    assert not (masked.pixels[:100] == FILL).any()
    assert not (masked.pixels[int(0.66 * HEIGHT) :] == FILL).any()


def test_what_lies_under_a_mask_does_not_depend_on_the_picture():
    one = look(Masker(), detections=people(STANDING), seed=1).pixels
    other = look(Masker(), detections=people(STANDING), seed=2).pixels
    hidden = (one == FILL).all(axis=2)
    assert hidden.any()
    assert ((other == FILL).all(axis=2) == hidden).all()


@pytest.mark.parametrize("score", [0.2, 0.4, 0.9])
def test_a_weak_detection_is_masked_as_well_as_a_strong_one(score):
    assert covers(look(Masker(), detections=people(STANDING, score=score)), upper(STANDING))


def test_things_are_not_masked():
    assert not (look(Masker(), detections=people(STANDING, label="vehicle")).pixels == FILL).any()


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_track_that_no_detection_supports_is_masked(confirmed):
    track = followed(STANDING, confirmed=confirmed, seen_mono_s=-1.5)
    assert covers(look(Masker(), tracks=[track]), upper(STANDING))


def test_a_lost_track_is_masked_beside_two_boxes_that_are_one():
    other = (0.70, 0.30, 0.76, 0.70)
    masked = look(Masker(), detections=people(other, other), tracks=[followed(STANDING)])
    assert covers(masked, upper(STANDING))
    assert covers(masked, upper(other))


def test_where_two_were_seen_and_one_is_the_other_stays_covered():
    masker = Masker()
    beside = tuple(v + (0.01 if i % 2 == 0 else 0) for i, v in enumerate(STANDING))
    look(masker, detections=people(STANDING, beside))
    masked = look(masker, mono_s=0.1, detections=people(STANDING))
    assert covers(masked, upper(beside))


def test_a_face_is_masked_where_no_person_was_found():
    face = (0.50, 0.20, 0.54, 0.26)
    masked = look(Masker(), faces=np.array([face], np.float32))
    assert covers(masked, (0.494, 0.191, 0.546, 0.269))


@pytest.mark.parametrize(
    "box",
    [
        (0.30, 0.50, 0.50, 0.80),  # sits
        (0.20, 0.60, 0.60, 0.75),  # lies
        (0.50, 0.50, 0.52, 0.58),  # far away
        (0.00, 0.30, 0.04, 0.70),  # cut by the left edge
        (0.96, 0.30, 1.00, 0.70),
        (0.40, 0.00, 0.50, 0.50),
        (0.40, 0.50, 0.50, 1.00),
    ],
)
def test_of_whom_no_whole_standing_figure_is_seen_everything_is_covered(box):
    assert covers(look(Masker(), detections=people(box)), box)


def test_a_face_that_is_lost_for_less_than_a_second_stays_covered():
    face = (0.50, 0.20, 0.54, 0.26)
    masker = Masker()
    look(masker, faces=np.array([face], np.float32))
    for tenth in range(1, 9):
        assert covers(look(masker, mono_s=tenth / 10), face)


def test_a_region_is_given_up_after_its_second():
    masker = Masker()
    look(masker, detections=people(STANDING))
    for tenth in range(1, 11):
        look(masker, mono_s=tenth / 10)
    assert not (look(masker, mono_s=1.2).pixels == FILL).any()


def test_a_held_region_grows():
    masker = Masker()
    at_first = (look(masker, detections=people(STANDING)).pixels == FILL).sum()
    later = (look(masker, mono_s=0.9).pixels == FILL).sum()
    assert later > at_first


@pytest.mark.parametrize("gap_s", [0.5, 5.0, 3600.0])
def test_a_region_is_held_over_a_gap_between_frames(gap_s):
    masker = Masker()
    look(masker, detections=people(STANDING))
    assert covers(look(masker, mono_s=gap_s), upper(STANDING))
    assert covers(look(masker, mono_s=gap_s + 0.1), upper(STANDING))


def test_a_region_is_held_while_time_stands_still_or_goes_back():
    masker = Masker()
    look(masker, mono_s=10.0, detections=people(STANDING))
    assert covers(look(masker, mono_s=10.0), upper(STANDING))
    assert covers(look(masker, mono_s=2.0), upper(STANDING))


def test_a_lost_walker_is_covered_where_his_track_predicts_him():
    masker = Masker()
    look(masker, detections=people(STANDING), tracks=[followed(STANDING)])
    for tenth in range(1, 15):
        moved = tuple(v + (0.02 * tenth if i % 2 == 0 else 0) for i, v in enumerate(STANDING))
        masked = look(masker, mono_s=tenth / 10, tracks=[followed(moved)])
        assert covers(masked, upper(moved))


def test_one_who_is_lost_behind_another_stays_covered():
    masker = Masker()
    near = (0.30, 0.20, 0.42, 0.90)
    look(masker, detections=people(near, STANDING))
    assert covers(look(masker, mono_s=0.5, detections=people(near)), upper(STANDING))


def test_a_mask_leaves_no_trail_behind_a_walker_who_is_seen():
    masker = Masker()
    for tenth in range(20):
        moved = tuple(v + (0.005 * tenth if i % 2 == 0 else 0) for i, v in enumerate(STANDING))
        masked = look(masker, mono_s=tenth / 10, detections=people(moved))
    assert not covers(masked, upper(STANDING))


def test_the_edge_of_a_mask_does_not_tremble_with_its_box():
    shapes = set()
    for shift in np.linspace(-0.001, 0.001, 9):
        masked = look(
            Masker(), detections=people(tuple(v + shift for v in (0.41, 0.31, 0.46, 0.7)))
        )
        shapes.add((masked.pixels == FILL).tobytes())
    assert len(shapes) <= 2


BAD = {
    "not a number": np.array([[0.1, np.nan, 0.2, 0.3]], np.float32),
    "infinite": np.array([[0.1, 0.1, np.inf, 0.3]], np.float32),
    "far beyond": np.array([[-1e38, 0.1, 3e38, 0.3]], np.float32),
    "inside out": np.array([[0.5, 0.1, 0.2, 0.3]], np.float32),
    "of three": np.zeros((1, 3), np.float32),
    "flat": np.zeros(4, np.float32),
    "text": np.array([["0.1", "0.1", "0.2", "0.2"]]),
    "objects": np.array([[None] * 4]),
    "complex": np.zeros((1, 4), np.complex64),
}


@pytest.mark.parametrize("boxes", BAD.values(), ids=BAD.keys())
def test_faces_that_are_no_boxes_let_no_pixel_out(boxes):
    raw = frame()
    with pytest.raises(PrivacyError):
        Masker().mask(raw, None, detections=NOTHING, tracks=(), faces=boxes)
    assert mask_whole(raw).whole


@pytest.mark.parametrize("boxes", BAD.values(), ids=BAD.keys())
def test_detections_that_are_no_boxes_let_no_pixel_out(boxes):
    bad = Detections(boxes=boxes, scores=np.ones(1, np.float32), labels=np.zeros(1, np.int64))
    with pytest.raises(PrivacyError):
        Masker().mask(frame(), None, detections=bad, tracks=(), faces=no_boxes())


def test_labels_that_do_not_fit_the_boxes_let_no_pixel_out():
    bad = Detections(
        boxes=people(STANDING).boxes, scores=np.ones(1, np.float32), labels=np.zeros(2, np.int64)
    )
    with pytest.raises(PrivacyError):
        Masker().mask(frame(), None, detections=bad, tracks=(), faces=no_boxes())


def test_a_track_at_no_place_lets_no_pixel_out():
    with pytest.raises(PrivacyError):
        look(Masker(), tracks=[followed((0.1, float("nan"), 0.2, 0.3))])


def test_what_was_held_is_still_held_after_a_frame_that_failed():
    masker = Masker()
    look(masker, detections=people(STANDING))
    with pytest.raises(PrivacyError):
        look(masker, mono_s=0.1, faces=BAD["not a number"])
    assert covers(look(masker, mono_s=0.2), upper(STANDING))


@pytest.mark.parametrize("size", [(1, 1), (7, 9), (1080, 1920)])
def test_pictures_of_any_size_are_masked(size):
    raw = Frame(np.zeros((*size, 3), np.uint8), mono_s=0.0)
    masked = mask(Masker(), raw, detections=people((0, 0, 1, 1)), tracks=(), faces=no_boxes())
    assert (masked.pixels == FILL).all()
