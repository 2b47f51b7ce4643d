"""The audit on real portraits: a gap planted is found, and none where labels mean nothing."""

from dataclasses import replace

import numpy as np
import pytest

from edge.assemble import open_detectors
from simulator.audit.answers import Answer
from simulator.audit.conditions import PLAIN
from simulator.audit.measure import Eyes
from simulator.audit.portraits import read_portraits
from simulator.audit.sitting import located, sit
from simulator.audit.verdict import judge
from tests.conftest import SHARED


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    """Fourteen people of each set."""
    folders = [SHARED / "data" / name for name in ("faces_london", "faces_synthetic")]
    if not all(folder.is_dir() for folder in folders):
        pytest.skip("the shared portraits are not here")
    eyes = Eyes(*open_detectors(objects=None, faces=None, threads=1))
    portraits = [one for folder in folders for one in read_portraits(folder)[:28:2]]
    return list(sit(located(portraits, eyes), eyes, [PLAIN], seed=1))


def labelled(answers: list[Answer], missed_more: float) -> list[Answer]:
    """Everybody in one of two groups by lot; faces of the second are missed so much more often."""
    rng = np.random.default_rng(2)
    group = {one.person: str(rng.choice(["a", "b"])) for one in answers}
    return [
        replace(
            one,
            groups={"lot": group[one.person]},
            missed={
                **one.missed,
                "faces": one.missed["faces"]
                or (group[one.person] == "b" and bool(rng.random() < missed_more)),
            },
        )
        for one in answers
    ]


def test_groups_by_lot_have_no_gap(answers):
    verdict = judge(labelled(answers, 0.0), "faces", margin=0.02)
    assert not any(one.proven for one in verdict.comparisons)
    assert verdict.word == "insufficient"


def test_a_planted_gap_is_found(answers):
    verdict = judge(labelled(answers, 0.6), "faces", margin=0.02)
    assert verdict.word == "fail"
    assert all(reason.startswith("lot b") for reason in verdict.why)


def test_large_faces_by_day_are_found_and_masked(answers):
    assert not any(missed for one in answers for missed in one.missed.values())
