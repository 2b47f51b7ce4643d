"""How much of what a float model finds does an int8 file find again, and how fast is it?

Runs in the quantizing environment (build.py makes it), on any videos and folders of pictures:
    python evaluate.py WHAT FLOAT_TFLITE INT8_TFLITE[,INT8_TFLITE] PATH...
WHAT is people, vehicles (both NanoDet) or faces (CenterFace). Prints tables in Markdown.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter
from calibration import Picture, letterbox, read_frames
from decode import PERSON, VEHICLE, Boxes, centerface_faces, iou, nanodet_boxes
from numpy.typing import NDArray

# Calibration saw the frames before.
HELD_OUT_FRAMES = range(400, 100_000)
ALL_FRAMES = range(100_000)
CALIBRATED_VIDEO = "vtest.avi"
PICTURE_SCALES = (1.0, 0.5, 0.25, 0.12, 0.08)
VIDEO_SUFFIXES = frozenset({".avi", ".gif", ".mp4"})

# Scores of the float box and of the int8 box: what a track begins with, the same box for a track
# that goes on at less, and what masks are made from.
SCORES = ((0.4, 0.4), (0.4, 0.3), (0.2, 0.2))
# An int8 box is news when not even a float box of so much less is there.
WANDER = 0.05
LOWEST = min(min(pair) for pair in SCORES) - WANDER
SAME_BOX_IOU = 0.5
TIMED_RUNS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How a family of models wants its picture, and how its outputs become boxes."""

    decode: Callable[..., Boxes]
    pad: int
    rgb: bool


HEADS = {
    "people": Head(decode=partial(nanodet_boxes, classes=PERSON), pad=114, rgb=False),
    "vehicles": Head(decode=partial(nanodet_boxes, classes=VEHICLE), pad=114, rgb=False),
    "faces": Head(decode=centerface_faces, pad=0, rgb=True),
}


class Model:
    """A TFLite file, float or int8, that takes a letterboxed picture and gives boxes."""

    def __init__(self, path: Path, head: Head, *, threads: int = 1) -> None:
        self._interpreter = Interpreter(str(path), num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]
        signature = self._interpreter.get_signature_runner().get_output_details()
        by_name = {d["name"]: d for d in self._interpreter.get_output_details()}
        self._outputs = {name: by_name[detail["name"]] for name, detail in signature.items()}
        self._head = head
        _, self.height_px, self.width_px, _ = (int(n) for n in self._input["shape"])

    def boxes(self, picture: Picture, *, threshold: float) -> Boxes:
        """What the model finds, in network px."""
        self.put(picture)
        self._interpreter.invoke()
        outputs = {name: self._read(detail) for name, detail in self._outputs.items()}
        size = {"width_px": self.width_px, "height_px": self.height_px}
        return self._head.decode(outputs, **size, threshold=threshold)

    def put(self, picture: Picture) -> None:
        """Set the input."""
        frame = letterbox(
            picture, height_px=self.height_px, width_px=self.width_px, pad=self._head.pad
        ).astype(np.int16)
        frame = frame[:, :, ::-1] if self._head.rgb else frame
        zero_point = self._input["quantization"][1]
        tensor = (frame + zero_point).astype(self._input["dtype"])
        self._interpreter.set_tensor(self._input["index"], np.ascontiguousarray(tensor[None]))

    def run_ms(self) -> float:
        """The time of one run over the picture set last."""
        start_s = time.perf_counter()
        self._interpreter.invoke()
        return 1000 * (time.perf_counter() - start_s)

    def _read(self, detail: dict[str, Any]) -> NDArray[np.float32]:
        value = self._interpreter.get_tensor(detail["index"])
        scale, zero_point = detail["quantization"]
        if not scale:
            return np.asarray(value, np.float32)
        return np.asarray((value.astype(np.float32) - zero_point) * scale, np.float32)


@dataclass(slots=True)
class Agreement:
    """Boxes counted over many pictures at one pair of scores."""

    expected: int = 0
    refound: int = 0
    given: int = 0
    unexpected: int = 0

    def count(self, expected: Boxes, found: Boxes, scores: tuple[float, float]) -> None:
        """Add one picture; both sets hold every box down to LOWEST."""
        float_score, int8_score = scores
        wanted = _reaching(expected, float_score)
        given = _reaching(found, int8_score)
        self.expected += len(wanted)
        self.refound += _matched(wanted, given)
        self.given += len(given)
        self.unexpected += len(given) - _matched(given, _reaching(expected, int8_score - WANDER))

    def row(self) -> str:
        """expected | re-found | not in float."""
        refound = f"{self.refound} ({_percent(self.refound, self.expected)})"
        return f"{self.expected} | {refound} | {_percent(self.unexpected, self.given)}"


