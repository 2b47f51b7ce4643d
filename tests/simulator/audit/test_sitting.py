"""Portraits before the real models: as large as asked for, found, and missed where planted."""

from dataclasses import replace

import numpy as np
import pytest

from edge.assemble import open_detectors
from edge.errors import BadInputError
from edge.geometry import Box, no_boxes
from edge.perception.detector import NOTHING
from simulator.audit.composite import show
from simulator.audit.conditions import DRAWN_CONDITIONS, PLAIN, PORTRAIT_CONDITIONS
from simulator.audit.drawn import sit_drawn
from simulator.audit.head import cut
from simulator.audit.measure import Eyes
from simulator.audit.portraits import Portrait, read_portraits
from simulator.audit.sitting import located, sit
from simulator.audit.stages import STAGES, drawn_alike, stage
from simulator.audit.verdict import judge
from tests.simulator.audit.drawn_portraits import write_portraits

GREY = np.full((200, 200, 3), 128, np.uint8)
FACE = Box(x_min=60, y_min=50, x_max=140, y_max=150)


@pytest.fixture(scope="module")
def detectors():
    return open_detectors(objects=None, faces=None, threads=1)


@pytest.fixture(scope="module")
def portraits(tmp_path_factory) -> list[Portrait]:
    folder = tmp_path_factory.mktemp("drawn")
    write_portraits(folder, {f"{g}{n}": g for g in "ab" for n in range(20)})
    return read_portraits(folder)


class Forgetful:
    """A face detector that forgets what it saw in some of the pictures, in their order."""

    def __init__(self, faces, forgets) -> None:
        self._faces, self._forgets = faces, iter(forgets)

    def detect(self, frame):
        return no_boxes() if next(self._forgets) else self._faces.detect(frame)


class Blind:
    def detect(self, frame):
        return NOTHING


class BlindToFaces:
    def detect(self, frame):
        return no_boxes()


def shown(condition, pixels=GREY, face=FACE):
    scene = stage(drawn_alike(condition), 0, 1)
    return show(cut(pixels, face), scene, condition, seed=1, at_s=0.0)


@pytest.mark.parametrize("face_px", [16, 32, 64])
def test_a_face_is_as_wide_as_asked_for(face_px):
    box = shown(replace(PLAIN, face_px=face_px)).face
    assert box.x_max - box.x_min == pytest.approx(face_px, abs=1.5)
    assert box.y_max - box.y_min == pytest.approx(1.25 * face_px, abs=1.5)


def test_a_cut_is_the_same_shape_for_everybody():
    noise = np.random.default_rng(1).integers(0, 255, GREY.shape).astype(np.uint8)
    assert np.array_equal(cut(GREY, FACE).coverage, cut(noise, FACE).coverage)


def test_whoever_it_is_all_but_the_head_is_the_same():
    white = np.full_like(GREY, 250)
    one, other = (shown(PLAIN, pixels) for pixels in (GREY, white))
    differs = np.abs(one.pixels.astype(int) - other.pixels).max(axis=2) > 0
    rows = np.flatnonzero(differs.any(1))
    assert differs[one.visible].all()
    assert rows[-1] - rows[0] < 2.5 * (one.face.y_max - one.face.y_min)


def test_a_post_hides_half_a_face_and_a_rolled_head_is_wider():
    plain, post, rolled = (
        shown(replace(PLAIN, **changes)) for changes in ({}, {"cover": "post"}, {"roll_deg": 30.0})
    )
    assert post.visible.sum() == pytest.approx(plain.visible.sum() / 2, rel=0.1)
    assert rolled.visible.sum() == pytest.approx(plain.visible.sum(), rel=0.05)
    assert rolled.face.x_max - rolled.face.x_min > plain.face.x_max - plain.face.x_min


