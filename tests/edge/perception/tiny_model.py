"""TFLite files of a few hundred bytes that give the same written answer to every picture."""

from collections.abc import Mapping
from typing import Any

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from numpy.typing import NDArray

Quantisation = tuple[float, int]

TYPES = {
    np.dtype(np.int8): schema.TensorType.INT8,
    np.dtype(np.uint8): schema.TensorType.UINT8,
    np.dtype(np.int32): schema.TensorType.INT32,
    np.dtype(np.float32): schema.TensorType.FLOAT32,
}


def quantised(values: NDArray[np.float32], quantisation: Quantisation) -> NDArray[np.int8]:
    scale, zero_point = quantisation
    return np.clip(np.round(values / scale) + zero_point, -128, 127).astype(np.int8)


def tiny_model(
    answers: Mapping[str, NDArray[Any]],
    *,
    size_px: tuple[int, int],
    quantisation: Quantisation | None = None,
    custom_operator: str | None = None,
) -> bytes:
    """Make a model for raw pixels, int8, whose outputs are the answers: constants, passed on.

    quantisation: of int8 answers. custom_operator: passes them on in place of RESHAPE.
    """
    graph = _Graph(quantisation)
    picture = np.empty((1, size_px[1], size_px[0], 3), np.int8)
    image = graph.tensor("image", picture, quantisation=(1.0, -128))
    outputs = [graph.passed_on(name, answer) for name, answer in answers.items()]
    subgraph = schema.SubGraphT(
        tensors=graph.tensors, inputs=[image], outputs=outputs, operators=graph.operators
    )
    model = schema.ModelT(
        version=3,
        operatorCodes=[_operator_code(custom_operator)],
        subgraphs=[subgraph],
        buffers=graph.buffers,
    )
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _operator_code(custom: str | None) -> schema.OperatorCodeT:
    builtin = schema.BuiltinOperator.RESHAPE if custom is None else schema.BuiltinOperator.CUSTOM
    return schema.OperatorCodeT(
        builtinCode=builtin, deprecatedBuiltinCode=builtin, customCode=custom, version=1
    )


class _Graph:
    def __init__(self, quantisation: Quantisation | None) -> None:
        self.buffers = [schema.BufferT()]
        self.tensors: list[schema.TensorT] = []
        self.operators: list[schema.OperatorT] = []
        self._quantisation = quantisation

    def passed_on(self, name: str, answer: NDArray[Any]) -> int:
        quantisation = self._quantisation if answer.dtype == np.int8 else None
        constant = self.tensor(f"{name}_is", answer, quantisation=quantisation, stored=True)
        shape = self.tensor(f"{name}_shape", np.array(answer.shape, np.int32), stored=True)
        output = self.tensor(name, answer, quantisation=quantisation)
        self.operators.append(schema.OperatorT(inputs=[constant, shape], outputs=[output]))
        return output

    def tensor(
        self,
        name: str,
        values: NDArray[Any],
        *,
        quantisation: Quantisation | None = None,
        stored: bool = False,
    ) -> int:
        tensor = schema.TensorT(name=name, shape=list(values.shape), type=TYPES[values.dtype])
        if quantisation is not None:
            scale, zero_point = quantisation
            tensor.quantization = schema.QuantizationParametersT(
                scale=[scale], zeroPoint=[zero_point]
            )
        if stored:
            tensor.buffer = len(self.buffers)
            self.buffers.append(schema.BufferT(data=np.frombuffer(values.tobytes(), np.uint8)))
        self.tensors.append(tensor)
        return len(self.tensors) - 1
