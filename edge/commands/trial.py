"""One model put to the test, over labelled pictures or beside another model."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

import numpy as np

from edge.capture.camera import EndOfRecording
from edge.capture.pictures import read_picture
from edge.capture.sources import open_camera
from edge.clock import ManualClock
from edge.geometry import Boxes, no_boxes
from edge.label import LABELS
from edge.perception.detector import Detections
from edge.perception.evaluation import CONFIDENT, Answer, Quality, quality, refound
from edge.perception.frame import Frame
from edge.perception.heads import NetworkObjects, open_network
from edge.perception.labels import FACE
from edge.perception.manifest import ModelCard, ModelError
from edge.perception.truth import LabelledPicture, read_truth

_THREADS = 2

Model = tuple[ModelCard, Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthReport:
    """Per label, person first: how much of what is there was found."""

    model: str
    pictures: int
    labels: dict[str, Quality]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refound:
    """boxes: confident ones of the reference. confident, at_all: the share of them that the model
    has found too, with a confident score and with any; None without boxes."""

    boxes: int
    confident: float | None
    at_all: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReport:
    """time_ratio: median time of one look over that of the reference, taken in turn."""

    model: str
    reference: str
    frames: int
    time_ratio: float
    labels: dict[str, Refound]


def against_truth(model: Model, *, data: Path, pictures: int | None) -> TruthReport:
    """Let a model look at labelled pictures. Raises BadInputError naming what cannot be used."""
    card, folder = model
    network = open_network(card, threads=_THREADS, folder=folder)
    names = _names(card)
    answers: dict[str, list[Answer]] = {name: [] for name in names}
    labelled = read_truth(data)[:pictures]
    for picture in labelled:
        pixels = read_picture(picture.path)
        height, width = pixels.shape[:2]
        found = network.detect(Frame(pixels, mono_s=0.0))
        for index, name in enumerate(names):
            answers[name].append(_answer(found, index, (width, height), picture, name))
    judged = {name: quality(rows) for name, rows in answers.items()}
    return TruthReport(model=card.name, pictures=len(labelled), labels=judged)


def against_model(model: Model, reference: Model, *, video: Path, frames: int) -> ModelReport:
    """Let two models look at the same frames. Raises BadInputError naming what cannot be used."""
    if model[0].task != reference[0].task:
        raise ModelError(
            f"{model[0].name}: a model for {model[0].task}, not for {reference[0].task}"
        )
    ours, theirs = (
        open_network(card, threads=_THREADS, folder=folder) for card, folder in (model, reference)
    )
    looks = [_two_looks(ours, theirs, frame) for frame in islice(_frames(video), frames)]
    names = _names(model[0])
    return ModelReport(
        model=model[0].name,
        reference=reference[0].name,
        frames=len(looks),
        time_ratio=median(look.our_s for look in looks) / median(look.their_s for look in looks),
        labels={name: _refound(looks, index) for index, name in enumerate(names)},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _TwoLooks:
    ours: Detections
    theirs: Detections
    our_s: float
    their_s: float


def _two_looks(ours: NetworkObjects, theirs: NetworkObjects, frame: Frame) -> _TwoLooks:
    started_s = time.perf_counter()
    found = ours.detect(frame)
    between_s = time.perf_counter()
    expected = theirs.detect(frame)
    ended_s = time.perf_counter()
    return _TwoLooks(
        ours=found, theirs=expected, our_s=between_s - started_s, their_s=ended_s - between_s
    )


def _refound(looks: list[_TwoLooks], label: int) -> Refound:
    boxes = confident = at_all = 0
    for look in looks:
        expected = _boxes(look.theirs, label, CONFIDENT)
        boxes += len(expected)
        confident += refound(expected, _boxes(look.ours, label, CONFIDENT))
        at_all += refound(expected, _boxes(look.ours, label, 0.0))
    return Refound(
        boxes=boxes,
        confident=confident / boxes if boxes else None,
        at_all=at_all / boxes if boxes else None,
    )


def _boxes(found: Detections, label: int, least_score: float) -> Boxes:
    boxes: Boxes = found.boxes[(found.labels == label) & (found.scores >= least_score)]
    return boxes


def _answer(
    found: Detections, label: int, size_px: tuple[int, int], picture: LabelledPicture, name: str
) -> Answer:
    own = found.labels == label
    return Answer(
        boxes=found.boxes[own] * np.array(size_px * 2, np.float32),
        scores=found.scores[own],
        truth=picture.boxes.get(name, no_boxes()),
        crowd=picture.crowd.get(name, no_boxes()),
    )


def _frames(video: Path) -> Iterator[Frame]:
    with closing(open_camera(str(video), clock=ManualClock(), pace="recording")) as camera:
        while True:
            try:
                frame = camera.read(1.0)
            except EndOfRecording:
                return
            if frame is not None:
                yield frame


def _names(card: ModelCard) -> tuple[str, ...]:
    """What the label numbers of this model's answers stand for."""
    return (FACE,) if card.task == "faces" else LABELS
