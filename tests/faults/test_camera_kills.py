"""A whole camera on a street: its processes and its broker killed, nothing lost."""

from pathlib import Path

import pytest

from tests.faults import camera

KILLS = 12


def test_a_camera_loses_no_event_and_tells_none_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    killed = camera.run(tmp_path, kills=KILLS, seed=11)
    with capsys.disabled():
        print(f"\n{KILLS} kills of a whole camera: {killed}")
    (verdict,) = killed.verdicts
    assert verdict.committed > 0
    assert verdict.is_clean
    assert killed.fell == 0
