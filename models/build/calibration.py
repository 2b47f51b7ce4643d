"""The pictures that show the quantizer what values to expect: streets, people, faces, glare, night.

Every picture comes from a package (sources.py names them) and every step is integer arithmetic, so
the frames are the same bytes each time. Runs in the quantizing environment.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

STREET_VIDEO = "vtest.avi"
# The evaluation reads the same video from frame 400 on (evaluate.py), so stay before that.
STREET_FRAMES = range(0, 320, 20)
STILLS = (
    "building.jpg",
    "coffee.png",
    "home.jpg",
    "leuvenA.jpg",
    "licenseplate_motion.jpg",
    "motorcycle_left.png",
    "stuff.jpg",
)
PORTRAITS = ("astronaut.png", "basketball1.png", "messi5.jpg")
PORTRAIT_SCALES = (1.0, 0.5, 0.25, 0.12)
# From dusk to glare, in 1/256 of the light in the picture.
LIGHTS = (64, 460)


def calibration_frames(
    folder: Path, *, height_px: int, width_px: int, pad: int, rgb: bool
) -> list[NDArray[np.float32]]:
    """What a camera may see, letterboxed: a list of (1, height_px, width_px, 3) in 0..255.

    folder: holds the calibration pictures. pad: the grey beside a letterboxed picture.
    rgb: the order of the channels; BGR otherwise. Raises FileNotFoundError.
    """
    frames = [
        letterbox(p, height_px=height_px, width_px=width_px, pad=pad) for p in _scenes(folder)
    ]
    # A covered and a blinded camera. They also pin the input's range to 0..255, scale exactly 1.
    frames += [np.full((height_px, width_px, 3), grey, np.uint8) for grey in (0, 255)]
    ordered = [f[:, :, ::-1] for f in frames] if rgb else frames
    return [np.ascontiguousarray(f[None], dtype=np.float32) for f in ordered]


def letterbox(picture: Picture, *, height_px: int, width_px: int, pad: int) -> Picture:
    """The picture scaled to fit in the middle of a grey frame, (height_px, width_px, 3)."""
    scale = min(height_px / picture.shape[0], width_px / picture.shape[1])
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    scaled = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR_EXACT)
    frame = np.full((height_px, width_px, 3), pad, np.uint8)
    top, left = (height_px - size[1]) // 2, (width_px - size[0]) // 2
    frame[top : top + size[1], left : left + size[0]] = scaled
    return frame


def read_frames(video: Path, indices: range) -> list[Picture]:
    """Frames of a video, BGR, read in order because seeking is not exact in every codec."""
    capture = cv2.VideoCapture(str(video))
    frames = []
    for index in range(indices.stop):
        read, frame = capture.read()
        if not read:
            break
        if index in indices:
            frames.append(np.asarray(frame, np.uint8))
    if not frames:
        raise FileNotFoundError(f"{video}: no frame could be read")
    return frames


def _scenes(folder: Path) -> list[Picture]:
    street = read_frames(folder / STREET_VIDEO, STREET_FRAMES)
    portraits = [_read(folder / name) for name in PORTRAITS]
    scenes = street + [_read(folder / name) for name in STILLS]
    scenes += [_near(frame) for frame in street[::4]]
    scenes += [_crowd(portrait, scale) for portrait in portraits for scale in PORTRAIT_SCALES]
    scenes += [_lit(p, light) for p in (street[0], *portraits) for light in LIGHTS]
    return scenes


def _read(path: Path) -> Picture:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise FileNotFoundError(f"{path}: not a picture that OpenCV reads")
    return np.asarray(picture, np.uint8)


def _near(frame: Picture) -> Picture:
    """The middle of the frame, so that people stand twice as tall."""
    height_px, width_px = frame.shape[0] // 4, frame.shape[1] // 4
    return np.asarray(frame[height_px:-height_px, width_px:-width_px])


def _crowd(portrait: Picture, scale: float) -> Picture:
    """The portrait again and again in 1/scale columns and rows: many small faces for one."""
    size = (round(portrait.shape[1] * scale), round(portrait.shape[0] * scale))
    small = cv2.resize(portrait, size, interpolation=cv2.INTER_LINEAR_EXACT)
    copies = round(1 / scale)
    return np.asarray(np.tile(small, (copies, copies, 1)), np.uint8)


def _lit(picture: Picture, light: int) -> Picture:
    """The picture in `light`/256 of its light, clipped as a sensor clips."""
    return np.asarray(np.minimum(picture.astype(np.uint32) * light >> 8, 255), np.uint8)
