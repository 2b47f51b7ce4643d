from pathlib import Path

import pytest

from tests.edge.commands.street import write_config, write_recording


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds of the street."""
    return write_recording(tmp_path_factory.mktemp("street") / "street.avi")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_config(tmp_path / "config.yaml")


@pytest.fixture
def truncated(recording: Path, tmp_path: Path) -> Path:
    """The first third of the recording's bytes."""
    path = tmp_path / "truncated.avi"
    raw = recording.read_bytes()
    path.write_bytes(raw[: len(raw) // 3])
    return path
