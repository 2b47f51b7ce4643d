"""A Pi's own camera, through picamera2: each picture twice, in the camera's own memory.

What a picture of 1280x720 px and its small one of 640x360 px cost: 1.7 MB of YUV420 that the camera
wrote, and no copy of it here. The small one is read where it lies (Frame.lores makes 0.7 MB of BGR
of it, for motion and models). The large one waits, is masked in place and goes to whoever takes
MaskedFrames; then, whatever became of it, its request is released. Only where more than LENT are
out, on a machine that cannot keep up, the next ones are copied, 1.7 MB each: a camera whose buffers
are all out delivers nothing, and what is kept back would wait for the next picture for ever.
"""

import logging
import os
import re
import time
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Final

import numpy as np

from edge.capture.camera import CameraError
from edge.capture.layout import Format, Layout
from edge.capture.lending import Lending
from edge.capture.live import SILENCE_S, AwayError, LiveCamera
from edge.capture.picamera_controls import Wish
from edge.capture.stamps import Stamps
from edge.clock import Clock
from edge.geometry import fitted_px
from edge.perception.frame import LORES_PX, Frame

# Pictures that may be out: 0.3 s of them are kept back at 10 a second, 0.75 s under load
# (edge/loop/load.py); one is new, and some wait for the encoder.
LENT: Final = 10
# And those that libcamera has meanwhile: one that it fills, the next one, and one that is done.
SPARE: Final = 3
# libcamera's names for what is in memory: its RGB888 has blue first.
_FORMATS: Final[dict[str, Format]] = {"NV12": "NV12", "YUV420": "I420", "RGB888": "BGR"}
# Controls hold from the first picture on, but for focus and gain, which take some.
_JUDGED_FRAME: Final = 20

_log = logging.getLogger(__name__)


def open_picamera(rest: str, *, clock: Clock) -> LiveCamera:
    """Open `0?size=1280x720&fps=10&focus=auto`: a camera by its number in libcamera.

    Raises CameraError for what cannot be asked for, or without picamera2. A camera that is not
    there is `lost`; one that has not what it was asked for makes read() raise.
    """
    match = re.fullmatch(r"(\d{0,2})(?:\?(.*))?", rest)
    if match is None:
        raise CameraError(f"picamera:{rest}: expected picamera:N or picamera:N?size=...")
    index = int(match[1] or 0)
    name = f"picamera:{index}"
    wish = Wish.read(name, match[2] or "")
    _require_picamera2(name)
    return LiveCamera(
        lambda: PicameraFeed(index, wish, name=name, clock=clock), kind="picamera", name=name
    )


