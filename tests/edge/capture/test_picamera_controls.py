"""What can be asked of a Pi's camera; no camera is needed for that."""

import importlib.util

import pytest

from edge.capture.camera import CameraError
from edge.capture.options import USUAL_FPS, USUAL_SIZE_PX
from edge.capture.picamera import layout
from edge.capture.picamera_controls import Wish
from edge.capture.sources import open_camera
from edge.clock import ManualClock

# As libcamera tells them of a Camera Module 3: least, greatest, usual.
MODULE_3 = {
    "AeFlickerMode": (0, 1, 0),
    "AeFlickerPeriod": (100, 1_000_000, None),
    "AfMode": (0, 2, 0),
    "AnalogueGain": (1.12, 16.0, None),
    "ExposureTime": (9, 77_193, None),
    "FrameDurationLimits": (17_849, 77_209, None),
    "LensPosition": (0.0, 32.0, 1.0),
}
MODULE_2 = {
    name: limits
    for name, limits in MODULE_3.items()
    if name not in ("AfMode", "LensPosition", "AeFlickerMode", "AeFlickerPeriod")
}


def controls(text, known=MODULE_3):
    return Wish.read("picamera:0", text).controls("picamera:0", known)


def test_who_asks_for_nothing_gets_a_lens_that_follows_and_light_that_is_followed():
    assert Wish.read("picamera:0", "") == Wish(size_px=USUAL_SIZE_PX, fps=USUAL_FPS)
    assert controls("") == {"AfMode": 2, "FrameDurationLimits": (100_000, 100_000)}
    assert controls("", MODULE_2) == {"FrameDurationLimits": (100_000, 100_000)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("focus=8", {"AfMode": 0, "LensPosition": 0.125}),
        ("focus=inf", {"AfMode": 0, "LensPosition": 0.0}),
        ("focus=auto", {"AfMode": 2}),
        ("focus=auto&exposure_s=0.004", {"AfMode": 2, "ExposureTime": 4_000}),
        ("focus=auto&gain=4", {"AfMode": 2, "AnalogueGain": 4.0}),
        ("focus=auto&flicker_hz=50", {"AfMode": 2, "AeFlickerMode": 1, "AeFlickerPeriod": 10_000}),
        ("focus=auto&fps=20", {"AfMode": 2, "FrameDurationLimits": (50_000, 50_000)}),
    ],
)
def test_each_option_is_a_control_of_libcamera(text, expected):
    assert {"FrameDurationLimits": (100_000, 100_000)} | expected == controls(text)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("focus=8", "picamera:0: focus: this camera has no AfMode"),
        ("focus=auto", "picamera:0: focus: this camera has no AfMode"),
        ("flicker_hz=50", "picamera:0: flicker_hz: this camera has no AeFlickerMode"),
        ("gain=20", "picamera:0: gain: AnalogueGain of this camera goes from 1.12 to 16"),
        ("exposure_s=0.5", "exposure_s: ExposureTime of this camera goes from 9 to 77193"),
    ],
)
def test_what_a_camera_cannot_do_is_named(text, match):
    with pytest.raises(CameraError, match=match):
        controls(text, MODULE_2)


@pytest.mark.parametrize(
    ("rest", "match"),
    [
        ("0?focus=near", "picamera:0: focus: expected 0.05 to 10000 metres, auto or inf"),
        ("0?focus=0", "focus: expected 0.05"),
        ("0?focus=nan", "focus: expected 0.05"),
        ("0?flicker_hz=55", "flicker_hz: expected 50 or 60"),
        ("0?rotate=90", "rotate: expected 0 or 180"),
        ("1?colour=1", "picamera:1: colour: unknown, known are size, fps, focus"),
        ("imx708", "expected picamera:N"),
        ("-1", "expected picamera:N"),
    ],
)
def test_what_cannot_be_asked_for_is_named(rest, match):
    with pytest.raises(CameraError, match=match):
        open_camera(f"picamera:{rest}", clock=ManualClock())


def test_what_came_is_held_against_what_was_asked_for():
    wish = Wish(exposure_s=0.004, gain=2.0, focus=4.0, fps=10.0)
    told = {"ExposureTime": 3_991, "AnalogueGain": 2.0, "LensPosition": 0.25}
    assert wish.differences(told | {"FrameDuration": 100_010}) == []
    assert wish.differences(
        {"AnalogueGain": 8.0, "FrameDuration": 33_333, "LensPosition": 1.0}
    ) == [
        "gain 2 was asked for, 8 came",
        "seconds a frame 0.1 was asked for, 0.03333 came",
        "focus (1/m) 0.25 was asked for, 1 came",
    ]


def test_what_was_left_to_the_camera_is_not_judged():
    assert Wish().differences({"ExposureTime": 1, "AnalogueGain": 9.0, "LensPosition": 3.0}) == []


@pytest.mark.parametrize(
    ("format", "stride", "expected"),
    [("YUV420", 1344, "I420"), ("NV12", 1280, "NV12"), ("RGB888", 3840, "BGR")],
)
def test_a_layout_is_what_the_camera_made_of_it(format, stride, expected):
    stream = {"format": format, "size": (1280, 720), "stride": stride}
    made = layout("picamera:0", stream, full_range=False)
    assert (made.format, made.strides[0], made.width, made.height) == (expected, stride, 1280, 720)


@pytest.mark.parametrize("format", ["BGR888", "XBGR8888", "MJPEG", "YUYV"])
def test_a_format_that_nothing_here_masks_is_refused(format):
    stream = {"format": format, "size": (1280, 720), "stride": 1280}
    with pytest.raises(CameraError, match=f"picamera:0: gives {format}, not NV12 or YUV420"):
        layout("picamera:0", stream, full_range=False)


def test_without_picamera2_its_package_is_named():
    if importlib.util.find_spec("libcamera") is not None:
        return
    with pytest.raises(CameraError, match="picamera:0: needs the Debian package python3-picamera2"):
        open_camera("picamera:0", clock=ManualClock())
