"""CenterFace: the published ONNX file becomes a float TFLite file of any size in steps of 32 px.

The file is written for pictures of 32x32 px, but the network is fully convolutional: each node is
evaluated again in NHWC for the size asked for. Sides are multiples of 32 px, because what was
halved five times is doubled on the way back and added to what it was halved from: of 240 px, 15
rows become 8, and 16 are then added to 15. A picture of 320x240 px lies letterboxed in 320x256.

Runs in the conversion environment:
    python centerface.py CENTERFACE_ONNX HEIGHT_PX WIDTH_PX OUT_TFLITE
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import tensorflow as tf
from numpy.typing import NDArray
from onnx import numpy_helper
from tflite import write_tflite

INPUT_NAME = "input.1"
# The names of the ONNX file, kept: heat map, size, offset. 540, the landmarks, is left out: they
# serve to align a face before it is recognised, and no face is recognised here.
OUTPUTS = ("537", "538", "539")
COARSEST_STRIDE_PX = 32


class NhwcGraph:
    """The network as a function of one picture, (1, height_px, width_px, 3) RGB in 0..255."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(str(path)).graph
        self._nodes = list(graph.node)
        self._weights = {w.name: numpy_helper.to_array(w) for w in graph.initializer}

    def __call__(self, image: Any) -> dict[str, Any]:
        """Heat map 537 (1), log size 538 (2: y, x) and offset 539 (2: y, x), at stride 4.

        Raises ValueError for a size that the network cannot take, or an operator not known here.
        """
        _, height_px, width_px, _ = image.shape
        if height_px % COARSEST_STRIDE_PX or width_px % COARSEST_STRIDE_PX:
            raise ValueError(f"{height_px}x{width_px}: sides must be multiples of 32 px")
        values = {INPUT_NAME: image}
        for node in self._nodes:
            rule = getattr(self, f"_{node.op_type.lower()}", None)
            if rule is None:
                raise ValueError(f"{node.output[0]}: no rule for {node.op_type}")
            values[node.output[0]] = rule(node, *(values[n] for n in node.input if n in values))
        return {name: tf.identity(values[name], name=f"output_{name}") for name in OUTPUTS}

    def _conv(self, node: Any, value: Any) -> Any:
        attributes = _attributes(node)
        stride = attributes["strides"][0]
        if attributes["kernel_shape"][0] == 1:
            padding = "VALID"
        elif stride == 1:
            padding = "SAME"
        else:
            # PyTorch pads both sides, TensorFlow's SAME only the far one at stride 2.
            value = tf.pad(value, [[0, 0], [1, 0], [1, 0], [0, 0]])
            padding = "VALID"
        convolve = _depthwise if attributes["group"] > 1 else _dense
        convolved = convolve(value, self._weights[node.input[1]], stride, padding)
        return convolved + self._weights[node.input[2]]

    def _convtranspose(self, node: Any, value: Any) -> Any:
        weights = self._weights[node.input[1]].transpose(2, 3, 1, 0)
        _, height_px, width_px, _ = value.shape
        shape = (1, 2 * height_px, 2 * width_px, weights.shape[2])
        return tf.nn.conv2d_transpose(value, weights, shape, 2, "VALID")

    def _batchnormalization(self, node: Any, value: Any) -> Any:
        gain, bias, mean, variance = (
            self._weights[name].astype(np.float64) for name in node.input[1:]
        )
        factor = gain / np.sqrt(variance + _attributes(node)["epsilon"])
        shift = bias - mean * factor
        return value * factor.astype(np.float32) + shift.astype(np.float32)

    def _relu(self, _node: Any, value: Any) -> Any:
        return tf.nn.relu(value)

    def _add(self, _node: Any, value: Any, other: Any) -> Any:
        return value + other

    def _sigmoid(self, _node: Any, value: Any) -> Any:
        return tf.sigmoid(value)


def _attributes(node: Any) -> dict[str, Any]:
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


def _dense(value: Any, weights: NDArray[np.float32], stride: int, padding: str) -> Any:
    return tf.nn.conv2d(value, weights.transpose(2, 3, 1, 0), stride, padding)


def _depthwise(value: Any, weights: NDArray[np.float32], stride: int, padding: str) -> Any:
    strides = (1, stride, stride, 1)
    return tf.nn.depthwise_conv2d(value, weights.transpose(2, 3, 0, 1), strides, padding)


def main(arguments: list[str]) -> None:
    centerface_onnx, height_px, width_px, out = arguments
    network = NhwcGraph(Path(centerface_onnx))
    write_tflite(network, height_px=int(height_px), width_px=int(width_px), path=Path(out))


if __name__ == "__main__":
    main(sys.argv[1:])
