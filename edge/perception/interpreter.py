"""A thin layer over the TFLite runtime: pixels in, chosen rows of numbers out."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from edge.perception.detector import DetectorError
from edge.perception.frame import Pixels
from edge.perception.manifest import ModelError
from edge.perception.runtime import runtime_module

# Raw pixels as they are, or normalised to 0..1 or -1..1 by the model's own first layer.
_PIXEL_SPANS: Final = (255.0, 1.0, 2.0)
_SPAN_TOLERANCE: Final = 0.01
_SIGN_BIT: Final = np.uint8(0x80)
# No head looks at more candidates in one output; a model gone wild must not stall the camera.
MAX_CANDIDATES: Final = 1000


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


class Interpreter:
    """One loaded model, fed with (H, W, 3) pictures.

    The runtime lends views of its memory and refuses to run while one is alive. So no view leaves
    a method here, and nothing is raised where one lies: an error keeps the frame it came from.
    """

    def __init__(self, runtime: Any) -> None:
        """Take over an interpreter of the TFLite runtime, its tensors allocated.

        Raises ModelError when the model does not take one picture of raw pixels.
        """
        self._runtime = runtime
        self.input = _only_input(runtime)
        self.outputs = _outputs(runtime)
        height, width = self.input.shape[1:3]
        self.size_px = width, height

    def run(self, picture: Pixels) -> None:
        """Run the model on one contiguous picture of its input size. Raises DetectorError."""
        try:
            self._write(picture)
            self._runtime.invoke()
        except (RuntimeError, ValueError) as error:
            raise DetectorError(f"the model does not answer: {error}") from error

    def best(
        self, output: Tensor, floor: float, *, part: Any = ...
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Find the values of at least `floor`: flat positions and values, MAX_CANDIDATES at most.

        part: an index that leaves of the output what is to be looked at; positions count in it.
        Quantised values are compared as they are stored and only those that pass are converted.
        Raises DetectorError for a value that is not finite.
        """
        positions, values, finite = self._passing(output, floor, part)
        _require_finite(output.name, finite=finite)
        kept = strongest(values)
        return positions[kept], values[kept]

    def rows(self, output: Tensor, positions: NDArray[np.intp]) -> NDArray[np.float32]:
        """Rows of an output seen as (-1, last axis), as real numbers: (len(positions), last axis).

        Raises DetectorError for a value that is not finite.
        """
        lend = self._runtime.tensor(output.index)
        values = _real(lend().reshape(-1, output.shape[-1])[positions], output)
        if not output.scale:
            _require_finite(output.name, finite=bool(np.isfinite(values).all()))
        return values

    def _passing(
        self, output: Tensor, floor: float, part: Any
    ) -> tuple[NDArray[np.intp], NDArray[np.float32], bool]:
        """Positions, values, and whether all of the part is finite."""
        stored = self._runtime.tensor(output.index)()[part].reshape(-1)
        positions = np.flatnonzero(stored >= _stored_floor(output, floor))
        finite = bool(output.scale) or bool(np.isfinite(stored).all())
        return positions, _real(stored[positions], output), finite

    def _write(self, picture: Pixels) -> None:
        """Write pixels into the model's own input memory, in one pass and without a copy."""
        if picture.shape != self.input.shape[1:]:
            raise ValueError(f"a picture of {picture.shape} for an input of {self.input.shape}")
        lent = self._runtime.tensor(self.input.index)()[0]
        if lent.dtype == np.int8:
            # p - 128 is p with its highest bit turned over, read as a signed number.
            np.bitwise_xor(picture, _SIGN_BIT, out=lent.view(np.uint8))
        else:
            lent[...] = picture


def strongest(values: NDArray[np.float32]) -> slice | NDArray[np.intp]:
    """The index of the MAX_CANDIDATES highest values, (N,), or of all where there are no more."""
    if len(values) <= MAX_CANDIDATES:
        return slice(None)
    return np.argpartition(values, -MAX_CANDIDATES)[-MAX_CANDIDATES:]


def load(content: bytes, *, threads: int, chip: Any = None) -> Interpreter:
    """Load the bytes of a .tflite file. Raises ModelError when it cannot run on pictures.

    chip: the runtime's delegate for it, as delegates.open_chip gives it, or None for the CPU.
    """
    try:
        chips = None if chip is None else [chip]
        runtime = runtime_module().Interpreter(
            model_content=content, num_threads=threads, experimental_delegates=chips
        )
        runtime.allocate_tensors()
    except (RuntimeError, ValueError) as error:
        raise ModelError(f"the runtime refuses the model: {error}") from error
    return Interpreter(runtime)


def _only_input(runtime: Any) -> Tensor:
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


def _outputs(runtime: Any) -> tuple[Tensor, ...]:
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


@cache
def _stored_floor(output: Tensor, floor: float) -> np.generic:
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


def _real(stored: NDArray[Any], tensor: Tensor) -> NDArray[np.float32]:
    real = stored.astype(np.float32)
    if tensor.scale:
        real -= np.float32(tensor.zero_point)
        real *= np.float32(tensor.scale)
    return real


def _require_finite(name: str, *, finite: bool) -> None:
    if not finite:
        raise DetectorError(f"the model answers with numbers that are not finite in {name}")
