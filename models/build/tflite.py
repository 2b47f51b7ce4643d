"""A function of TensorFlow becomes a float TFLite file. Runs in the conversion environment."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import tensorflow as tf

Network = Callable[[Any], Mapping[str, Any]]


def write_tflite(network: Network, *, height_px: int, width_px: int, path: Path) -> None:
    """Trace `network` for one picture size and write it as a float32 TFLite file.

    The file takes `image`, (1, height_px, width_px, 3), and gives the outputs of `network` under
    the names it gives them, in the signature `serving_default`.
    """
    spec = tf.TensorSpec((1, height_px, width_px, 3), tf.float32, name="image")
    function = tf.function(network, input_signature=[spec], autograph=False)
    module = tf.Module()
    # A saved model, and not the bare function, because only it carries names into the file.
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(module, folder, signatures=function.get_concrete_function())
        content = tf.lite.TFLiteConverter.from_saved_model(folder).convert()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
