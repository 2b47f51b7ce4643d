"""Inputs and outputs of a loaded model: names, shapes, and stored numbers as real ones."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from edge.perception.manifest import ModelError

# Raw pixels as they are, or normalised to 0..1 or -1..1 by the model's own first layer.
_PIXEL_SPANS: Final = (255.0, 1.0, 2.0)
_SPAN_TOLERANCE: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensor:
    """One input or output. real value = (stored - zero_point) * scale; scale 0: not quantised.

    name: as in the model's signature, or where it has none the name inside the graph.
    """

    index: int
    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    scale: float
    zero_point: int


def only_input(runtime: Any) -> Tensor:
    """Return the one input of a TFLite interpreter. Raises ModelError unless it takes a picture."""
    inputs = [_tensor(details) for details in runtime.get_input_details()]
    if len(inputs) != 1 or len(inputs[0].shape) != 4 or inputs[0].shape[::3] != (1, 3):
        raise ModelError(f"expected one input (1, H, W, 3), got {[i.shape for i in inputs]}")
    _require_pixels(inputs[0])
    return inputs[0]


def _require_pixels(tensor: Tensor) -> None:
    """Refuse an input whose range of stored values is not the range of pixel values."""
    if tensor.dtype == np.float32:
        return
    span = tensor.scale * 255
    fits = any(abs(span - known) <= _SPAN_TOLERANCE * known for known in _PIXEL_SPANS)
    if tensor.dtype not in (np.int8, np.uint8) or not fits:
        raise ModelError(f"the input, {tensor.dtype} of scale {tensor.scale}, does not take pixels")


def outputs_of(runtime: Any) -> tuple[Tensor, ...]:
    """Return what a TFLite interpreter answers with, in an order that means nothing."""
    names = _signature_names(runtime)
    details = runtime.get_output_details()
    return tuple(_tensor(d, name=names.get(int(d["index"]))) for d in details)


def _signature_names(runtime: Any) -> dict[int, str]:
    """Names of outputs by tensor index; the runtime's own order of outputs means nothing."""
    signatures = runtime.get_signature_list()
    if len(signatures) != 1:
        return {}
    signature = runtime.get_signature_runner(next(iter(signatures)))
    return {int(d["index"]): name for name, d in signature.get_output_details().items()}


def _tensor(details: Any, *, name: str | None = None) -> Tensor:
    scale, zero_point = details["quantization"]
    return Tensor(
        index=int(details["index"]),
        name=name or str(details["name"]),
        shape=tuple(int(side) for side in details["shape"]),
        dtype=np.dtype(details["dtype"]),
        scale=float(scale),
        zero_point=int(zero_point),
    )


def stored_floor(output: Tensor, floor: float) -> np.generic:
    """The lowest stored value that is at least `floor`.

    Of the tensor's own type, so that comparing does not convert the whole output; one beyond its
    range becomes int32, which no stored value reaches.
    """
    if not output.scale:
        return np.float32(floor)
    low = int(np.ceil(floor / output.scale - 1e-6)) + output.zero_point
    limits = np.iinfo(output.dtype)
    return (
        np.int32(min(low, 2**31 - 1))
        if low > limits.max
        else output.dtype.type(max(low, limits.min))
    )


def real_values(stored: NDArray[Any], tensor: Tensor) -> NDArray[np.float32]:
    """Return numbers as the tensor stores them as the real ones that they stand for."""
    real = stored.astype(np.float32)
    if tensor.scale:
        real -= np.float32(tensor.zero_point)
        real *= np.float32(tensor.scale)
    return real
