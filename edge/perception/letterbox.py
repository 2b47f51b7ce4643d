"""A frame of any size into a network's input, and boxes found there back into the picture."""

import cv2
import numpy as np

from edge.geometry import Boxes, fitted_px
from edge.perception.frame import Frame, Pixels
from edge.perception.manifest import ModelInput


class Letterbox:
    """Fits frames into one network's input, which stays the same memory for every frame.

    The picture keeps its shape and lies in the middle (`letterbox`), or fills the input
    (`stretch`). The border is painted only when the size of the picture changes. The small
    picture of a frame is taken, unless the input has room for more detail than it has.
    """

    def __init__(self, wanted: ModelInput) -> None:
        self._wanted = wanted
        self._input_px = (wanted.width, wanted.height)
        self._sizes: tuple[int, ...] = ()
        self._lay_out(wanted.width, wanted.height)

    def place(self, frame: Frame, room: Pixels) -> Pixels:
        """Write one frame into the network's input and return the part that was written.

        room: (height, width, 3) of the model. All of it is written for a frame of another size
        than the last one; the next time only where the picture lies.
        """
        lores = frame.lores
        sizes = frame.width, frame.height, *lores.shape
        fresh = sizes != self._sizes
        if fresh:
            self._lay_out(frame.width, frame.height)
            room[...] = self._wanted.pad
        inside = room[self._inside]
        enough = lores.shape[1] >= self._size_px[0] and lores.shape[0] >= self._size_px[1]
        self._draw(lores if enough else frame.pixels, inside)
        self._sizes = sizes
        return room if fresh else inside

    def to_picture(self, boxes: Boxes) -> Boxes:
        """Boxes of the last input in network px, (N, 4), as normalised boxes of its picture.

        The exact inverse of place, rounding of the fitted size included; not yet clipped.
        """
        normalised: Boxes = boxes - self._corner_px
        normalised /= self._extent_px
        return normalised

    def _draw(self, picture: Pixels, inside: Pixels) -> None:
        # Linear, not area: five times faster at 1280x720, and what the models were trained with.
        if self._wanted.channels == "bgr":
            cv2.resize(picture, self._size_px, dst=inside)
            return
        if picture.shape != inside.shape:
            cv2.resize(picture, self._size_px, dst=self._resized)
            picture = self._resized
        cv2.cvtColor(picture, cv2.COLOR_BGR2RGB, dst=inside)

    def _lay_out(self, width: int, height: int) -> None:
        if self._wanted.resize == "stretch":
            self._size_px = self._input_px
        else:
            self._size_px = fitted_px((width, height), self._input_px)
        left = (self._input_px[0] - self._size_px[0]) // 2
        top = (self._input_px[1] - self._size_px[1]) // 2
        self._inside = np.s_[top : top + self._size_px[1], left : left + self._size_px[0]]
        self._corner_px = np.array([left, top, left, top], np.float32)
        self._extent_px = np.array(self._size_px * 2, np.float32)
        self._resized = np.empty((self._size_px[1], self._size_px[0], 3), np.uint8)
