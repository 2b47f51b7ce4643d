"""Which TFLite runtime is installed: ai-edge-litert, or its predecessor where only that one is."""

from typing import Any

from edge.perception.manifest import ModelError


def runtime_module() -> Any:
    """Return the runtime's module, with Interpreter and load_delegate. Raises ModelError."""
    try:
        from ai_edge_litert import interpreter as litert
    except ImportError:
        return _older()
    return litert


def _older() -> Any:
    try:
        from tflite_runtime import interpreter as tflite
    except ImportError as error:
        raise ModelError("no TFLite runtime is installed: install ai-edge-litert") from error
    return tflite
