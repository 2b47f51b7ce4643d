"""A folder of pictures as a recording."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from edge.capture.camera import CameraError, EndOfRecording
from edge.perception.frame import Pixels
from edge.terms import SourceKind

SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png"})
USUAL_FPS: Final = 10.0


class PictureReel:
    """JPEG and PNG files in the order of their names, of any sizes, evenly spaced in time."""

    kind: SourceKind = "pictures"

    def __init__(self, folder: Path, *, fps: float = USUAL_FPS) -> None:
        """List the pictures. Raises CameraError when the folder is missing or holds none."""
        self.name = str(folder)
        self._fps = fps
        self._next = 0
        try:
            files = sorted(folder.iterdir())
        except OSError as error:
            raise CameraError(f"{folder}: {error.strerror or 'cannot be read'}") from error
        self._files = [file for file in files if file.suffix.lower() in SUFFIXES]
        if not self._files:
            raise CameraError(f"{folder}: holds no picture (.jpg, .jpeg or .png)")

    def advance(self) -> float | None:
        if self._next == len(self._files):
            return None
        self._next += 1
        return (self._next - 1) / self._fps

    def picture(self) -> Pixels:
        return read_picture(self._files[self._next - 1])

    def end(self) -> EndOfRecording:
        return EndOfRecording(f"{self.name}: that was the last of {len(self._files)} pictures")

    def rewind(self) -> None:
        self._next = 0

    def close(self) -> None:
        pass


def read_picture(path: Path) -> Pixels:
    """Read one picture as BGR. Raises CameraError naming a file that is none."""
    if path.exists() and not path.is_file():
        raise CameraError(f"{path}: not a file")
    try:
        pixels = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
    except OSError as error:
        raise CameraError(f"{path}: {error.strerror or 'cannot be read'}") from error
    except cv2.error as error:
        raise CameraError(f"{path}: not a picture that can be read") from error
    if pixels is None:
        raise CameraError(f"{path}: not a picture that can be read")
    return np.ascontiguousarray(pixels, np.uint8)
