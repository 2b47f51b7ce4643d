"""Give quiet channels a louder voice before a network is rounded to int8.

In int8 all channels of an activation share one scale, so a channel that stays below a tenth of the
loudest is left with a few steps. Between two convolutions a channel may be divided by any positive
number and the next weights multiplied by it, and the network computes the same: ReLU lets positive
factors pass (cross-layer equalisation, Nagel 2019, arXiv 1906.04721; here from measured
activations, as in SmoothQuant, Xiao 2022, arXiv 2211.10438).

Runs in the quantizing environment, on the file itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter
from ai_edge_litert.tools import flatbuffer_utils
from numpy.typing import NDArray

CONV = schema.BuiltinOperator.CONV_2D
DEPTHWISE = schema.BuiltinOperator.DEPTHWISE_CONV_2D
PAD = schema.BuiltinOperator.PAD

# Not all of the way: the next layer's weights become uneven by as much, and a channel that speaks
# up beyond what the calibration pictures showed needs room. Of 0.5, 0.75 and 1 this agreed best
# with the float CenterFace.
STRENGTH = 0.75
QUIETEST = 1 / 32
# Factors are rounded to quarter octaves, so that a last bit of float arithmetic, which differs from
# one kind of CPU to the next, does not reach the weights.
STEPS_PER_OCTAVE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An activation with one producer and one consumer, both convolutions."""

    tensor: int
    producer: Any
    consumer: Any


def equalise(content: bytes, frames: Sequence[NDArray[np.float32]]) -> bytes:
    """The same float network with the channels between its convolutions nearer to each other.

    content: a float TFLite file. frames: what a camera sees, each (1, height_px, width_px, 3).
    """
    model = flatbuffer_utils.read_model_from_bytearray(bytearray(content))
    kinds = [flatbuffer_utils.get_builtin_code_from_operator_code(c) for c in model.operatorCodes]
    links = list(_links(model.subgraphs[0], kinds))
    if not links:
        return content
    loudest = _loudest(content, [link.tensor for link in links], frames)
    for link in links:
        factors = _factors(loudest[link.tensor])
        _scale_producer(model, link.producer, kinds, factors)
        _scale_consumer(model, link.consumer, kinds, factors)
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def _links(graph: Any, kinds: Sequence[int]) -> Iterator[Link]:
    producers = {operator.outputs[0]: operator for operator in graph.operators}
    outputs = set(graph.outputs)
    for tensor, producer in producers.items():
        consumer = _only_consumer(graph, kinds, tensor)
        is_inside = tensor not in outputs and consumer is not None
        if is_inside and {_kind(producer, kinds), _kind(consumer, kinds)} <= {CONV, DEPTHWISE}:
            yield Link(tensor=tensor, producer=producer, consumer=consumer)


def _only_consumer(graph: Any, kinds: Sequence[int], tensor: int) -> Any:
    """The operator that alone reads the tensor, a border of zeros passed over, or None."""
    consumers = [operator for operator in graph.operators if tensor in operator.inputs]
    if len(consumers) != 1:
        return None
    if _kind(consumers[0], kinds) == PAD:
        return _only_consumer(graph, kinds, consumers[0].outputs[0])
    return consumers[0]


def _kind(operator: Any, kinds: Sequence[int]) -> int:
    return int(kinds[operator.opcodeIndex])


def _loudest(
    content: bytes, tensors: Sequence[int], frames: Sequence[NDArray[np.float32]]
) -> dict[int, NDArray[np.float32]]:
    """The largest magnitude of every channel of every tensor over all frames: {tensor: (C,)}."""
    runtime = Interpreter(
        model_content=content, num_threads=1, experimental_preserve_all_tensors=True
    )
    runtime.allocate_tensors()
    loudest: dict[int, NDArray[np.float32]] = {}
    for frame in frames:
        runtime.set_tensor(runtime.get_input_details()[0]["index"], frame)
        runtime.invoke()
        for tensor in tensors:
            heard = np.abs(runtime.get_tensor(tensor)).max(axis=(0, 1, 2))
            loudest[tensor] = np.maximum(loudest.get(tensor, heard), heard)
    return loudest


def _factors(loudest: NDArray[np.float32]) -> NDArray[np.float32]:
    """What every channel is divided by, at most 1: (C,) magnitudes give (C,) factors."""
    relative = np.maximum(loudest / loudest.max(), QUIETEST)
    steps = np.rint(STRENGTH * STEPS_PER_OCTAVE * np.log2(relative))
    return np.array([math.exp2(step / STEPS_PER_OCTAVE) for step in steps], np.float32)


def _scale_producer(
    model: Any, operator: Any, kinds: Sequence[int], factors: NDArray[np.float32]
) -> None:
    # Filters are (out, height, width, in), depthwise ones (1, height, width, out).
    depthwise = _kind(operator, kinds) == DEPTHWISE
    _scale(model, operator.inputs[1], 1 / (factors if depthwise else factors[:, None, None, None]))
    _scale(model, operator.inputs[2], 1 / factors)


def _scale_consumer(
    model: Any, operator: Any, kinds: Sequence[int], factors: NDArray[np.float32]
) -> None:
    # A depthwise filter and the input channels of a dense one both lie on the last axis.
    _scale(model, operator.inputs[1], factors)


def _scale(model: Any, tensor: int, factors: NDArray[np.floating[Any]]) -> None:
    info = model.subgraphs[0].tensors[tensor]
    buffer = model.buffers[info.buffer]
    values = np.frombuffer(bytes(buffer.data), "<f4").reshape(info.shape)
    buffer.data = np.frombuffer((values * factors).astype("<f4").tobytes(), np.uint8)
