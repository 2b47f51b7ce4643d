"""The ways in which the detectors of a campaign break."""

from typing import get_args

import numpy as np
import pytest

from edge.perception.detector import DetectorError
from edge.perception.frame import Frame
from simulator.injection.detectors import Faces, Objects
from simulator.injection.eyes import Eyes
from simulator.injection.moment import Flaw


def _frame() -> Frame:
    return Frame(np.full((240, 320, 3), 90, np.uint8), mono_s=5.0)


def _eyes() -> Eyes:
    return Eyes(np.random.default_rng(1))


@pytest.mark.parametrize(
    ("flaw", "error"),
    [("raises", DetectorError), ("breaks", RuntimeError), ("memory", MemoryError)],
)
@pytest.mark.parametrize("kind", [Objects, Faces])
def test_a_broken_detector_raises(kind: type[Objects | Faces], flaw: Flaw, error: type) -> None:
    detector = kind(_eyes())
    detector.flaw = flaw
    with pytest.raises(error):
        detector.detect(_frame())


@pytest.mark.parametrize("flaw", ["nan", "inside_out", "shape", "dtype", "labels", "scores"])
def test_nonsense_is_answered_also_where_nobody_is(flaw: Flaw) -> None:
    objects = Objects(_eyes())
    assert len(objects.detect(_frame())) == 0
    objects.flaw = flaw
    answer = objects.detect(_frame())
    sane = (
        answer.boxes.shape == (len(answer.scores), 4)
        and answer.boxes.dtype == np.float32
        and bool(np.isfinite(answer.boxes).all())
        and bool((answer.boxes[:, 2:] >= answer.boxes[:, :2]).all())
        and len(answer.labels) == len(answer.scores)
        and bool(np.isfinite(answer.scores).all())
    )
    assert not sane


def test_a_late_answer_says_of_when_it_is_and_a_stale_one_does_not() -> None:
    objects = Objects(_eyes())
    objects.flaw = "late"
    assert objects.detect(_frame()).mono_s == 4.0
    objects.flaw = "stale"
    assert objects.detect(_frame()).mono_s is None


def test_there_is_a_fault_for_every_flaw() -> None:
    from simulator.injection import acts, faults

    tried = set()
    for fault in faults.FAULTS.values():
        moment = acts.Moment()
        spell = acts.Spell(name="", start_s=0.0, end_s=1.0, strength=0.5, chances=(0.1,) * 64)
        fault.act(moment, spell, 0.5)
        tried |= {moment.objects, moment.faces}
    assert set(get_args(Flaw)) <= tried
