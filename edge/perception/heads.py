"""A row of the manifest becomes a detector. A new head is a file and a row in HEADS."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from edge.geometry import Boxes
from edge.perception import labels
from edge.perception.centerface import CenterFace
from edge.perception.delegates import load_on
from edge.perception.detector import NOTHING, Detections, DetectorError
from edge.perception.frame import Frame
from edge.perception.head import Candidates, Head
from edge.perception.interpreter import Interpreter
from edge.perception.letterbox import Letterbox
from edge.perception.manifest import ModelCard, ModelError, Task, models_folder, read_model
from edge.perception.naming import named, require_sense
from edge.perception.nanodet import NanoDet
from edge.perception.ssd import Ssd
from edge.perception.yolov8 import YoloV8
from edge.perception.yolox import YoloX
from edge.perception.yunet import YuNet

HEADS: Final[dict[str, Callable[[Interpreter, ModelCard, int], Head]]] = {
    "centerface": CenterFace,
    "nanodet": NanoDet,
    "ssd": Ssd,
    "yolov8": YoloV8,
    "yolov8_px": partial(YoloV8, in_px=True),
    "yolox": YoloX,
    "yunet": YuNet,
}


class NetworkObjects:
    """An ObjectDetector: a frame through one network, one box a thing, best score first."""

    def __init__(self, card: ModelCard, interpreter: Interpreter, head: Head) -> None:
        self._card = card
        self._interpreter = interpreter
        self._head = head
        self._letterbox = Letterbox(card.input)

    def detect(self, frame: Frame) -> Detections:
        """Find people and things, all from SCORE_FLOOR on. Raises DetectorError."""
        try:
            self._interpreter.run(partial(self._letterbox.place, frame))
            return self._name(self._head.candidates())
        except DetectorError as error:
            raise DetectorError(f"{self._card.name}: {error}") from error

    def _name(self, found: Candidates) -> Detections:
        if not len(found.scores):
            return NOTHING
        require_sense(found)
        boxes = self._letterbox.to_picture(found.boxes)
        return named(found, boxes, label_set=self._card.labels, max_iou=self._head.max_iou)


class NetworkFaces:
    """A FaceDetector: the same way, of which only the boxes are told."""

    def __init__(self, network: NetworkObjects) -> None:
        self._network = network

    def detect(self, frame: Frame) -> Boxes:
        """Find faces, all from SCORE_FLOOR on, best score first. Raises DetectorError."""
        return self._network.detect(frame).boxes


def open_object_detector(
    card: ModelCard, *, threads: int, folder: Path | None = None
) -> NetworkObjects:
    """Load a model for objects from a models folder (our own by default), its hash checked.

    Raises ModelError naming the model for one that is altered, broken, or not what its card says.
    """
    _require_task(card, "objects")
    return open_network(card, threads=threads, folder=folder or models_folder())


def open_face_detector(
    card: ModelCard, *, threads: int, folder: Path | None = None
) -> NetworkFaces:
    """Load a model for faces, as open_object_detector does."""
    _require_task(card, "faces")
    return NetworkFaces(open_network(card, threads=threads, folder=folder or models_folder()))


def open_network(card: ModelCard, *, threads: int, folder: Path) -> NetworkObjects:
    """Load a model for whatever task: to evaluate it, with scores for faces too."""
    if card.head not in HEADS:
        raise ModelError(f"{card.name}: no head {card.head!r}, known are {', '.join(HEADS)}")
    interpreter = _load(card, read_model(card, folder), threads)
    head = HEADS[card.head](interpreter, card, labels.CLASSES[card.labels])
    return NetworkObjects(card, interpreter, head)


def _require_task(card: ModelCard, task: Task) -> None:
    if card.task != task:
        raise ModelError(f"{card.name}: a model for {card.task}, not for {task}")


def _load(card: ModelCard, content: bytes, threads: int) -> Interpreter:
    try:
        interpreter = load_on(card.delegate, content, threads=threads, model=card.name)
    except ModelError as error:
        raise ModelError(f"{card.name}: {card.file}: {error}") from error
    if interpreter.size_px != (card.input.width, card.input.height):
        raise ModelError(f"{card.name}: takes {interpreter.size_px} px, its card says otherwise")
    return interpreter
