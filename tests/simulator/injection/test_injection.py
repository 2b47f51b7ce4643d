"""No fault, and no two of them, let a pixel of anybody out; and a planted hole is found."""

import json
from pathlib import Path
from typing import Any

import pytest

from edge.perception.detector import Detections
from edge.perception.sight import Sight
from edge.privacy.mask import Masker
from edge.terms import Cause
from simulator.injection.__main__ import main
from simulator.injection.campaign import run
from simulator.injection.device import MakePipeline, shipped
from simulator.injection.episode import play
from simulator.injection.faults import FAULTS, PROVABLE
from simulator.injection.outcome import Case, Handed, Outcome
from simulator.injection.report import NONE, Report

FRAMES = 5_000


@pytest.fixture(scope="module")
def report() -> Report:
    report = Report()
    for outcome in run(frames=FRAMES, seed=1):
        report.add(outcome)
    return report


def test_no_fault_and_no_two_at_once_let_a_pixel_of_a_person_out(report: Report) -> None:
    assert report.frames >= FRAMES
    assert report.as_plain()["leaks"] == []


def test_every_fault_was_tried_alone_and_some_in_pairs(report: Report) -> None:
    assert set(report.rows) == {NONE, *PROVABLE}
    assert report.episodes > 1 + len(PROVABLE)


def test_masking_everything_does_not_win(report: Report) -> None:
    """A camera that nothing ails shows its street, and does so again after whatever ailed it."""
    plain = report.as_plain()
    assert plain["whole_share_before_faults"] < 0.1
    assert plain["grey_share_of_shown"] < 0.35
    assert {name for name, row in report.rows.items() if row.unrecovered} == set()


@pytest.mark.parametrize(
    "fault", ["lights out", "glare", "defocused", "covered", "moved", "objects raise"]
)
def test_a_camera_that_sees_nothing_shows_nothing(fault: str, report: Report) -> None:
    share = report.rows[fault].whole_share
    assert share is not None
    assert share > 0.9


def test_a_seed_says_all(tmp_path: Path) -> None:
    def again(name: str) -> Outcome:
        folder = tmp_path / name
        folder.mkdir()
        return play(Case(faults=("torn", "light flickers"), seed=3), folder)

    assert again("one").handed == again("other").handed


class _Forgetful(Masker[Any]):
    """Hides all people but the one who was found best."""

    def mask(self, frame: Any, tag: Any, *, detections: Detections | None, **known: Any) -> None:
        if detections is not None:
            detections = Detections(
                boxes=detections.boxes[1:],
                scores=detections.scores[1:],
                labels=detections.labels[1:],
            )
        known["tracks"] = [track for track in known["tracks"] if track.id != 1]
        super().mask(frame, tag, detections=detections, **known)


class _Hasty(Sight):
    """Says once what speaks against a picture, and not again while that lasts."""

    said: frozenset[Cause] = frozenset()

    def look(self, *args: Any, **known: Any) -> set[Cause]:
        causes = super().look(*args, **known)
        new = causes - self.said
        self.said = frozenset(causes)
        return new


def _forgetful(**parts: Any) -> Any:
    return shipped(**{**parts, "masker": _Forgetful(ahead_s=0.3, starts_blind=True)})


def _hasty(**parts: Any) -> Any:
    return shipped(**{**parts, "sight": _Hasty()})


def _unguarded(**parts: Any) -> Any:
    return shipped(**{**parts, "sight": None})


def _leaks(faults: tuple[str, ...], folder: Path, *, make: MakePipeline) -> list[Handed]:
    """Play one episode after another until something leaks, 8 at most."""
    for seed in range(8):
        own = folder / str(seed)
        own.mkdir()
        leaks = play(Case(faults=faults, seed=seed), own, make=make).leaks
        if leaks:
            return leaks
    return []


def test_a_masker_that_forgets_one_person_is_found(tmp_path: Path) -> None:
    assert _leaks((), tmp_path, make=_forgetful)


@pytest.mark.parametrize("fault", ["defocused", "lights out"])
def test_a_guard_that_leaves_too_early_is_found(fault: str, tmp_path: Path) -> None:
    assert _leaks((fault,), tmp_path, make=_hasty)


def test_a_camera_that_does_not_notice_that_it_was_turned_shows_the_window(tmp_path: Path) -> None:
    assert any(one.leak.window_px for one in _leaks(("turned",), tmp_path, make=_unguarded))


@pytest.mark.parametrize("name", [name for name in FAULTS if FAULTS[name].lies])
def test_a_model_that_lies_is_not_among_what_is_proved(name: str) -> None:
    assert name not in PROVABLE


def test_the_command_tells_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--frames", "150", "--seed", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["frames"] >= 150
    assert told["leaking_frames"] == 0


@pytest.mark.parametrize("frames", ["0", "-1", "many", "1e3"])
def test_a_number_of_frames_that_is_none_is_refused(
    frames: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["--frames", frames])
    assert refused.value.code == 2
