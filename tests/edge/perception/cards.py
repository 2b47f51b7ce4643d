"""Cards and detectors of models that a test makes itself."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from edge.perception.frame import Pixels
from edge.perception.head import Head
from edge.perception.heads import HEADS, NetworkObjects, open_network
from edge.perception.interpreter import Interpreter
from edge.perception.manifest import ModelCard, ModelInput


def card_of(content: bytes, head: str, *, size_px: tuple[int, int], **changes) -> ModelCard:
    fields = {
        "name": "tiny",
        "task": "objects",
        "default": False,
        "file": "tiny.tflite",
        "sha256": sha256(content).hexdigest(),
        "head": head,
        "input": ModelInput(
            width=size_px[0], height=size_px[1], channels="bgr", resize="letterbox", pad=114
        ),
        "labels": "coco80",
        "licence": "Apache-2.0",
        "origin": "a test",
    }
    return ModelCard(**{**fields, **changes})


def detector_of(folder: Path, content: bytes, head: str, **fields) -> NetworkObjects:
    """The whole way: a file with a hash, loaded by the runtime, read by the head of its card."""
    card = card_of(content, head, **fields)
    (folder / card.file).write_bytes(content)
    return open_network(card, threads=1, folder=folder)


def head_of(name: str, runtime: Any, *, classes: int) -> Head:
    """One head alone, over answers written down in a test."""
    interpreter = Interpreter(runtime)
    return HEADS[name](interpreter, card_of(b"", name, size_px=interpreter.size_px), classes)


def whole(picture: Pixels) -> Callable[[Pixels], Pixels]:
    """What an interpreter runs on: a picture that fills the input."""

    def write(room: Pixels) -> Pixels:
        np.copyto(room, picture)
        return room

    return write