def test_night_is_darker_and_a_smear_is_softer():
    day, night, smeared = (
        shown(replace(PLAIN, **changes)) for changes in ({}, {"light": "dark"}, {"blur": 0.65})
    )
    assert night.pixels[night.visible].mean() < 0.4 * day.pixels[day.visible].mean()
    sharp, soft = (np.abs(np.diff(s.pixels.astype(int), axis=1)).mean() for s in (day, smeared))
    assert soft < sharp


def test_every_condition_is_told_apart():
    for conditions in (PORTRAIT_CONDITIONS, DRAWN_CONDITIONS):
        keys = [(one.factor, one.name) for one in conditions]
        assert len(set(keys)) == len(keys)
    assert {one.factor for one in (*PORTRAIT_CONDITIONS, *DRAWN_CONDITIONS)} >= {
        "size", "pitch", "light", "motion blur", "occlusion", "rotation", "compression",
    }  # fmt: skip


def test_the_real_models_find_and_hide_a_drawn_portrait(detectors, portraits):
    found = list(sit(portraits[:3], Eyes(*detectors), [PLAIN], seed=1))
    assert [one.missed for one in found] == [dict.fromkeys(("faces", "objects", "mask"), False)] * 3
    assert not any(one.whole for one in found)


def test_everybody_meets_the_same_scenes(portraits):
    class Notes(Blind):
        def __init__(self) -> None:
            self.brightness: list[float] = []

        def detect(self, frame):
            self.brightness.append(float(frame.pixels.mean()))
            return NOTHING

    notes = Notes()
    conditions = [replace(PLAIN, name=f"{number}") for number in range(2)]
    list(sit(portraits[:2], Eyes(notes, BlindToFaces()), conditions, seed=1))
    one, other = notes.brightness[:2], notes.brightness[2:]
    assert one == pytest.approx(other, abs=0.2)
    assert one[0] != pytest.approx(one[1], abs=0.2)


def test_where_nobody_sees_anything_the_mask_misses_too(portraits):
    (found,) = sit(portraits[:1], Eyes(Blind(), BlindToFaces()), [PLAIN], seed=1)
    assert all(found.missed.values())


def test_a_detector_that_forgets_one_groups_faces_is_found_out(detectors, portraits):
    objects, faces = detectors
    forgets = [one.groups["group"] == "b" and number % 2 for number, one in enumerate(portraits)]
    answers = list(sit(portraits, Eyes(objects, Forgetful(faces, forgets)), [PLAIN], seed=1))
    verdict = judge(answers, "faces", margin=0.02)
    assert verdict.word == "fail"
    assert "group b" in verdict.why[0]
    # Bodies were found all the same, and the mask covers them.
    assert judge(answers, "mask", margin=0.02).word == "insufficient"


def test_whom_the_model_cannot_find_stays_in(portraits):
    lost = [replace(one, face=None) for one in portraits[:3]]
    found = located(lost, Eyes(Blind(), BlindToFaces()))
    assert len(found) == 3
    assert all(one.face is not None for one in found)


def test_a_place_that_the_table_tells_is_kept(detectors, portraits):
    assert located(portraits[:2], Eyes(*detectors)) == portraits[:2]


def test_a_picture_that_is_none_is_refused_by_name(portraits, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    with pytest.raises(BadInputError, match=r"broken\.png: cannot be read"):
        list(
            sit(
                [replace(portraits[0], path=broken)], Eyes(Blind(), BlindToFaces()), [PLAIN], seed=1
            )
        )


def test_every_stage_has_a_face_to_replace():
    for number in range(STAGES):
        drawn = stage(drawn_alike(PLAIN), number, 1)
        assert drawn.whole.y_min < drawn.face.centre[1] < drawn.whole.y_max


def test_drawn_people_come_in_every_tone_under_the_same_conditions(detectors):
    found = list(sit_drawn(Eyes(*detectors), [DRAWN_CONDITIONS[0]], seed=1, people=2))
    assert sorted(one.groups["skin tone"] for one in found) == sorted(
        2 * [f"tone{number}" for number in range(1, 7)]
    )
    assert {one.kind for one in found} == {"drawn"}
