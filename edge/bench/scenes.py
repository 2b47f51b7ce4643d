"""What the figures look at: a recording, and drawn scenes where the simulator is installed."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from edge.bench.figure import MissingError
from edge.capture.camera import CameraError, next_frame
from edge.capture.sources import open_camera
from edge.clock import ManualClock
from edge.perception.frame import Frame, Pixels

FPS: Final = 10.0
WIDTH_PX: Final = 1280
_SCENARIO: Final = """
name: A scene to measure
about: Drawn at 720p, with the noise and the compression of a usual camera.
theme: restricted_zone
kind: normal
duration_s: 3600
camera: {width_px: 1280, height_px: 720, fps: 10, height_m: 4.5, pitch_deg: 16, fov_deg: 70}
expect: {f1: 0.0}
"""
# Some twenty people cross a square or stand about on it, from the first picture on.
_CROWD: Final = """
scene: {place: plain}
crowds: [{count: 8, area: [-6, 10, 8, 18]}]
traffic:
  - per_minute: 60
    ways: [[[-14, 11], [14, 11]], [[15, 13], [-15, 13]], [[2, 24], [1, 8], [10, 7]]]
    carrying: 0.3
"""
_EMPTY: Final = "scene: {place: yard, sensor: {jpeg_quality: 85}}\n"
_STANDING: Final = (
    _EMPTY
    + "actors: [{name: walter, look: walter, start: [0, 9], way: [{do: wait, for_s: 3600}]}]\n"
)
CROWD_FRAMES: Final = 250
# Pictures of a still scene, shown in a random order: each differs by its noise from the last.
STILL_FRAMES: Final = 32
# Of one pixel of a small sensor by daylight, in steps of 255: what the simulator draws as usual.
_NOISE_STEPS: Final = 2.2
_JPEG_QUALITY: Final = 85
_NOWHERE: Final = "needs a VIDEO, or scenes to draw: pip install 'passerby[simulator]'"


class Scenes:
    """video: a recording to look at, or None. width_px: what pictures are scaled to.

    Drawn scenes are 1280 x 720 px at 10 frames a second. Every method raises MissingError where
    neither the video nor the simulator provides what is asked for.
    """

    def __init__(self, video: str | None, *, folder: Path, width_px: int = WIDTH_PX) -> None:
        self._video = video
        self._width_px = width_px
        self.folder = folder

    def recording(self) -> str:
        """The video, else a drawn crowd."""
        return self._video or self.crowd()

    def pictures(self) -> Iterator[Frame]:
        """The frames of the recording, scaled."""
        for frame in frames(self.recording()):
            yield Frame(self._scaled(frame.pixels), mono_s=frame.mono_s)

    def crowd(self) -> str:
        """A drawn crowd as a file, whatever the video is; without the simulator the video."""
        path = self.folder / "crowd.mp4"
        if not path.exists():
            try:
                _film(path, islice(self._drawn(_CROWD), CROWD_FRAMES))
            except CameraError as error:
                return self._video_instead(error)
        return str(path)

    def still(self, *, person: bool) -> tuple[str, list[Pixels]]:
        """What is seen, and pictures of it, (H, W, 3) BGR, in which nothing moves but noise.

        A drawn yard with one person or nobody; without the simulator the video's first picture.
        """
        try:
            drawn = self._drawn(_STANDING if person else _EMPTY)
            pictures = [frame.pixels for frame in islice(drawn, STILL_FRAMES)]
        except CameraError as error:
            first = next(frames(self._video_instead(error)))
            return "the video's first picture", _noisy(self._scaled(first.pixels))
        return "a drawn yard", pictures

    def _scaled(self, pixels: Pixels) -> Pixels:
        """Of 16:9 at most: a taller picture loses rows above and below, alike."""
        height, width = pixels.shape[:2]
        rows = min(height, round(width * 9 / 16))
        top = (height - rows) // 2
        size_px = self._width_px, max(1, round(rows * self._width_px / width))
        return np.ascontiguousarray(cv2.resize(pixels[top : top + rows], size_px), np.uint8)

    def _video_instead(self, error: CameraError) -> str:
        if self._video is None:
            raise MissingError(_NOWHERE) from error
        return self._video

    def _drawn(self, scene: str) -> Iterator[Frame]:
        path = self.folder / "scenario.yaml"
        path.write_text(_SCENARIO + scene)
        return frames(f"sim:{path}")


@contextmanager
def scenes(video: str | None, *, width_px: int = WIDTH_PX) -> Iterator[Scenes]:
    """Scenes whose drawn recordings are gone at the end."""
    with tempfile.TemporaryDirectory(prefix="passerby-bench-") as name:
        yield Scenes(video, folder=Path(name), width_px=width_px)


def frames(source: str) -> Iterator[Frame]:
    """The frames of a recording on its own clock. Raises CameraError when it cannot be opened."""
    camera = open_camera(source, clock=ManualClock(), pace="recording")

    def read() -> Iterator[Frame]:
        with closing(camera):
            while isinstance(frame := next_frame(camera), Frame):
                yield frame

    return read()


def _film(path: Path, pictures: Iterator[Frame]) -> None:
    first = next(pictures)
    size_px = first.width, first.height
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, size_px)
    film.write(first.pixels)
    for frame in pictures:
        film.write(frame.pixels)
    film.release()


def _noisy(picture: Pixels) -> list[Pixels]:
    """Pictures of one still scene as a sensor and its JPEG would give them, from a fixed seed."""
    random = np.random.default_rng(0)
    return [_compressed(_with_noise(picture, random)) for _ in range(STILL_FRAMES)]


def _with_noise(picture: Pixels, random: np.random.Generator) -> Pixels:
    noise = random.normal(0.0, _NOISE_STEPS, picture.shape).astype(np.float32)
    return np.asarray(np.clip(np.rint(picture + noise), 0, 255), np.uint8)


def _compressed(picture: Pixels) -> Pixels:
    _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
