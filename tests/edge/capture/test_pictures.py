import os

import cv2
import numpy as np
import pytest

from edge.capture.camera import CameraError, EndOfRecording
from edge.capture.sources import open_camera
from edge.clock import ManualClock


def open_folder(folder):
    return open_camera(str(folder), clock=ManualClock(), pace="recording")


def write_picture(path, width_px=20, height_px=10, grey=100):
    assert cv2.imwrite(str(path), np.full((height_px, width_px, 3), grey, np.uint8))


def test_pictures_come_in_the_order_of_their_names_ten_a_second(tmp_path):
    for name, grey in (("b.png", 20), ("a.jpg", 10), ("c.JPEG", 30)):
        write_picture(tmp_path / name, grey=grey)
    (tmp_path / "notes.txt").write_text("no picture")
    camera = open_folder(tmp_path)
    frames = [camera.read(1.0) for _ in range(3)]
    assert [round(float(f.pixels.mean())) for f in frames] == [10, 20, 30]
    assert [f.mono_s for f in frames] == pytest.approx([0.0, 0.1, 0.2])
    assert camera.kind == "pictures"
    with pytest.raises(EndOfRecording, match="last of 3 pictures"):
        camera.read(1.0)


def test_pictures_may_differ_in_size_and_colour(tmp_path):
    write_picture(tmp_path / "a.png", width_px=3, height_px=7)
    assert cv2.imwrite(str(tmp_path / "b.png"), np.full((5, 6), 9, np.uint8))
    camera = open_folder(tmp_path)
    assert camera.read(1.0).pixels.shape == (7, 3, 3)
    assert camera.read(1.0).pixels.shape == (5, 6, 3)


@pytest.mark.parametrize("content", [b"", b"GIF89a no picture at all"])
def test_a_file_that_is_no_picture_is_refused_by_name(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(CameraError, match=r"a\.png: not a picture"):
        open_folder(tmp_path).read(1.0)


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_a_folder_or_pipe_in_place_of_a_picture_is_refused_by_name(tmp_path, make):
    make(tmp_path / "a.png")
    with pytest.raises(CameraError, match=r"a\.png: not a file"):
        open_folder(tmp_path).read(1.0)


def test_a_folder_without_pictures_is_refused_by_name(tmp_path):
    with pytest.raises(CameraError, match="holds no picture"):
        open_folder(tmp_path)
