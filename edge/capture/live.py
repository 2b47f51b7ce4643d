"""USB and network cameras: a thread keeps the newest frame and opens again what has died."""

import logging
import re
import threading
from collections.abc import Callable
from typing import Final, Literal
from urllib.parse import urlsplit

import cv2
import numpy as np

from edge.capture.camera import CameraError
from edge.capture.opencv import STREAM, open_ffmpeg, open_v4l2
from edge.clock import Clock
from edge.perception.frame import Frame
from edge.terms import SourceKind

FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 30.0
# A server that hangs is given up after this long; then it is lost, and opened again.
SILENCE_S: Final = 5.0
_CLOSING_S: Final = 1.0

_log = logging.getLogger(__name__)

Opener = Callable[[], cv2.VideoCapture]


class LiveCamera:
    """A camera that goes on whether or not anyone reads: read() answers with the newest frame.

    A camera that is away, at the start or later, is `lost` and tried again after 1 to 30 s;
    one line in the log says so, however many tries it takes.
    """

    def __init__(
        self,
        open_capture: Opener,
        *,
        kind: SourceKind,
        name: str,
        clock: Clock,
        first_pause_s: float = FIRST_PAUSE_S,
    ) -> None:
        self.kind = kind
        self.state: Literal["ok", "lost"] = "lost"
        self.dropped = 0
        self._name = name
        self._open_capture = open_capture
        self._clock = clock
        self._first_pause_s = first_pause_s
        self._closing = threading.Event()
        self._arrived = threading.Condition()
        self._newest: Frame | None = None
        # A daemon: a driver that never returns must not keep the process from ending.
        self._thread = threading.Thread(target=self._watch, name=f"camera {name}", daemon=True)
        self._thread.start()

    def read(self, timeout_s: float) -> Frame | None:
        """Return the newest frame not yet read, None when none comes within timeout_s."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._newest is not None, timeout_s)
            frame, self._newest = self._newest, None
            return frame

    def close(self) -> None:
        self._closing.set()
        self._thread.join(_CLOSING_S)

    def _watch(self) -> None:
        pause_s = self._first_pause_s
        told = False
        while not self._closing.is_set():
            if self._follow():
                pause_s = self._first_pause_s
                told = False
            self.state = "lost"
            if not told and not self._closing.is_set():
                _log.warning("%s: lost, trying again until it is back", self._name)
                told = True
            self._closing.wait(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _follow(self) -> bool:
        """Open the camera and pass on its frames until they end; tell whether there was any."""
        seen = False
        capture = self._open_capture()
        while not self._closing.is_set() and capture.isOpened():
            frame = self._next(capture)
            if frame is None:
                break
            if not seen:
                _log.info("%s: delivers %d x %d px", self._name, frame.width, frame.height)
            seen = True
            self._offer(frame)
        capture.release()
        return seen

    def _next(self, capture: cv2.VideoCapture) -> Frame | None:
        try:
            asked_s = self._clock.mono_s()
            arrived, pixels = capture.read()
            now_s = self._clock.mono_s()
            # After a silence FFmpeg hands out, one by one, what its decoder's threads held back:
            # old pictures, which would pass for new ones.
            if not arrived or now_s - asked_s >= SILENCE_S:
                return None
            owned = np.ascontiguousarray(pixels, np.uint8)
            return Frame(owned, mono_s=now_s, utc_s=self._clock.utc_s())
        except (cv2.error, ValueError) as error:
            # A driver that fails, or pictures that are not BGR: no frame, but worth knowing.
            _log.warning("%s: %s", self._name, error)
            return None

    def _offer(self, frame: Frame) -> None:
        with self._arrived:
            self.state = "ok"
            self.dropped += self._newest is not None
            self._newest = frame
            self._arrived.notify()


def open_usb(device: str, *, clock: Clock) -> LiveCamera:
    """Open a USB camera: its number or its path /dev/videoN. Raises CameraError."""
    match = re.fullmatch(r"(?:/dev/video)?(\d{1,3})", device)
    if match is None:
        raise CameraError(f"{device!r}: expected usb:N or /dev/videoN")
    number = int(match[1])
    return LiveCamera(
        lambda: open_v4l2(number),
        kind="usb",
        name=f"usb:{number}",
        clock=clock,
    )


def open_network(address: str, *, clock: Clock) -> LiveCamera:
    """Open an RTSP or HTTP camera. Raises CameraError; no message ever shows user or password."""
    name = public_name(address)
    return LiveCamera(lambda: _stream(address), kind="network", name=name, clock=clock)


def public_name(address: str) -> str:
    """Scheme, host and port of an address: paths and queries of cameras carry passwords too.

    Raises CameraError for an address without a host, or one in which user, password and host
    cannot be told apart.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise CameraError("the address of the network camera cannot be read") from error
    if not host:
        raise CameraError("the address of the network camera has no host")
    if "@" in parts.path + parts.query + parts.fragment:
        raise CameraError("the address of the network camera: write @ / ? # as %40 %2F %3F %23")
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def _stream(address: str) -> cv2.VideoCapture:
    silence_ms = int(SILENCE_S * 1000)
    limits = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
        silence_ms,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC,
        silence_ms,
    ]
    return open_ffmpeg(address, limits, options=STREAM)
