"""Real recordings made on the spot: frame n is a grey that n can be read from."""

import importlib.util
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.register_assert_rewrite("tests.edge.capture.contract")

# CI runs it by `make picamera2`, where libcamera is; elsewhere it skips and says so.
collect_ignore = (
    ["test_picamera2.py"]
    if os.environ.get("CI") and importlib.util.find_spec("libcamera") is None
    else []
)
SIZE_PX = (64, 48)


def grey_of(number: int) -> int:
    return 10 + 5 * (number % 45)


def number_of(pixels: np.ndarray) -> int:
    """The number behind a grey, which the codec may have changed by one or two."""
    return round((float(pixels.mean()) - 9) / 5)


def write_video(path: Path, *, frames: int, fps: float = 10.0, fourcc: str = "MJPG") -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*fourcc), fps, SIZE_PX)
    assert writer.isOpened()
    for number in range(frames):
        writer.write(np.full((SIZE_PX[1], SIZE_PX[0], 3), grey_of(number), np.uint8))
    writer.release()
    return path


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Forty frames at ten a second."""
    return write_video(tmp_path / "clip.avi", frames=40)