def _reaching(boxes: Boxes, score: float) -> Boxes:
    return boxes[boxes[:, 4] >= score]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def _matched(boxes: Boxes, others: Boxes) -> int:
    if not len(boxes) or not len(others):
        return 0
    return int((iou(boxes, others).max(axis=1) >= SAME_BOX_IOU).sum())


def pictures(path: Path) -> Iterator[Picture]:
    """Frames of a video, or the pictures of a folder, each small and smaller in a frame."""
    if path.suffix in VIDEO_SUFFIXES:
        held_out = HELD_OUT_FRAMES if path.name == CALIBRATED_VIDEO else ALL_FRAMES
        yield from read_frames(path, held_out)
        return
    for file in sorted(path.glob("*.jpg")):
        picture = np.asarray(cv2.imread(str(file)), np.uint8)
        for scale in PICTURE_SCALES:
            yield _small(picture, scale)


def _small(picture: Picture, scale: float) -> Picture:
    """The picture shrunk, in the middle of a 640x480 frame filled with a trace of its colours."""
    traces = cv2.resize(picture, (8, 6), interpolation=cv2.INTER_AREA)
    frame = cv2.resize(traces, (640, 480), interpolation=cv2.INTER_LINEAR)
    factor = scale * min(640 / picture.shape[1], 480 / picture.shape[0])
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    top, left = (480 - small.shape[0]) // 2, (640 - small.shape[1]) // 2
    frame[top : top + small.shape[0], left : left + small.shape[1]] = small
    return np.asarray(frame, np.uint8)


Table = dict[tuple[float, float], Agreement]


def count_all(reference: Model, candidate: Model, source: Path, tables: Sequence[Table]) -> None:
    """Both models over all pictures of one source, into every table."""
    for picture in pictures(source):
        expected = reference.boxes(picture, threshold=LOWEST)
        found = candidate.boxes(picture, threshold=LOWEST)
        for table in tables:
            for scores, count in table.items():
                count.count(expected, found, scores)


def print_agreement(reference: Model, candidate: Model, sources: list[Path], *, name: str) -> None:
    """A row for each source and pair of scores, and one of all sources together."""
    total: Table = {scores: Agreement() for scores in SCORES}
    for source in sources:
        own: Table = {scores: Agreement() for scores in SCORES}
        count_all(reference, candidate, source, (own, total))
        _print_rows(name, source.name, own)
    _print_rows(name, "all", total)


def _print_rows(name: str, source: str, table: Table) -> None:
    for (float_score, int8_score), count in table.items():
        print(f"| {name} | {source} | {float_score} / {int8_score} | {count.row()} |", flush=True)


def medians_ms(paths: list[Path], head: Head, picture: Picture, *, threads: int) -> list[float]:
    """The median time of each file; they take turns, so that a busy machine slows all alike."""
    models = [Model(path, head, threads=threads) for path in paths]
    for model in models:
        model.put(picture)
    rounds = [[model.run_ms() for model in models] for _ in range(TIMED_RUNS)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def main(arguments: list[str]) -> None:
    head = HEADS[arguments[0]]
    float_path = Path(arguments[1])
    candidates = [Path(path) for path in arguments[2].split(",")]
    sources = [Path(path) for path in arguments[3:]]
    reference = Model(float_path, head)
    print("| file | source | score float / int8 | float boxes | re-found | not in float |")
    print("|---|---|---|---|---|---|")
    for path in candidates:
        print_agreement(reference, Model(path, head), sources, name=path.stem)
    print("\n| threads | file | median ms | against float |\n|---|---|---|---|")
    picture = next(pictures(sources[0]))
    for threads in (1, 2):
        times_ms = medians_ms([float_path, *candidates], head, picture, threads=threads)
        for path, time_ms in zip((float_path, *candidates), times_ms, strict=True):
            print(f"| {threads} | {path.stem} | {time_ms:.1f} | {time_ms / times_ms[0]:.2f} |")


if __name__ == "__main__":
    main(sys.argv[1:])
