"""A labelled recording, watched as if it came from the camera."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

import numpy as np

from edge.capture.pictures import PictureReel
from edge.capture.video import VideoReel
from edge.errors import BadInputError
from edge.geometry import iou_matrix
from edge.perception.frame import Frame, Pixels
from simulator.exposure.truth import LEAST_PX, Face, Mask, Truth
from simulator.exposure.truth_file import BoxPx, LabelledFrame, Labels
from simulator.exposure.watch import Watch, Watched, ready_pipeline

# A face that nobody named goes on with the face that it overlaps by so much in the frame before.
_SAME_IOU: Final = 0.2


def watch_recording(video: Path, labels: Labels, *, every_frame: bool = False) -> Watched:
    """Let a camera that has just started look at a recording.

    Raises CameraError for one that cannot be read, BadInputError where it does not fit its labels.
    """
    frames = _Frames(video, labels)
    watched = Watched(
        scene=video.name,
        light=labels.file.light,
        camera_pitch_deg=labels.file.camera_pitch_deg,
        frame_s=0.0,
    )
    Watch(ready_pipeline(every_frame=every_frame), watched).see(frames.read())
    watched.frame_s = frames.frame_s
    return watched


class _Frames:
    """The frames of a recording with what is labelled in them. frame_s: from one to the next."""

    def __init__(self, video: Path, labels: Labels) -> None:
        self.frame_s = 0.0
        self._video = video
        self._labels = labels
        self._names = _Names()

    def read(self) -> Iterator[tuple[Frame, Truth | None]]:
        reel = PictureReel(self._video) if self._video.is_dir() else VideoReel(self._video)
        left, last_s = set(self._labels.by_frame), 0.0
        for number in count():
            time_s = reel.advance()
            if time_s is None:
                break
            last_s, pixels = time_s, reel.picture()
            if pixels is not None:
                labelled = self._labels.by_frame.get(number)
                left.discard(number)
                truth = None if labelled is None else self._truth(labelled, pixels, time_s)
                yield Frame(pixels, mono_s=time_s), truth
        reel.close()
        self.frame_s = last_s / max(1, number - 1)
        if left:
            raise BadInputError(f"{self._video}: frame {min(left)} is labelled, and not in it")

    def _truth(self, labelled: LabelledFrame, pixels: Pixels, mono_s: float) -> Truth:
        height, width = pixels.shape[:2]
        if self._labels.file.size != (width, height):
            raise BadInputError(
                f"{self._video}: pictures of {width} x {height} px, labels for "
                f"{self._labels.file.size[0]} x {self._labels.file.size[1]} px"
            )
        names = self._names.of(labelled)
        faces = [
            _face(face.box, name, pixels) for face, name in zip(labelled.faces, names, strict=True)
        ]
        return Truth(
            mono_s=mono_s,
            present=tuple(names),
            faces=tuple(face for face in faces if face.width_px >= LEAST_PX and len(face.at)),
            people=None if labelled.people is None else _people(labelled.people, height, width),
        )


class _Names:
    """Who is who: as labelled, else by where a face was in the labelled frame before."""

    def __init__(self) -> None:
        self._before: dict[str, BoxPx] = {}
        self._numbers = count(1)

    def of(self, labelled: LabelledFrame) -> list[str]:
        names = [face.person or self._alike(face.box) for face in labelled.faces]
        self._before = {
            name: face.box
            for name, face in zip(names, labelled.faces, strict=True)
            if face.person is None
        }
        return names

    def _alike(self, box: BoxPx) -> str:
        if self._before:
            overlap = iou_matrix(np.array([box]), np.array(list(self._before.values())))[0]
            if overlap.max() >= _SAME_IOU:
                name = list(self._before)[int(overlap.argmax())]
                del self._before[name]
                return name
        return f"face {next(self._numbers)}"


def _face(box: BoxPx, who: str, pixels: Pixels) -> Face:
    """The ellipse within a box, as far as it is in the picture: in its corners is no face."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = box
    rows, columns = np.mgrid[
        max(0, round(top)) : min(height, round(bottom)),
        max(0, round(left)) : min(width, round(right)),
    ]
    across = (columns + 0.5 - (left + right) / 2) / ((right - left) / 2)
    down = (rows + 0.5 - (top + bottom) / 2) / ((bottom - top) / 2)
    inside = across**2 + down**2 <= 1
    at = rows[inside] * width + columns[inside]
    return Face(
        who=who,
        box=(round(left), round(top), round(right), round(bottom)),
        width_px=right - left,
        at=at,
        raw=pixels.reshape(-1, 3)[at],
        pitch_deg=None,
    )


def _people(boxes: tuple[BoxPx, ...], height: int, width: int) -> Mask:
    people = np.zeros((height, width), np.bool_)
    for box in boxes:
        left, top, right, bottom = (max(0, round(side)) for side in box)
        people[top:bottom, left:right] = True
    return people
