"""What the real pipeline hands out is judged by its pixels, whatever it says of itself."""

import os
from typing import Any

import pytest

from edge.assemble import Bench
from edge.config import Config
from edge.loop.pipeline import Pipeline
from edge.perception.detector import NOTHING, Detections
from edge.perception.frame import Frame
from edge.privacy.mask import Masker
from simulator.exposure.figures import figures
from simulator.exposure.visits import AWAY_S
from simulator.exposure.watch import Watch, Watched
from tests.edge.white_people import NoFaces, WhitePeople
from tests.simulator.exposure.white_faces import FRAME_S, frames, watched


class Nobody:
    def detect(self, frame: Frame) -> Detections:
        return NOTHING


def _seen(count: int = 20, *, masker: Masker[Any] | None = None, objects: Any = None) -> Watched:
    judges = Bench(random_bytes=os.urandom).build(Config(version=1))
    pipeline = Pipeline(
        objects=objects or WhitePeople(),
        faces=NoFaces(),
        masker=masker or Masker(),
        judges=judges,
    )
    return Watch(pipeline, watched()).see(frames(count))


def test_who_is_found_in_every_frame_is_covered_throughout():
    told = figures([_seen()])
    assert (told["face_frames"], told["exposed_frames"]) == (20, 0)
    assert (told["tracks"], told["tracks_covered"]) == (1, 1)
    assert told["failed_closed_share"] == 0


def test_a_detector_that_sees_nobody_exposes_every_frame():
    seen = _seen(objects=Nobody())
    told = figures([seen])
    assert told["exposed_frames"] == told["face_frames"] == 20
    assert told["tracks_covered"] == 0
    assert told["exposed_s"] == pytest.approx(20 * FRAME_S)
    assert told["over_masked_share"] == 0
    assert list(seen.worst) == ["a test: ada 1"]


def test_a_detector_that_is_late_exposes_the_frames_before_and_looking_ahead_covers_them():
    late = (0.0, 0.25)
    assert figures([_seen(objects=WhitePeople(blind_at_s=late))])["exposed_frames"] == 3
    ahead: Masker[Any] = Masker(ahead_s=0.4)
    told = figures([_seen(objects=WhitePeople(blind_at_s=late), masker=ahead)])
    assert told["exposed_frames"] == 0


def test_masking_everything_shows_as_failing_closed_and_not_as_a_mask():
    told = figures([_seen(objects=WhitePeople(broken_at_s=(0.0, 99.0)))])
    assert told["exposed_frames"] == 0
    assert told["failed_closed_share"] == 1
    assert told["frames_masked_whole"] == {"detector": 20}
    assert told["face_frames_masked_whole"] == told["face_frames"] == 20
    assert told["over_masked_share"] is None
    assert told["by_size_px"]["20 to 24"]["recall"] is None


def test_frames_that_still_wait_at_the_end_are_not_judged():
    ahead: Masker[Any] = Masker(ahead_s=0.4)
    assert figures([_seen(masker=ahead)])["frames"] == 16


def test_what_is_filled_beside_people_is_over_masked():
    seen = _seen(1)
    assert 0 < seen.over_masked < seen.masked < 1


def test_somebody_who_comes_back_is_another_track():
    judges = Bench(random_bytes=os.urandom).build(Config(version=1))
    pipeline = Pipeline(objects=WhitePeople(), faces=NoFaces(), masker=Masker(), judges=judges)
    gone = round(AWAY_S / FRAME_S) + 5
    both = [*frames(5), *frames(5, first=gone)]
    assert Watch(pipeline, watched()).see(both).passes == 2
