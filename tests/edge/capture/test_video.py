import os
import struct
from itertools import pairwise
from pathlib import Path

import pytest

from edge.capture.camera import Camera, CameraError, EndOfRecording
from edge.capture.sources import open_camera
from edge.clock import ManualClock
from edge.perception.frame import Frame
from tests.edge.capture.conftest import number_of, write_video


def open_recording(path: Path, **options) -> Camera:
    return open_camera(str(path), clock=ManualClock(), pace="recording", **options)


def play(camera: Camera) -> tuple[list[Frame], EndOfRecording]:
    frames = []
    while True:
        try:
            frames.append(camera.read(1.0))
        except EndOfRecording as end:
            camera.close()
            return frames, end


def with_rate(clip: Path, scale: int, rate: int) -> Path:
    """Write another rate into the headers of an AVI file (avih and strh of RIFF AVI)."""
    raw = bytearray(clip.read_bytes())
    struct.pack_into("<II", raw, raw.index(b"strh") + 28, scale, rate)
    struct.pack_into("<I", raw, raw.index(b"avih") + 8, int(rate > 0 < scale))
    changed = clip.with_name("rate.avi")
    changed.write_bytes(raw)
    return changed


@pytest.mark.parametrize(
    ("name", "fourcc"), [("a.avi", "MJPG"), ("a.mp4", "mp4v"), ("a.mkv", "MJPG")]
)
def test_every_frame_comes_once_in_order_on_the_recordings_own_clock(tmp_path, name, fourcc):
    frames, end = play(open_recording(write_video(tmp_path / name, frames=40, fourcc=fourcc)))
    # a lossy codec may be off by one step of grey, never by two
    assert [number_of(f.pixels) for f in frames] == pytest.approx(list(range(40)), abs=1)
    assert [frame.mono_s for frame in frames] == pytest.approx([n / 10 for n in range(40)])
    assert not end.truncated


def test_two_replays_are_the_same(clip):
    first, _ = play(open_recording(clip))
    second, _ = play(open_recording(clip))
    assert [f.mono_s for f in first] == [f.mono_s for f in second]
    assert all((a.pixels == b.pixels).all() for a, b in zip(first, second, strict=True))


def test_no_two_frames_share_memory(clip):
    camera = open_recording(clip)
    first, second = camera.read(1.0), camera.read(1.0)
    first.pixels[...] = 0
    assert number_of(second.pixels) == 1


def test_calendar_time_is_unknown_unless_the_start_is_given(clip):
    assert open_recording(clip).read(1.0).utc_s is None
    frames, _ = play(open_recording(clip, start_utc_s=1.8e9))
    assert frames[30].utc_s == pytest.approx(1.8e9 + 3.0)


def test_a_loop_goes_on_with_the_clock(clip):
    camera = open_recording(clip, loop=True)
    frames = [camera.read(1.0) for _ in range(100)]
    assert [number_of(f.pixels) for f in frames] == [n % 40 for n in range(100)]
    assert [f.mono_s for f in frames] == pytest.approx([n / 10 for n in range(100)])


def test_a_gif_with_uneven_delays_keeps_them(recordings):
    frames, _ = play(open_recording(recordings / "people-detection.gif"))
    steps_s = {round(b.mono_s - a.mono_s, 3) for a, b in pairwise(frames)}
    assert len(frames) == 23
    assert steps_s == {0.08, 0.09}


@pytest.mark.parametrize("name", ["cut.avi", "cut.mkv"])
def test_a_truncated_file_plays_what_is_there_and_says_so(tmp_path, name):
    whole = write_video(tmp_path / f"whole{Path(name).suffix}", frames=40).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    frames, end = play(open_recording(tmp_path / name))
    assert 5 <= len(frames) <= 25
    assert end.truncated
    assert f"{name}: ends after {len(frames)} of 40 frames" in str(end)


def test_an_mp4_without_its_index_is_refused_by_name(tmp_path):
    whole = write_video(tmp_path / "whole.mp4", frames=40, fourcc="mp4v").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CameraError, match=r"cut\.mp4: not a video"):
        open_recording(tmp_path / "cut.mp4")


def test_a_damaged_middle_does_not_end_the_recording(clip):
    raw = bytearray(clip.read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 1500] = bytes(1500)
    clip.write_bytes(raw)
    frames, _ = play(open_recording(clip))
    assert number_of(frames[-1].pixels) == 39
    assert len(frames) >= 30
    assert all(b.mono_s > a.mono_s for a, b in pairwise(frames))


@pytest.mark.parametrize("name", ["text.mp4", "text.txt"])
def test_a_text_is_refused_by_name_and_in_silence(tmp_path, capfd, name):
    (tmp_path / name).write_text("not a film\n" * 500)
    with pytest.raises(CameraError, match=r"a text, not a video"):
        open_recording(tmp_path / name)
    assert capfd.readouterr().err == ""


def test_an_empty_file_is_refused_by_name(tmp_path):
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(CameraError, match=r"empty\.mp4: the file is empty"):
        open_recording(tmp_path / "empty.mp4")


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(CameraError, match=r"none\.mp4: No such file"):
        open_recording(tmp_path / "none.mp4")


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(CameraError, match=r"pipe\.mp4: not a file"):
        open_recording(tmp_path / "pipe.mp4")


def test_a_header_without_frames_is_refused_by_name(tmp_path):
    with pytest.raises(CameraError, match=r"zero\.avi: holds no picture"):
        open_recording(write_video(tmp_path / "zero.avi", frames=0))


@pytest.mark.parametrize(("scale", "rate"), [(1, 1_000_000), (1, 2**32 - 1), (1000, 1)])
def test_an_absurd_rate_is_refused_by_name(clip, scale, rate):
    with pytest.raises(CameraError, match=r"rate\.avi: claims .* frames a second"):
        open_recording(with_rate(clip, scale, rate))


@pytest.mark.parametrize(("scale", "rate"), [(1, 0), (0, 10)])
def test_a_rate_of_nothing_still_gives_times_that_grow(clip, scale, rate):
    frames, _ = play(open_recording(with_rate(clip, scale, rate)))
    assert len(frames) == 40
    assert all(0 < b.mono_s - a.mono_s < 1 for a, b in pairwise(frames))
