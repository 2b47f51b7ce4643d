"""What a whole look costs beside the model alone: python -m tests.benchmarks.perception [VIDEO].

Prints per model and picture size the medians of detect() and of a bare run of the same network,
taken in turn, in CPU time, and their ratio. Each look makes the small picture of its frame anew,
which in the loop all share. Without a video, noise is looked at.
"""

import sys
import time
from collections.abc import Callable
from itertools import product
from statistics import median

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from edge.perception.frame import Frame, Pixels
from edge.perception.heads import open_face_detector, open_object_detector
from edge.perception.manifest import ModelCard, models_folder, read_manifest, read_model

SIZES_PX = ((768, 576), (1280, 720))
ROUNDS = 60
THREADS = (1, 2)


def main(arguments: list[str]) -> None:
    pictures = _pictures(arguments[0]) if arguments else [_noise()]
    for card, size_px, threads in product(_cards(), SIZES_PX, THREADS):
        frames = [cv2.resize(p, size_px, interpolation=cv2.INTER_AREA) for p in pictures]
        whole_ms, bare_ms = compare(card, frames, threads=threads)
        name = f"{card.name} {size_px[0]}x{size_px[1]} {threads} threads"
        print(f"{name:46} {whole_ms:7.2f} ms, model {bare_ms:7.2f} ms: {whole_ms / bare_ms:.3f}")


def compare(card: ModelCard, pictures: list[Pixels], *, threads: int) -> tuple[float, float]:
    """Median ms of a whole look and of the bare network, over the same rounds."""
    opens = open_object_detector if card.task == "objects" else open_face_detector
    detector = opens(card, threads=threads)
    bare = Interpreter(model_content=read_model(card, models_folder()), num_threads=threads)
    bare.allocate_tensors()
    whole_ms, bare_ms = [], []
    for turn in range(ROUNDS):
        # copied right before, as a camera has just written it
        frame = Frame(pictures[turn % len(pictures)].copy(), mono_s=0.0)
        whole_ms.append(_ms(lambda frame=frame: detector.detect(frame)))
        bare_ms.append(_ms(bare.invoke))
    return median(whole_ms), median(bare_ms)


def _cards() -> tuple[ModelCard, ...]:
    return read_manifest(models_folder()).models


def _ms(call: Callable[[], object]) -> float:
    started_s = time.process_time()
    call()
    return (time.process_time() - started_s) * 1000


def _pictures(path: str) -> list[Pixels]:
    video = cv2.VideoCapture(path)
    pictures = []
    while len(pictures) < 10 and video.grab():
        pictures.append(video.retrieve()[1])
        for _ in range(30):
            video.grab()
    return pictures


def _noise() -> Pixels:
    return np.random.default_rng(1).integers(0, 256, (720, 1280, 3), np.uint8)


if __name__ == "__main__":
    main(sys.argv[1:])
