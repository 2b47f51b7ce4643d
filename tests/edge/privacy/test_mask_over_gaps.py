"""Frames that no look proved in time: a stream that paused, or a clock that went back."""

import numpy as np
import pytest

from edge.perception.stir import Stir
from edge.privacy.mask import Masker
from tests.edge.privacy.test_mask import followed, frame, people
from tests.edge.privacy.test_mask_between_looks import HERE, all_of, looks, moved, waits


@pytest.mark.parametrize("next_s", [5.6, 4.0], ids=["a pause", "a clock that went back"])
def test_who_moved_before_a_gap_is_not_seen_where_no_look_proved_his_mask(next_s):
    masker = Masker[None](ahead_s=0.3)
    looks(masker, mono_s=5.0, detections=people(HERE), tracks=[followed(HERE)])
    waits(masker, mono_s=5.2, track=moved(0.02))
    looks(masker, mono_s=next_s)
    looked, waited, after = all_of(masker)
    assert (looked.whole, waited.whole, after.whole) == (False, True, False)
    assert waited.cause == "stale"


def test_where_nothing_stirred_before_a_gap_the_last_look_is_proof():
    masker = Masker[None](ahead_s=0.3)
    looks(masker, mono_s=5.0, detections=people(HERE), tracks=[followed(HERE)])
    masker.mask(
        frame(mono_s=5.2),
        None,
        tracks=[followed(HERE)],
        detections=None,
        faces=None,
        stir=Stir(mono_s=5.2, whole=False, stirred_s=np.full((24, 32), 5.0)),
    )
    looks(masker, mono_s=5.6)
    assert [masked.whole for masked in all_of(masker)] == [False, False, False]


def test_a_slow_stream_of_which_every_frame_is_looked_at_is_shown():
    masker = Masker[None](ahead_s=0.3)
    for second in range(4):
        looks(masker, mono_s=float(second), detections=people(HERE), tracks=[followed(HERE)])
    assert not any(masked.whole for masked in all_of(masker))


def test_at_the_end_of_a_recording_what_no_look_proved_leaves_whole():
    masker = Masker[None](ahead_s=0.3)
    looks(masker, mono_s=5.0, detections=people(HERE), tracks=[followed(HERE)])
    waits(masker, mono_s=5.1, track=moved(0.02))
    looks(masker, mono_s=5.2, detections=people(HERE), tracks=[followed(HERE)])
    waits(masker, mono_s=5.3, track=moved(0.02))
    assert [(masked.whole, masked.cause) for masked in all_of(masker)] == [
        (False, None),
        (False, None),
        (False, None),
        (True, "stale"),
    ]