class PicameraFeed:
    """One camera at work."""

    def __init__(self, index: int, wish: Wish, *, name: str, clock: Clock) -> None:
        """Open, configure and start. Raises AwayError, CameraError."""
        self._name, self._wish, self._stamps = name, wish, Stamps(clock)
        self._frames = 0
        self._camera = _open(index)
        try:
            self._start()
        except RuntimeError as error:
            self._camera.close()
            raise AwayError(str(error)) from error
        except CameraError:
            self._camera.close()
            raise
        self._lending = Lending(_buffers(self._camera) - SPARE)

    def next(self) -> Frame:
        job = self._camera.capture_request(wait=False)
        try:
            request = job.get_result(timeout=SILENCE_S)
        except TimeoutError as error:
            self._camera.cancel_all_and_flush()
            raise AwayError("no picture comes") from error
        try:
            return self._frame(request)
        except (RuntimeError, ValueError) as error:
            raise AwayError(str(error)) from error

    def close(self) -> None:
        """Stop. What was lent stays valid, and is released when it comes back."""
        self._lending.close()
        try:
            self._camera.close()
        except RuntimeError as error:
            raise AwayError(str(error)) from error

    def _start(self) -> None:
        from libcamera import ColorSpace, Transform

        wish, flip = self._wish, int(self._wish.upside_down)
        camera = self._camera
        camera.configure(
            camera.create_video_configuration(
                main={"size": wish.size_px, "format": "YUV420"},
                lores={"size": _lores_px(wish.size_px), "format": "YUV420"},
                # Nobody develops raw pictures here, and they would be twice as large.
                raw=None,
                transform=Transform(hflip=flip, vflip=flip),
                # Of limited range, by the matrix of BT.601, as Planes and the encoder reckon.
                colour_space=ColorSpace.Smpte170m(),
                buffer_count=LENT + SPARE,
                controls=wish.controls(self._name, camera.camera_controls),
                display=None,
                encode=None,
            )
        )
        came = camera.camera_configuration()
        full_range = came["colour_space"].range == ColorSpace.Range.Full
        self._main = layout(self._name, came["main"], full_range=full_range)
        self._lores = layout(self._name, came["lores"], full_range=full_range)
        size = self._main.width, self._main.height
        if size != wish.size_px:
            _log.warning("%s: %s px were asked for, %s came", self._name, wish.size_px, size)
        camera.start()

    def _frame(self, request: Any) -> Frame:
        """Both pictures as views of where the camera wrote them, or copies if too many are out.

        The request is released when the last of them is gone; here, if anything fails.
        """
        from picamera2 import MappedArray

        with ExitStack() as held:
            held.callback(request.release)
            told = request.get_metadata()
            maps = [
                held.enter_context(MappedArray(request, stream, reshape=False))
                for stream in ("main", "lores")
            ]
            if self._lending.is_full:
                main, lores = (np.array(mapped.array) for mapped in maps)
            else:
                buffers = [mapped.array.data for mapped in maps]
                main, lores = self._lending.lend(buffers, held.pop_all().close)
        # Both clocks count from the start of the machine, which never sleeps.
        sensor_ns = told.get("SensorTimestamp")
        age_s = None if sensor_ns is None else (time.monotonic_ns() - sensor_ns) / 1e9
        mono_s, utc_s = self._stamps.of(age_s)
        self._judge(told)
        return Frame(
            self._main.picture(main), lores=self._lores.picture(lores), mono_s=mono_s, utc_s=utc_s
        )

    def _judge(self, told: dict[str, Any]) -> None:
        self._frames += 1
        if self._frames == _JUDGED_FRAME:
            for difference in self._wish.differences(told):
                _log.warning("%s: %s", self._name, difference)


def layout(name: str, stream: Mapping[str, Any], *, full_range: bool) -> Layout:
    """How the pictures of a stream lie in memory, as picamera2 reads it back after configuring.

    Raises CameraError for a format that is not planes or BGR.
    """
    if stream["format"] not in _FORMATS:
        raise CameraError(f"{name}: gives {stream['format']}, not {' or '.join(_FORMATS)}")
    width, height = stream["size"]
    return Layout.packed(
        _FORMATS[stream["format"]],
        width=width,
        height=height,
        stride=stream["stride"],
        full_range=full_range,
    )


def _buffers(camera: Any) -> int:
    """How many pictures it has room for: not every driver gives as many as were asked for."""
    return min(len(camera.allocator.buffers(stream)) for stream in camera.streams)


def _lores_px(size_px: tuple[int, int]) -> tuple[int, int]:
    """As the large picture's shape, even, and no larger than that."""
    width, height = fitted_px(size_px, LORES_PX)
    return min(width, size_px[0]) // 2 * 2, min(height, size_px[1]) // 2 * 2


def _open(index: int) -> Any:
    from picamera2 import Picamera2

    # Asked before, because each Picamera2() that finds none leaves a pipe open.
    if index >= len(Picamera2.global_camera_info()):
        raise AwayError(f"there is no camera {index}")
    try:
        return Picamera2(index)
    except RuntimeError as error:
        raise AwayError(str(error.__cause__ or error)) from error


def _require_picamera2(name: str) -> None:
    os.environ.setdefault("LIBCAMERA_LOG_LEVELS", "*:WARN")
    try:
        import picamera2  # noqa: F401
    except ImportError as error:
        raise CameraError(f"{name}: needs the Debian package python3-picamera2: {error}") from error
