from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from edge.bench.figure import MissingError
from edge.bench.scenes import Scenes, frames, scenes
from edge.perception.frame import Pixels
from tests.edge.commands.street import write_recording

Yards = tuple[list[Pixels], list[Pixels]]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_recording(tmp_path_factory.mktemp("street") / "street.avi"))


@pytest.fixture(autouse=True)
def few_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.bench.scenes.CROWD_FRAMES", 2)
    monkeypatch.setattr("edge.bench.scenes.STILL_FRAMES", 2)


@pytest.fixture(scope="module")
def yards(tmp_path_factory: pytest.TempPathFactory) -> Yards:
    """Two pictures of the drawn yard with nobody, and two with somebody."""
    shown = Scenes(None, folder=tmp_path_factory.mktemp("yard"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("edge.bench.scenes.STILL_FRAMES", 2)
        return shown.still(person=False)[1], shown.still(person=True)[1]


@pytest.fixture
def no_simulator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.capture.sources.PLUGINS", "passerby.cameras.of.nobody")


def test_a_recording_is_looked_at_in_16_by_9_and_the_width_that_is_asked_for(
    recording: str, tmp_path: Path
) -> None:
    shown = Scenes(recording, folder=tmp_path, width_px=320)
    first, second = islice(shown.pictures(), 2)
    assert (first.width, first.height) == (320, 180)
    assert second.mono_s - first.mono_s == pytest.approx(0.1)


def test_a_still_scene_moves_by_its_noise_alone(yards: Yards) -> None:
    first, second = yards[0]
    change = first.astype(np.int16) - second
    assert first.shape == (720, 1280, 3)
    assert 0.3 < change.std() < 5
    assert abs(change.mean()) < 0.1


def test_a_person_in_a_still_scene_is_all_that_differs(yards: Yards) -> None:
    (nobody, _), (somebody, _) = yards
    differs = np.abs(nobody.astype(np.int16) - somebody).max(axis=2) > 60
    assert 0.002 < differs.mean() < 0.1


@pytest.mark.usefixtures("no_simulator")
def test_without_the_simulator_a_video_serves_for_everything(
    recording: str, tmp_path: Path
) -> None:
    shown = Scenes(recording, folder=tmp_path, width_px=320)
    name, pictures = shown.still(person=True)
    assert shown.crowd() == shown.recording() == recording
    assert name == "the video's first picture"
    assert 1 < (pictures[0].astype(np.int16) - pictures[1]).std() < 5


@pytest.mark.usefixtures("no_simulator")
def test_without_the_simulator_and_a_video_it_says_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="needs a VIDEO"):
        Scenes(None, folder=tmp_path).recording()


def test_nothing_that_was_drawn_stays() -> None:
    with scenes(None) as shown:
        path = Path(shown.crowd())
        assert len(list(frames(str(path)))) == 2
    assert not path.parent.exists()
