"""OpenCV's video reader, told to keep quiet."""

import os
from collections.abc import Sequence

import cv2
import cv2.utils.logging

# FFmpeg writes about every odd packet to stderr, and of a network camera the whole address with
# its password. Both are read when the first video is opened.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def open_ffmpeg(target: str, limits: Sequence[int] = ()) -> cv2.VideoCapture:
    """Open a file or an address. limits: pairs of a cv2.CAP_PROP_ and its value."""
    return cv2.VideoCapture(target, cv2.CAP_FFMPEG, limits)


def open_v4l2(number: int) -> cv2.VideoCapture:
    """Open /dev/video<number>."""
    return cv2.VideoCapture(number, cv2.CAP_V4L2)
