"""Chips a model may run on in place of the CPU, each through a library of its maker.

Not verified on hardware: what is tested is that a missing or unfit library, and a chip that
refuses the model, leave the camera running on its CPU. XNNPACK is the runtime's own way on the CPU.
"""

import ctypes
import logging
from typing import Any, Final

from edge.perception.interpreter import Interpreter, load
from edge.perception.manifest import Delegate, ModelError
from edge.perception.runtime import runtime_module

log = logging.getLogger(__name__)

# coral.ai/docs/edgetpu/tflite-python and the name of the target
# tensorflow/lite/delegates/gpu:libtensorflowlite_gpu_delegate.so.
LIBRARIES: Final[dict[Delegate, str]] = {
    "edgetpu": "libedgetpu.so.1",
    "gpu": "libtensorflowlite_gpu_delegate.so",
}
# Of tensorflow/lite/delegates/external/external_delegate_interface.h.
_ENTRY_POINT: Final = "tflite_plugin_create_delegate"


class ChipError(RuntimeError):
    """A chip that cannot be used here; names its library and the reason."""


def load_on(delegate: Delegate, content: bytes, *, threads: int, model: str) -> Interpreter:
    """Load a model on the chip it is meant for, or, with a line in the log, on the CPU.

    Raises ModelError when the CPU cannot run it either: an Edge TPU's own models it cannot.
    """
    if delegate not in LIBRARIES:
        return load(content, threads=threads)
    try:
        return load(content, threads=threads, chip=open_chip(LIBRARIES[delegate]))
    except (ChipError, ModelError) as error:
        log.warning("%s: not on %s but on the CPU: %s", model, delegate, error)
        return _on_cpu(delegate, content, threads, error)


def why_not(delegate: Delegate) -> str | None:
    """Tell why a delegate's library cannot be used here; None where it can. Touches no chip."""
    if delegate not in LIBRARIES:
        return None
    try:
        _require_library(LIBRARIES[delegate])
    except ChipError as error:
        return str(error)
    return None


def open_chip(library: str) -> Any:
    """Open a chip through its library, for the runtime to run a model on. Raises ChipError."""
    _require_library(library)
    try:
        return runtime_module().load_delegate(library)
    except (OSError, RuntimeError, ValueError) as error:
        raise ChipError(f"{library}: the chip does not answer: {_one_line(error)}") from error


def _on_cpu(delegate: Delegate, content: bytes, threads: int, refused: Exception) -> Interpreter:
    try:
        return load(content, threads=threads)
    except ModelError as error:
        raise ModelError(f"neither on {delegate} ({refused}) nor on the CPU: {error}") from error


def _require_library(library: str) -> None:
    # Before the runtime tries: its own attempt leaves a half-made object behind when it fails.
    try:
        loaded = ctypes.CDLL(library)
    except OSError as error:
        raise ChipError(_one_line(error)) from error
    if not hasattr(loaded, _ENTRY_POINT):
        raise ChipError(f"{library}: is no delegate, it has no {_ENTRY_POINT}")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
