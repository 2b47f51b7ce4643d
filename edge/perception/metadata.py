"""Detections that come with the frame: the network ran in the sensor, or on a chip beside it.

Sony's IMX500 writes what its network says into the metadata of a frame, a Hailo chip answers with
what is left after its own non-maximum suppression. Both as picamera2 hands them out
(devices/imx500/imx500.py, devices/hailo/hailo.py). Not verified on hardware: tested on recorded
tensors of the same layout.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from edge.perception.detector import Detections, DetectorError
from edge.perception.frame import Frame
from edge.perception.head import Candidates, passing
from edge.perception.manifest import LabelSet
from edge.perception.naming import named, require_sense

Tensors = Sequence[Any]
# The moment of the frame that a network looked at, and what it said.
Arrived = tuple[float, Tensors]
# As for the SSD head: two classes of ours (car, truck) can still be one vehicle.
MAX_IOU: Final = 0.6
_KEPT: Final = 8


class Arrivals:
    """What a camera found beside its frames, the newest few, by the moment of their frame.

    Call it with a frame: it answers with the newest tensors of that frame or of one before it, at
    most max_age_s older (a network may be slower than its camera), and of which moment they are;
    or with None.
    """

    def __init__(self, *, max_age_s: float) -> None:
        self._max_age_s = max_age_s
        self._newest: tuple[Arrived, ...] = ()

    def put(self, tensors: Tensors, *, mono_s: float) -> None:
        """Keep the tensors that came with the frame of that moment, in order of time."""
        # One assignment: another thread may be asking.
        self._newest = (*self._newest, (mono_s, tensors))[-_KEPT:]

    def __call__(self, frame: Frame) -> Arrived | None:
        for mono_s, tensors in reversed(self._newest):
            if mono_s <= frame.mono_s:
                return (mono_s, tensors) if frame.mono_s - mono_s <= self._max_age_s else None
        return None


class MetadataObjects:
    """An ObjectDetector that only reads: what has been found already, one box a thing.

    tensors_of: what the network said of a frame and when that was taken, None where it said
    nothing (see Arrivals).
    read: its layout, `read_imx500` or `read_hailo`, the options filled in.
    view: where the picture lies in what the network saw, in parts of the latter; not the whole
    where the camera crops (picamera2's ScalerCrop) or the network saw a border.
    """

    def __init__(
        self,
        *,
        tensors_of: Callable[[Frame], Arrived | None],
        read: Callable[[Tensors], Candidates],
        label_set: LabelSet,
        view: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0),
    ) -> None:
        self._tensors_of = tensors_of
        self._read = read
        self._label_set = label_set
        self._corner = np.array(view[:2] * 2, np.float32)
        self._extent = np.array(view[2:] * 2, np.float32) - self._corner

    def detect(self, frame: Frame) -> Detections:
        """Tell people and things, all from SCORE_FLOOR on, best score first.

        Raises DetectorError where nothing came with the frame: it must not pass for an empty one.
        """
        arrived = self._tensors_of(frame)
        if arrived is None:
            raise DetectorError("the network said nothing of this frame")
        mono_s, tensors = arrived
        found = self._read(tensors)
        require_sense(found)
        boxes = (found.boxes - self._corner) / self._extent
        seen = named(found, boxes, label_set=self._label_set, max_iou=MAX_IOU)
        return replace(seen, mono_s=mono_s)


def read_imx500(
    tensors: Tensors, *, x_first: bool = False, size_px: tuple[int, int] | None = None
) -> Candidates:
    """Read boxes (N, 4), scores (N,) and classes (N,), then what may follow: SSD's own layout.

    As of imx500.get_outputs(metadata), a leading axis of 1 or not. x_first: `bbox_order` xy of the
    network's intrinsics, in place of yx. size_px: the network's input, for `bbox_normalization`,
    where boxes are in px. Boxes as parts of what the network saw. Raises DetectorError.
    """
    if len(tensors) < 3:
        raise DetectorError(f"expected boxes, scores and classes, got {len(tensors)} tensors")
    boxes = _rows(tensors[0], 4)
    scores, classes = (_rows(tensor, 1)[:, 0] for tensor in tensors[1:3])
    if not len(boxes) == len(scores) == len(classes):
        raise DetectorError(f"{len(boxes)} boxes, {len(scores)} scores, {len(classes)} classes")
    found, _, values = passing(scores[:, None])
    parts = boxes[found] if x_first else boxes[found][:, [1, 0, 3, 2]]
    unit = np.array((size_px or (1, 1)) * 2, np.float32)
    return Candidates(boxes=parts / unit, scores=values, classes=_whole(classes[found]))


def read_hailo(tensors: Tensors, *, classes: int) -> Candidates:
    """Read one list a class of rows [y_min, x_min, y_max, x_max, score], as parts of the input.

    As of picamera2's Hailo.run for a network with NMS on the chip. Raises DetectorError.
    """
    if len(tensors) != classes:
        raise DetectorError(f"expected {classes} lists, one a class, got {len(tensors)}")
    lists = [_rows(found, 5) for found in tensors]
    rows = np.concatenate(lists)
    numbers = np.repeat(np.arange(classes), [len(rows) for rows in lists])
    found, _, scores = passing(rows[:, 4:])
    return Candidates(boxes=rows[found][:, [1, 0, 3, 2]], scores=scores, classes=numbers[found])


def _rows(tensor: Any, columns: int) -> NDArray[np.float32]:
    """Numbers as rows of so many, whatever axes come before."""
    try:
        numbers = np.asarray(tensor, np.float32)
    except (TypeError, ValueError) as error:
        raise DetectorError(f"expected numbers from the network: {error}") from error
    # Boxes that lie column by column would pass for others.
    if numbers.size and columns > 1 and numbers.shape[-1:] != (columns,):
        raise DetectorError(f"expected rows of {columns} numbers, got {numbers.shape}")
    if not np.isfinite(numbers).all():
        raise DetectorError("the network answers with numbers that are not finite")
    return numbers.reshape(-1, columns)


def _whole(classes: NDArray[np.float32]) -> NDArray[np.int64]:
    if np.any(np.abs(classes) > np.iinfo(np.int16).max):
        raise DetectorError("the network answers with class numbers that make no sense")
    return classes.round().astype(np.int64)
