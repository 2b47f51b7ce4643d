"""Models alone: the two default models in runtimes of their own, each invocation timed."""

import time
from collections.abc import Callable
from typing import Any

from edge.geometry import Boxes
from edge.perception.detector import Detections
from edge.perception.frame import Frame
from edge.perception.heads import HEADS, NetworkFaces, NetworkObjects
from edge.perception.interpreter import Interpreter
from edge.perception.labels import CLASSES
from edge.perception.manifest import ModelCard, models_folder, read_manifest, read_model
from edge.perception.runtime import runtime_module


class BareModel:
    """One model. spent_s: seconds inside the runtime's invoke() alone, by the clock given."""

    def __init__(self, card: ModelCard, *, threads: int, clock: Callable[[], float]) -> None:
        runtime = runtime_module().Interpreter(
            model_content=read_model(card, models_folder()), num_threads=threads
        )
        runtime.allocate_tensors()
        self._timed = _Timed(runtime, clock)
        interpreter = Interpreter(self._timed)
        head = HEADS[card.head](interpreter, card, CLASSES[card.labels])
        self._network = NetworkObjects(card, interpreter, head)

    @property
    def spent_s(self) -> float:
        return self._timed.spent_s

    def detect(self, frame: Frame) -> Detections:
        """One invocation on this frame, and what came of it."""
        return self._network.detect(frame)

    def faces(self, frame: Frame) -> Boxes:
        return NetworkFaces(self._network).detect(frame)


class BareModels:
    """Both default models of the manifest."""

    def __init__(self, *, threads: int, clock: Callable[[], float] = time.thread_time) -> None:
        manifest = read_manifest(models_folder())
        self.objects, self.faces = (
            BareModel(manifest.default(task), threads=threads, clock=clock)
            for task in ("objects", "faces")
        )

    @property
    def spent_s(self) -> float:
        return self.objects.spent_s + self.faces.spent_s


class _Timed:
    """A runtime that says how long its invocations took; all else is passed on."""

    def __init__(self, runtime: Any, clock: Callable[[], float]) -> None:
        self._runtime = runtime
        self._clock = clock
        self.spent_s = 0.0

    def invoke(self) -> None:
        start_s = self._clock()
        self._runtime.invoke()
        self.spent_s += self._clock() - start_s

    def __getattr__(self, name: str) -> Any:
        return getattr(self._runtime, name)
