import os
from typing import Any

import numpy as np
import pytest

from edge.assemble import Bench
from edge.config import Config, parse_config
from edge.geometry import Boxes
from edge.loop.pipeline import Pipeline
from edge.perception.attention import EVERYTHING, Attention
from edge.perception.detector import Detections
from edge.perception.frame import Frame, FrameSpentError
from edge.perception.motion import Stir
from edge.privacy.mask import FILL, WORDS, MaskedFrame, Masker
from edge.tracking.track import Expected, Track
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
    parts = {"objects": WhitePeople(), "faces": NoFaces(), "masker": Masker(), **parts}
    return Pipeline(judges=bench.build(parse_config(config)), **parts)


def test_the_first_frame_is_masked_where_the_person_is_and_nowhere_else() -> None:
    masked = _pipeline().look(_frame(0.0)).views[0].masked
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
    assert look.cause == look.views[0].cause == "detector"
    assert _shows_nothing(look.views[0].masked)


def test_faces_that_make_no_sense_mask_the_whole_picture() -> None:
    look = _pipeline(faces=NonsenseFaces()).look(_frame(0.0))
    assert look.cause == look.views[0].cause == "mask"
    assert _shows_nothing(look.views[0].masked)


def test_a_person_in_the_zone_becomes_one_event() -> None:
    pipeline = _pipeline()
    looks = [pipeline.look(_frame(i / 10)) for i in range(30)]
    events = [event for look in looks for event in look.events]
    assert [(type(event).__name__, event.phase) for event in events] == [
        ("RestrictedZoneEvent", "open")
    ]


def test_a_tracker_given_from_outside_is_the_one_that_is_asked() -> None:
    class Nobody:
        def update(
            self, detections: Detections, *, mono_s: float, stir: Stir | None = None
        ) -> tuple[Track, ...]:
            return ()

        def carry(self, *, mono_s: float, stir: Stir | None = None) -> tuple[Track, ...]:
            return ()

        def expected(self, until_s: float) -> Expected:
            raise AssertionError("nobody asked for attention")

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


def _shows_nothing(masked: MaskedFrame) -> bool:
    """Tell whether it is one grey, but for the words on it."""
    return masked.whole and set(np.unique(masked.pixels)) <= {FILL, WORDS}


def _is_hidden(masked: MaskedFrame) -> bool:
    """Tell whether nothing white, which is all people here, is left above their hips."""
    return bool((masked.pixels[:144] != 255).all())


def test_who_comes_in_between_two_looks_is_masked_in_the_very_frame() -> None:
    pipeline = _pipeline(attention=Attention())
    empty = [pipeline.look(_frame(i / 10, person_at=None)) for i in range(25)]
    assert not empty[-1].effort.objects
    entered = pipeline.look(_frame(2.5))
    assert entered.effort.objects
    assert _is_hidden(entered.views[0].masked)


def test_who_walks_stays_masked_while_the_models_rest() -> None:
    pipeline = _pipeline(attention=Attention())
    looks = [pipeline.look(_frame(i / 20, person_at=0.1 + i / 200)) for i in range(120)]
    assert sum(look.effort.objects for look in looks) < 50
    assert all(_is_hidden(look.views[0].masked) for look in looks)


def test_who_stands_still_for_ten_minutes_stays_followed_and_masked() -> None:
    pipeline = _pipeline(attention=Attention())
    looks = [pipeline.look(_frame(i / 5)) for i in range(3000)]
    assert sum(look.effort.objects for look in looks) < 310
    assert all(_is_hidden(look.views[0].masked) for look in looks)
    assert {track.id for look in looks for track in look.tracks} == {1}
    assert all(look.tracks[0].seen_mono_s == i / 5 for i, look in enumerate(looks) if i >= 10)


def test_a_standing_person_whom_the_detector_no_longer_finds_stays_masked() -> None:
    pipeline = _pipeline(attention=Attention(), objects=WhitePeople(blind_at_s=(10, 600)))
    looks = [pipeline.look(_frame(i / 5)) for i in range(3000)]
    assert all(_is_hidden(look.views[0].masked) for look in looks)


