"""NanoDet-g: the published TF.js graph becomes a float TFLite file of any size.

The graph went PyTorch -> ONNX -> TensorFlow -> TF.js and speaks NCHW with a pair of transposes
around every convolution. Here each node is evaluated again in NHWC, so that no transpose is left.

Runs in the conversion environment:
    python nanodet.py GRAPH_JSON WEIGHTS_BIN SIDE_PX OUT_TFLITE
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from tflite import write_tflite

# NanoDet's own preprocessing, BGR (config/nanodet-g.yml of RangiLyu/nanodet).
MEAN_BGR = np.array([103.53, 116.28, 123.675])
STD_BGR = np.array([57.375, 57.12, 58.395])

# Below what the first activation ever reaches (LeakyReLU 0.1), so that the border never wins the
# max pool. The published graph pads with minus infinity, which int8 cannot hold.
POOL_BORDER = -0.6

SIDE_OF_GRAPH_PX = 416
INPUT_NODE = "input_1"
OUTPUTS = {
    "cls8": "Identity",
    "cls16": "Identity_1",
    "cls32": "Identity_2",
    "reg8": "Identity_3",
    "reg16": "Identity_4",
    "reg32": "Identity_5",
}
SAME_VALUE = frozenset({"Transpose", "Identity"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The nodes by name, and the value of every constant."""

    nodes: dict[str, dict[str, Any]]
    constants: dict[str, NDArray[Any]]


def read_graph(graph_path: Path, weights_path: Path) -> Graph:
    """Read a TF.js graph model with float16 or plain weights in one shard.

    Raises ValueError when the weights file is longer or shorter than the graph says.
    """
    document = json.loads(graph_path.read_text(encoding="utf-8"))
    specs = [spec for group in document["weightsManifest"] for spec in group["weights"]]
    constants, used_bytes = _read_weights(weights_path.read_bytes(), specs)
    if used_bytes != weights_path.stat().st_size:
        raise ValueError(f"{weights_path}: the graph uses {used_bytes} bytes of it")
    nodes = {node["name"]: node for node in document["modelTopology"]["node"]}
    return Graph(nodes=nodes, constants=constants)


def _read_weights(blob: bytes, specs: list[dict[str, Any]]) -> tuple[dict[str, NDArray[Any]], int]:
    constants = {}
    offset = 0
    for spec in specs:
        stored = np.dtype(spec.get("quantization", {}).get("dtype", spec["dtype"]))
        count = int(np.prod(spec["shape"], dtype=np.int64))
        value = np.frombuffer(blob, stored.newbyteorder("<"), count, offset)
        constants[spec["name"]] = value.astype(spec["dtype"]).reshape(spec["shape"])
        offset += count * stored.itemsize
    return constants, offset


