"""The figures that watch real processes, in their shortest form."""

from pathlib import Path

import pytest

from edge.bench import memory, start
from edge.bench.scenes import Scenes
from tests.edge.commands.street import write_recording


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scenes:
    """Nothing to be drawn: three seconds of the street serve."""
    monkeypatch.setattr("edge.capture.sources.PLUGINS", "passerby.cameras.of.nobody")
    return Scenes(str(write_recording(tmp_path / "street.avi")), folder=tmp_path)


def test_the_memory_of_vision_is_that_of_a_process_with_its_models(
    shown: Scenes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "WATCHED_S", 1.2)
    figure = memory.measure_vision(shown, tmp_path)
    assert figure.value == figure.raw["rss_mib"]
    assert 20 < figure.value < 400
    assert figure.raw["size_px"] == (640, 480)


def test_the_memory_of_uplink_is_taken_once_it_has_delivered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "CONNECTED_S", 0.6)
    figure = memory.measure_uplink(tmp_path)
    assert figure.value is not None
    assert 10 < figure.value < 100


def test_a_start_is_compared_with_loading_alone(
    shown: Scenes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "ROUNDS", 1)
    figure = start.measure(shown, tmp_path / "start")
    assert figure.value == pytest.approx(
        figure.raw["first_masked_picture_s"] / figure.raw["load_s"]
    )