def test_after_a_failure_every_frame_is_looked_at_until_one_succeeds() -> None:
    pipeline = _pipeline(attention=Attention(), objects=WhitePeople(broken_at_s=(0, 2)))
    looks = [pipeline.look(_frame(i / 10)) for i in range(40)]
    assert all(look.effort.objects for look in looks[:21])


def test_a_second_after_a_failure_a_complete_look_opens_the_picture_again() -> None:
    pipeline = _pipeline(attention=Attention(), objects=WhitePeople(broken_at_s=(0, 2)))
    looks = [pipeline.look(_frame(i / 10)) for i in range(40)]
    assert [look.views[0].masked.whole for look in looks] == [True] * 30 + [False] * 10
    assert looks[30].effort == EVERYTHING


def test_who_is_found_late_is_hidden_in_the_frames_before_as_well() -> None:
    late = {"objects": WhitePeople(blind_at_s=(0.0, 0.45)), "masker": Masker(ahead_s=0.3)}
    pipeline = _pipeline(**late)
    views = [view for i in range(10) for view in pipeline.look(_frame(i / 10)).views]
    views += pipeline.finish()
    assert [view.masked.mono_s for view in views] == [i / 10 for i in range(10)]
    assert [_is_hidden(view.masked) for view in views] == [False] * 2 + [True] * 8


def test_frames_kept_back_come_out_in_their_order_and_masked_whole_where_a_look_failed() -> None:
    pipeline = _pipeline(objects=WhitePeople(broken_at_s=(0.15, 0.35)), masker=Masker(ahead_s=0.3))
    looks = [pipeline.look(_frame(i / 10)) for i in range(20)]
    assert [len(look.views) for look in looks] == [0, 0, 0] + [1] * 17
    views = [view for look in looks for view in look.views] + [*pipeline.finish()]
    assert [view.masked.whole for view in views] == [2 <= i < 14 for i in range(20)]
    assert {view.cause for view in views[2:14]} == {"detector"}


def test_a_camera_that_starts_shows_nothing_of_the_scene_but_shows_it_at_once() -> None:
    pipeline = _pipeline(masker=Masker(ahead_s=0.3, starts_blind=True))
    looks = [pipeline.look(_frame(i / 10)) for i in range(10)]
    assert [len(look.views) for look in looks] == [1, 1, 1, 0, 0, 0, 1, 1, 1, 1]
    views = [view for look in looks for view in look.views] + [*pipeline.finish()]
    assert [view.masked.whole for view in views] == [True] * 3 + [False] * 7
    assert [view.masked.mono_s for view in views] == [i / 10 for i in range(10)]


def test_who_moves_is_hidden_although_no_model_finds_anybody() -> None:
    street = np.random.default_rng(3).integers(20, 60, (240, 320, 3), np.uint8)
    pipeline = _pipeline(objects=WhitePeople(blind_at_s=(0, np.inf)), attention=Attention())
    shown = []
    for i in range(30):
        pixels = street.copy()
        left = 20 + 8 * max(0, i - 10)
        if i >= 10:
            pixels[80:200, left : left + 40] = 255
        frame = Frame(pixels, mono_s=i / 10, utc_s=None)
        shown += [view.masked for view in pipeline.look(frame).views if not view.masked.whole]
    assert len(shown) > 20
    assert all((masked.pixels < 200).all() for masked in shown)


def test_pictures_wait_for_longer_where_looks_are_rarer() -> None:
    def waits_s(stretch: float) -> float:
        pipeline = _pipeline(masker=Masker(ahead_s=0.3), attention=Attention())
        waits = []
        for i in range(60):
            frame = _frame(i / 10)
            for view in pipeline.look(frame, stretch=stretch).views:
                waits.append(i / 10 - view.masked.mono_s)
        return waits[-1]

    assert waits_s(1.0) == pytest.approx(0.3)
    assert waits_s(2.0) == pytest.approx(0.6)
