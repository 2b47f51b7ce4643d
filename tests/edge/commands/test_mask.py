import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from resource import RLIMIT_FSIZE, setrlimit

import cv2
import numpy as np
import pytest

from edge.__main__ import main
from edge.commands.mask import rate_of
from edge.privacy.mask import FILL
from tests.edge.commands.street import (
    FPS,
    FRAMES,
    HEIGHT_PX,
    WIDTH_PX,
    complaints,
    passerby,
    pictures,
    write_standstill,
)
from tests.patience import PATIENCE_S, started, wait_until

# MJPEG at OpenCV's quality moves a flat area by a few levels.
CODEC_LEVELS = 12
# What the detectors are good for: people of some size who are not behind others.
CLEAR_PX, CLEAR_SHARE = 130, 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    path: Path
    report: dict[str, object]
    frames: list[np.ndarray]
    duration_s: float


def _read(path: Path) -> tuple[list[np.ndarray], float]:
    capture = cv2.VideoCapture(str(path))
    frames, last_ms = [], 0.0
    while (read := capture.read())[0]:
        frames.append(read[1])
        last_ms = capture.get(cv2.CAP_PROP_POS_MSEC)
    capture.release()
    return frames, last_ms / 1000


@pytest.fixture(scope="module")
def copy(recording: Path, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The street's recording, anonymised once."""
    path = tmp_path_factory.mktemp("copy") / "copy.avi"
    done = passerby("mask", recording, "-o", path, "--json")
    frames, duration_s = _read(path)
    return Copy(path=path, report=json.loads(done.stdout), frames=frames, duration_s=duration_s)


def test_the_copy_has_the_size_the_frames_and_the_duration_of_the_recording(copy: Copy) -> None:
    assert {frame.shape for frame in copy.frames} == {(HEIGHT_PX, WIDTH_PX, 3)}
    assert len(copy.frames) == FRAMES
    assert copy.duration_s == pytest.approx((FRAMES - 1) / FPS, abs=0.002)


def test_heads_are_filled_in_the_copy(copy: Copy) -> None:
    looked = covered = 0
    for picture, frame in zip(pictures(), copy.frames, strict=True):
        for person in picture.sights:
            if person.head is None or person.height_px < CLEAR_PX:
                continue
            if person.share_visible < CLEAR_SHARE:
                continue
            column = round((person.head.x_min + person.head.x_max) / 2 * WIDTH_PX)
            row = round((person.head.y_min + person.head.y_max) / 2 * HEIGHT_PX)
            spot = frame[row - 2 : row + 3, column - 2 : column + 3].astype(int)
            looked += 1
            covered += bool((abs(spot - FILL) <= CODEC_LEVELS).all())
    assert looked > FRAMES
    assert covered == looked


def test_most_of_the_picture_is_the_recordings_own(copy: Copy) -> None:
    for picture, frame in zip(pictures(), copy.frames, strict=True):
        unlike = abs(picture.pixels.astype(int) - frame).max(axis=2) > 60
        assert unlike.mean() < 0.5


def test_the_report_says_what_the_copy_shows(copy: Copy) -> None:
    filled = [(abs(frame.astype(int) - FILL) <= 4).all(axis=2).mean() for frame in copy.frames]
    share = copy.report.pop("filled_share")
    assert share == pytest.approx(np.mean(filled), abs=0.03)
    assert copy.report == {
        "output": str(copy.path),
        "frames": FRAMES,
        "duration_s": (FRAMES - 1) / FPS,
        "frames_with_people": FRAMES,
        "frames_masked_whole": 0,
        "masked_whole": {},
        "truncated": False,
        "sound": "left out",
    }


def test_a_truncated_recording_is_copied_as_far_as_it_goes_and_said_to_be(
    truncated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "copy.mp4"
    assert main(["mask", str(truncated), "-o", str(out), "--json"]) == 0
    told = capsys.readouterr()
    report = json.loads(told.out)
    assert report["truncated"] is True
    assert "frames: truncated" in told.err
    assert len(_read(out)[0]) == report["frames"] > 0


@pytest.mark.parametrize(
    "out",
    [
        "copy.txt",
        "copy",
        "none/copy.mp4",
        "folder.mp4",
        "/dev/null/copy.mp4",
        "x" * 260 + ".avi",
    ],
)
def test_an_output_that_cannot_be_is_one_line_and_leaves_nothing(
    truncated: Path, tmp_path: Path, out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.mp4").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert main(["mask", str(truncated), "-o", str(tmp_path / out)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"passerby: {tmp_path / out}: ")
    assert sorted(tmp_path.rglob("*")) == before


def test_an_output_may_have_a_name_that_is_not_unicode(truncated: Path, tmp_path: Path) -> None:
    done = passerby("mask", truncated, "-o", "odd\udcff.avi", "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout)["output"] == "odd\\xff.avi"
    assert (tmp_path / "odd\udcff.avi").stat().st_size > 0


def test_the_recording_is_never_overwritten(truncated: Path, tmp_path: Path) -> None:
    before = truncated.read_bytes()
    link = tmp_path / "link.avi"
    link.hardlink_to(truncated)
    for out in (truncated, link):
        assert main(["mask", str(truncated), "-o", str(out)]) == 2
    assert truncated.read_bytes() == before


@pytest.mark.parametrize("ending", [".avi", ".mp4", ".mkv"])
def test_a_full_disk_is_one_line_and_leaves_the_copy_of_yesterday(
    truncated: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"copy{ending}"
    out.write_bytes(b"of yesterday")
    before = sorted(tmp_path.iterdir())
    done = passerby(
        "mask", truncated, "-o", out, limits=lambda: setrlimit(RLIMIT_FSIZE, (9_000, 9_000))
    )
    assert done.returncode == 2
    assert complaints(done)[-1].startswith(f"{out}: cannot be written")
    assert out.read_bytes() == b"of yesterday"
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_quietly_and_leaves_no_part(
    tmp_path: Path, number: signal.Signals
) -> None:
    source, folder = write_standstill(tmp_path / "source"), tmp_path / "copy"
    folder.mkdir()
    with started(
        [sys.executable, "-m", "edge", "mask", str(source), "-o", str(folder / "o.avi")],
        stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        wait_until(lambda: any(part.stat().st_size for part in folder.iterdir()), "a part")
        process.send_signal(number)
        assert process.wait(PATIENCE_S) == 128 + number
        assert "Traceback" not in process.stderr.read()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("fps", [5, 10, 24, 25, 24_000 / 1001, 30_000 / 1001, 30, 60_000 / 1001])
def test_a_rate_is_found_in_times_rounded_to_milliseconds(fps: float) -> None:
    times_s = [round(number / fps, 3) for number in range(150)]
    assert rate_of(times_s) == pytest.approx(fps, rel=1e-9)


def test_pauses_do_not_lower_a_rate_and_one_frame_has_the_usual_one() -> None:
    assert rate_of([0.0, 0.1, 0.2, 7.0, 7.1, 7.2]) == pytest.approx(10)
    assert rate_of([0.0]) == rate_of([]) == 10
