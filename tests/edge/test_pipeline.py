import os
from typing import Any

import numpy as np
import pytest

from edge.assemble import Bench
from edge.config import Config, parse_config
from edge.geometry import Boxes
from edge.perception.detector import Detections
from edge.perception.frame import Frame, FrameSpentError
from edge.pipeline import Pipeline
from edge.privacy.mask import FILL, Masker
from edge.tracking.track import Track
from tests.edge.white_people import NoFaces, WhitePeople

CONFIG = b"""
version: 1
zones: {all: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}
lines: {middle: {from: [0.5, 0], to: [0.5, 1]}}
counts: {window_s: 10}
rules:
  - {rule: restricted_zone, zone: all}
  - {rule: line_crossing, line: middle}
"""


class NonsenseFaces:
    def detect(self, frame: Frame) -> Boxes:
        return np.array([[np.nan, 0, 1, 1]], np.float32)


def _frame(at_s: float, *, person_at: float | None = 0.3) -> Frame:
    pixels = np.full((240, 320, 3), 40, np.uint8)
    if person_at is not None:
        left = int(person_at * 320)
        pixels[80:200, left : left + 40] = 255
    return Frame(pixels, mono_s=at_s, utc_s=1_800_000_000 + at_s)


def _pipeline(config: bytes = CONFIG, **parts: Any) -> Pipeline:
    bench = Bench(random_bytes=os.urandom)
    parts = {"objects": WhitePeople(), "faces": NoFaces(), **parts}
    return Pipeline(masker=Masker(), judges=bench.build(parse_config(config)), **parts)


def test_the_first_frame_is_masked_where_the_person_is_and_nowhere_else() -> None:
    masked = _pipeline().look(_frame(0.0)).masked
    head = masked.pixels[80:150, 96:136]
    assert (head == FILL).all()
    assert (masked.pixels[:40] == 40).all()


def test_a_frame_is_blind_after_its_look() -> None:
    frame = _frame(0.0)
    _pipeline().look(frame)
    with pytest.raises(FrameSpentError):
        _ = frame.pixels


def test_a_broken_detector_masks_the_whole_picture_and_says_so() -> None:
    look = _pipeline(objects=WhitePeople(broken_at_s=(0, 1))).look(_frame(0.0))
    assert look.failure == "detector"
    assert look.masked.whole
    assert (look.masked.pixels == FILL).all()


def test_faces_that_make_no_sense_mask_the_whole_picture() -> None:
    look = _pipeline(faces=NonsenseFaces()).look(_frame(0.0))
    assert look.failure == "mask"
    assert (look.masked.pixels == FILL).all()


def test_a_person_in_the_zone_becomes_one_event() -> None:
    pipeline = _pipeline()
    looks = [pipeline.look(_frame(i / 10)) for i in range(30)]
    events = [event for look in looks for event in look.events]
    assert [(type(event).__name__, event.phase) for event in events] == [
        ("RestrictedZoneEvent", "open")
    ]


def test_a_tracker_given_from_outside_is_the_one_that_is_asked() -> None:
    class Nobody:
        def update(self, detections: Detections, *, mono_s: float) -> tuple[Track, ...]:
            return ()

    pipeline = _pipeline(tracker=Nobody())
    looks = [pipeline.look(_frame(i / 10)) for i in range(30)]
    assert [look for look in looks if look.events or look.tracks] == []


def test_a_time_without_looks_is_an_outage_and_not_an_empty_scene() -> None:
    pipeline = _pipeline(objects=WhitePeople(broken_at_s=(12, 17)))
    counts = [c for i in range(320) for c in pipeline.look(_frame(i / 10, person_at=None)).counts]
    assert [count.count_in for count in counts] == [0, None, 0]


def test_a_new_configuration_keeps_what_did_not_change() -> None:
    bench = Bench(random_bytes=os.urandom)
    old = bench.build(parse_config(CONFIG))
    moved = CONFIG.replace(b"[0.5, 0], to", b"[0.6, 0], to").replace(b"version: 1", b"version: 2")
    new = bench.build(parse_config(moved), old)
    assert new.rules[0] is old.rules[0]
    assert new.rules[1] is not old.rules[1]
    assert new.minimiser is old.minimiser


def test_a_counter_that_a_new_configuration_ends_gives_up_its_window() -> None:
    bench = Bench(random_bytes=os.urandom)
    pipeline = _pipeline()
    pipeline.look(_frame(0.0))
    given_up = pipeline.reconfigure(bench.build(Config(version=2), pipeline.judges))
    assert [(count.count_in, count.count_out) for count in given_up] == [(None, None)]
