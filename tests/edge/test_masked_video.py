from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.errors import BadInputError
from edge.masked_video import LONGEST_PAUSE_S, masked_video
from edge.perception.frame import Frame
from edge.privacy.mask import MaskedFrame, mask_whole

SIZE_PX = (64, 48)


def _masked(at_s: float, *, size_px: tuple[int, int] = SIZE_PX) -> MaskedFrame:
    """A frame with a grey that tells its time in tenths of a second."""
    masked = mask_whole(Frame(np.zeros((size_px[1], size_px[0], 3), np.uint8), mono_s=at_s))
    masked.pixels[:] = min(20 + round(at_s * 10), 255)
    return masked


def _written(path: Path, times_s: list[float]) -> list[int]:
    """Write frames of these times and return the times that the copy's frames show, in tenths."""
    with masked_video(path, fps=10) as video:
        for at_s in times_s:
            video.write(_masked(at_s))
    capture = cv2.VideoCapture(str(path))
    shown = []
    while (read := capture.read())[0]:
        assert read[1].shape[1::-1] == SIZE_PX
        shown.append(round(float(read[1].mean())) - 20)
    capture.release()
    return shown


def test_evenly_spaced_frames_are_copied_one_to_one(tmp_path: Path) -> None:
    shown = _written(tmp_path / "c.avi", [number / 10 for number in range(20)])
    assert shown == pytest.approx(list(range(20)), abs=1)


def test_a_pause_shows_the_last_frame_before_it(tmp_path: Path) -> None:
    shown = _written(tmp_path / "c.avi", [0.0, 0.1, 0.5, 0.6, 2.0])
    assert len(shown) == 21
    assert shown == pytest.approx([0, 1, 1, 1, 1, 5, *[6] * 14, 20], abs=1)


def test_times_that_jitter_keep_the_duration(tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    times_s = [number / 10 + chance.uniform(-0.03, 0.03) for number in range(100)]
    times_s[0], times_s[-1] = 0.0, 9.9
    assert len(_written(tmp_path / "c.mp4", times_s)) == 100


def test_frames_of_other_sizes_take_the_first_ones(tmp_path: Path) -> None:
    with masked_video(tmp_path / "c.mkv", fps=10) as video:
        video.write(_masked(0.0))
        video.write(_masked(0.1, size_px=(32, 32)))
    capture = cv2.VideoCapture(str(tmp_path / "c.mkv"))
    sizes = [capture.read()[1].shape[1::-1] for _ in range(2)]
    capture.release()
    assert sizes == [SIZE_PX, SIZE_PX]


def test_a_damaged_time_does_not_fill_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "c.avi"
    with pytest.raises(BadInputError, match="too long to be copied"):
        _written(path, [0.0, 0.1, LONGEST_PAUSE_S + 1])
    assert list(tmp_path.iterdir()) == []


def test_a_recording_without_a_picture_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="holds no picture"):
        _written(tmp_path / "c.avi", [])
    assert list(tmp_path.iterdir()) == []


def test_any_error_leaves_what_was_there_before(tmp_path: Path) -> None:
    path = tmp_path / "c.avi"
    path.write_bytes(b"of yesterday")
    with pytest.raises(RuntimeError), masked_video(path, fps=10) as video:
        video.write(_masked(0.0))
        raise RuntimeError
    assert [p.name for p in tmp_path.iterdir()] == ["c.avi"]
    assert path.read_bytes() == b"of yesterday"
