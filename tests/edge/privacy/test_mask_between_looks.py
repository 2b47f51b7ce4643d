"""Masks go with people, and leave nothing behind once it is certain that they went."""

from dataclasses import replace
from typing import Any

import numpy as np

from edge.geometry import no_boxes
from edge.perception.detector import NOTHING
from edge.privacy.mask import FILL, MaskedFrame, Masker
from edge.tracking.track import TrackId
from tests.edge.privacy.test_mask import (
    STANDING,
    covers,
    followed,
    frame,
    look,
    mask,
    people,
    upper,
)


def moved(by: float) -> tuple[float, ...]:
    """In single precision, as detectors give boxes: a track seen now has the very same."""
    shifted = (v + (by if i % 2 == 0 else 0.0) for i, v in enumerate(STANDING))
    return tuple(float(np.float32(v)) for v in shifted)


HERE = moved(0.0)


def waits(masker: Masker[None], *, mono_s: float, track: tuple[float, ...]) -> None:
    """A frame at which no model looks."""
    masker.mask(
        frame(mono_s=mono_s),
        None,
        tracks=[followed(track)],
        detections=None,
        faces=None,
    )


def looks(masker: Masker[None], *, mono_s: float, **known: Any) -> None:
    known = {"tracks": (), "detections": NOTHING, "faces": no_boxes(), **known}
    masker.mask(frame(mono_s=mono_s), None, **known)


def all_of(masker: Masker[None]) -> list[MaskedFrame]:
    return [masked for masked, _ in masker.ready(at_end=True)]


def test_who_walks_fast_leaves_no_mask_behind_at_the_next_look():
    masker = Masker[None]()
    look(masker, detections=people(HERE), tracks=[followed(HERE)])
    there = moved(0.2)
    masked = look(masker, mono_s=0.25, detections=people(there), tracks=[followed(there)])
    assert covers(masked, upper(there))
    assert not covers(masked, upper(HERE))


def test_between_looks_both_places_are_masked_while_nobody_knows_which_it_is():
    masker = Masker[None]()
    look(masker, detections=people(HERE), tracks=[followed(HERE)])
    there = moved(0.2)
    masked = mask(
        masker,
        frame(mono_s=0.1),
        tracks=[followed(there)],
        detections=None,
        faces=None,
    )
    assert covers(masked, upper(there))
    assert covers(masked, upper(HERE))


def test_the_next_look_tells_the_way_that_somebody_went():
    masker = Masker[None](ahead_s=0.3)
    looks(masker, mono_s=0.0, detections=people(HERE), tracks=[followed(HERE)])
    waits(masker, mono_s=0.1, track=moved(-0.3))
    looks(masker, mono_s=0.2, detections=people(moved(0.4)), tracks=[followed(moved(0.4))])
    first, between, last = all_of(masker)
    assert covers(first, upper(HERE)) and not covers(first, upper(moved(0.4)))
    for hundredths in range(41):
        assert covers(between, upper(moved(hundredths / 100)))
    assert not covers(between, upper(moved(-0.3)))
    assert covers(last, upper(moved(0.4))) and not covers(last, upper(HERE))


def test_somebody_new_may_have_come_at_a_run_since_the_last_look():
    masker = Masker[None](ahead_s=0.3)
    looks(masker, mono_s=0.0)
    waits(masker, mono_s=0.1, track=moved(0.5))
    there = moved(0.1)
    looks(masker, mono_s=0.2, detections=people(there), tracks=[followed(there)])
    first, between, _ = all_of(masker)
    assert covers(between, upper(moved(0.06)))
    assert covers(between, upper(moved(0.14)))
    assert not covers(first, upper(moved(0.05)))


def test_frames_after_the_last_look_are_masked_whole_when_no_other_may_come():
    masker = Masker[None](ahead_s=0.3)
    looks(masker, mono_s=0.0, detections=people(HERE), tracks=[followed(HERE)])
    waits(masker, mono_s=0.1, track=HERE)
    masker.mask_whole(frame(mono_s=0.2), None, "detector")
    looked, waited, failed = all_of(masker)
    assert not looked.whole
    assert [waited.cause, failed.cause] == ["detector", "detector"]


def test_whom_the_next_look_misses_is_masked_at_both_places():
    masker = Masker[None](ahead_s=0.3)
    looks(masker, mono_s=0.0, detections=people(HERE), tracks=[followed(HERE)])
    waits(masker, mono_s=0.1, track=moved(0.2))
    looks(masker, mono_s=0.2, tracks=[followed(moved(0.3))])
    _, between, last = all_of(masker)
    assert covers(between, upper(HERE))
    assert covers(between, upper(moved(0.2)))
    assert covers(last, upper(HERE))
    assert covers(last, upper(moved(0.3)))


def test_whom_the_next_look_misses_is_masked_on_all_his_way():
    masker = Masker[None](ahead_s=0.3)
    looks(masker, mono_s=0.0, detections=people(HERE), tracks=[followed(HERE)])
    waits(masker, mono_s=0.1, track=moved(0.05))
    looks(masker, mono_s=0.2, tracks=[followed(moved(0.3))])
    first, between, _ = all_of(masker)
    for hundredths in range(31):
        assert covers(between, upper(moved(hundredths / 100)))
    assert not covers(first, upper(moved(0.2)))


def test_somebody_new_on_the_way_of_one_who_is_missed_may_have_come_at_a_run():
    masker = Masker[None](ahead_s=0.3)
    looks(masker, mono_s=0.0, detections=people(HERE), tracks=[followed(HERE)])
    waits(masker, mono_s=0.1, track=moved(0.1))
    new = moved(0.29)
    known = [followed(moved(0.3)), replace(followed(new), id=TrackId(2))]
    looks(masker, mono_s=0.2, detections=people(new), tracks=known)
    _, between, _ = all_of(masker)
    assert covers(between, upper(moved(0.34)))


def test_who_is_missed_stays_masked_though_another_was_found_under_his_number():
    masker = Masker[None]()
    other = moved(0.08)
    two = [followed(HERE), replace(followed(other), id=TrackId(2))]
    look(masker, detections=people(HERE, other), tracks=two)
    taken = [replace(followed(HERE), id=TrackId(2))]
    masked = look(masker, mono_s=0.25, detections=people(HERE), tracks=taken)
    assert covers(masked, upper(HERE))
    assert covers(masked, upper(other))


def test_a_face_within_a_body_leaves_no_mask_in_the_air():
    masker = Masker[None]()
    face = np.array([[0.42, 0.31, 0.44, 0.36]], np.float32)
    look(masker, detections=people(HERE), tracks=[followed(HERE)], faces=face)
    there = moved(0.3)
    masked = look(masker, mono_s=0.25, detections=people(there), tracks=[followed(there)])
    assert not (masked.pixels[int(0.32 * 480) : int(0.35 * 480), int(0.425 * 640)] == FILL).any()


def test_a_face_beside_all_bodies_is_held():
    masker = Masker[None]()
    face = (0.70, 0.31, 0.72, 0.36)
    look(masker, detections=people(HERE), faces=np.array([face], np.float32))
    assert covers(look(masker, mono_s=0.5, detections=people(HERE)), face)


def test_a_face_of_which_another_mask_hides_the_brow_alone_is_hidden_in_the_frames_before():
    masker = Masker[None](ahead_s=0.3)
    looks(masker, mono_s=0.0, detections=people((0.40, 0.10, 0.60, 0.32)))
    face = (0.45, 0.30, 0.49, 0.40)
    looks(masker, mono_s=0.1, faces=np.array([face], np.float32))
    first, _ = all_of(masker)
    assert covers(first, face)