class NhwcGraph:
    """The graph as a function of one picture, (1, side_px, side_px, 3) BGR in 0..255."""

    def __init__(self, graph: Graph, *, side_px: int) -> None:
        if side_px % 32:
            raise ValueError(f"side_px is {side_px}: the strides need a multiple of 32")
        self._graph = graph
        self._side_px = side_px
        self._values: dict[str, Any] = {}

    def __call__(self, image: Any) -> dict[str, Any]:
        """Class scores (1, N, 80) in 0..1 and box distributions (1, N, 44) at strides 8, 16, 32."""
        self._values = {INPUT_NODE: image}
        return {
            output: tf.identity(self._value(node), name=output) for output, node in OUTPUTS.items()
        }

    def _value(self, reference: str) -> Any:
        """What a node gives; `name:1` is its second output. Recursion is as deep as the network."""
        name, _, index = reference.partition(":")
        if name not in self._values:
            self._values[name] = self._evaluate(self._graph.nodes[name])
        value = self._values[name]
        return value[int(index or 0)] if isinstance(value, list) else value

    def _evaluate(self, node: dict[str, Any]) -> Any:
        operation = node["op"]
        if operation in SAME_VALUE:
            return self._value(node["input"][0])
        if operation == "Const":
            return self._graph.constants[node["name"]]
        rule = getattr(self, f"_{operation.lower()}", None)
        if rule is None:
            raise ValueError(f"{node['name']}: no rule for {operation}")
        return rule(node)

    def _source(self, node: dict[str, Any]) -> dict[str, Any]:
        """The node that computes the first input, transposes left out."""
        source = self._graph.nodes[node["input"][0].partition(":")[0]]
        return self._source(source) if source["op"] in SAME_VALUE else source

    def _conv2d(self, node: dict[str, Any]) -> Any:
        weights = self._value(node["input"][1])
        stride = int(node["attr"]["strides"]["list"]["i"][1])
        source = self._source(node)
        if source["op"] != "Pad":
            return tf.nn.conv2d(self._value(source["name"]), weights, stride, "VALID")
        unpadded = self._value(source["input"][0])
        if source["input"][0] == INPUT_NODE:
            return _normalising_conv2d(unpadded, weights, stride)
        if stride == 1:
            return tf.nn.conv2d(unpadded, weights, stride, "SAME")
        return tf.nn.conv2d(_pad_before(unpadded, 0.0), weights, stride, "VALID")

    def _maxpool(self, node: dict[str, Any]) -> Any:
        padded = self._source(node)
        unpadded = self._value(padded["input"][0])
        return tf.nn.max_pool2d(_pad_before(unpadded, POOL_BORDER), 3, 2, "VALID")

    def _add(self, node: dict[str, Any]) -> Any:
        return self._value(node["input"][0]) + self._value(node["input"][1])

    def _leakyrelu(self, node: dict[str, Any]) -> Any:
        return tf.nn.leaky_relu(self._value(node["input"][0]), node["attr"]["alpha"]["f"])

    def _concatv2(self, node: dict[str, Any]) -> Any:
        return tf.concat([self._value(name) for name in node["input"][:-1]], axis=3)

    def _splitv(self, node: dict[str, Any]) -> Any:
        """Scores and distributions come from one 1x1 convolution: give each one of its own.

        The numbers are the same, but in int8 each output then has its own scale.
        """
        addition = self._source(node)
        convolution = self._graph.nodes[addition["input"][0]]
        value = self._value(convolution["input"][0])
        weights = self._value(convolution["input"][1])
        bias = self._value(addition["input"][1])
        cut = [int(self._value(node["input"][1])[0])]
        parts = zip(np.split(weights, cut, axis=3), np.split(bias, cut), strict=True)
        return [tf.nn.conv2d(value, w, 1, "VALID") + b for w, b in parts]

    def _sigmoid(self, node: dict[str, Any]) -> Any:
        return tf.sigmoid(self._value(node["input"][0]))

    def _reshape(self, node: dict[str, Any]) -> Any:
        value = self._value(node["input"][0])
        return tf.reshape(value, (1, -1, value.shape[3]))

    def _resizebilinear(self, node: dict[str, Any]) -> Any:
        size = self._value(node["input"][1]) * self._side_px // SIDE_OF_GRAPH_PX
        value = self._value(node["input"][0])
        return tf.image.resize(value, size, "bilinear")


def _normalising_conv2d(image: Any, weights: NDArray[np.float32], stride: int) -> Any:
    """The first convolution, on raw pixels: mean and standard deviation go into its weights.

    Folding them keeps the int8 input exact; a subtraction of its own would round every pixel.
    """
    scaled = weights.astype(np.float64) / STD_BGR[:, None]
    bias = -(scaled * MEAN_BGR[:, None]).sum(axis=(0, 1, 2))
    convolved = tf.nn.conv2d(_surround(image), scaled.astype(np.float32), stride, "VALID")
    return convolved + bias.astype(np.float32)


def _surround(image: Any) -> Any:
    """One row above and one column to the left in the mean colour, which is the graph's zero.

    A TFLite pad has one value for all channels, and one grey for all moves boxes at the border.
    """
    _, height_px, width_px, _ = image.shape
    colour = MEAN_BGR.round().astype(np.float32)
    row = np.broadcast_to(colour, (1, 1, width_px, 3))
    column = np.broadcast_to(colour, (1, height_px + 1, 1, 3))
    return tf.concat([column, tf.concat([row, image], axis=1)], axis=2)


def _pad_before(value: Any, border: float) -> Any:
    """One row above and one column to the left.

    The graph pads all four sides, but at stride 2 and an even size nothing reads the far ones.
    """
    return tf.pad(value, [[0, 0], [1, 0], [1, 0], [0, 0]], constant_values=border)


def main(arguments: list[str]) -> None:
    graph_json, weights_bin, side_px, out = arguments
    graph = read_graph(Path(graph_json), Path(weights_bin))
    network = NhwcGraph(graph, side_px=int(side_px))
    write_tflite(network, height_px=int(side_px), width_px=int(side_px), path=Path(out))


if __name__ == "__main__":
    main(sys.argv[1:])
