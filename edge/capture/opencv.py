"""OpenCV's video reader, told to keep quiet and what it may open."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import cv2.utils.logging

# FFmpeg writes about every odd packet to stderr, and of a network camera the whole address with
# its password. Both are read when the first video is opened.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

# A recording may be a playlist in disguise: it opens no address.
RECORDING: Final = "protocol_whitelist;file"
# A camera may be hostile: it sends pictures, and never a list or a redirect that makes us read our
# own files or visit others. TCP alone, where OpenCV would go on to UDP: lost packets are grey
# smears, and in smears a detector sees things.
STREAM: Final = "|".join(
    [
        "protocol_whitelist;tcp,tls,http,https",
        "format_whitelist;rtsp,mpjpeg,mjpeg,jpeg_pipe,mpegts,flv,matroska,mov,h264,hevc",
        "max_redirects;0",
        "rtsp_transport;tcp",
    ]
)

# OpenCV takes FFmpeg's options from the environment alone, at each opening.
_OPTIONS: Final = "OPENCV_FFMPEG_CAPTURE_OPTIONS"
_opening: Final = threading.Lock()
os.environ[_OPTIONS] = RECORDING


def open_ffmpeg(
    target: str, limits: Sequence[int] = (), *, options: str = RECORDING
) -> cv2.VideoCapture:
    """Open a file, or with the options STREAM an address.

    limits: pairs of a cv2.CAP_PROP_ and its value. One opening at a time, as in OpenCV itself.
    """
    with _opening:
        os.environ[_OPTIONS] = options
        try:
            return cv2.VideoCapture(target, cv2.CAP_FFMPEG, limits)
        finally:
            os.environ[_OPTIONS] = RECORDING


def has_odd_bytes(path: Path) -> bool:
    """Whether a name is not UTF-8: OpenCV ends the whole process on such a one."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return True
    return False


def open_v4l2(number: int) -> cv2.VideoCapture:
    """Open /dev/video<number>."""
    return cv2.VideoCapture(number, cv2.CAP_V4L2)
