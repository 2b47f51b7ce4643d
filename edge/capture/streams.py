"""USB and network cameras, read by OpenCV."""

import re
from urllib.parse import urlsplit

import cv2
import numpy as np

from edge.capture.camera import CameraError
from edge.capture.live import SILENCE_S, AwayError, LiveCamera
from edge.capture.opencv import STREAM, open_ffmpeg, open_v4l2
from edge.clock import Clock
from edge.perception.frame import Frame


class CaptureFeed:
    """What one of OpenCV's readers delivers: each picture is one that it decoded for us alone."""

    def __init__(self, capture: cv2.VideoCapture, *, clock: Clock) -> None:
        """Raises AwayError for a reader that could not be opened."""
        self._capture = capture
        self._clock = clock
        if not capture.isOpened():
            capture.release()
            raise AwayError("cannot be opened")

    def next(self) -> Frame:
        try:
            asked_s = self._clock.mono_s()
            arrived, pixels = self._capture.read()
            now_s = self._clock.mono_s()
            # After a silence FFmpeg hands out, one by one, what its decoder's threads held back:
            # old pictures, which would pass for new ones.
            if not arrived or now_s - asked_s >= SILENCE_S:
                raise AwayError("no picture comes")
            owned = np.ascontiguousarray(pixels, np.uint8)
            return Frame(owned, mono_s=now_s, utc_s=self._clock.utc_s())
        except (cv2.error, ValueError) as error:
            # A driver that fails, or pictures that are not BGR.
            raise AwayError(str(error)) from error

    def close(self) -> None:
        self._capture.release()


def open_usb(device: str, *, clock: Clock) -> LiveCamera:
    """Open a USB camera: its number or its path /dev/videoN. Raises CameraError."""
    match = re.fullmatch(r"(?:/dev/video)?(\d{1,3})", device)
    if match is None:
        raise CameraError(f"{device!r}: expected usb:N or /dev/videoN")
    number = int(match[1])
    return LiveCamera(
        lambda: CaptureFeed(open_v4l2(number), clock=clock), kind="usb", name=f"usb:{number}"
    )


def open_network(address: str, *, clock: Clock) -> LiveCamera:
    """Open an RTSP or HTTP camera. Raises CameraError; no message ever shows user or password."""
    name = public_name(address)
    return LiveCamera(lambda: CaptureFeed(_stream(address), clock=clock), kind="network", name=name)


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
