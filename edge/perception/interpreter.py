"""A thin layer over the TFLite runtime: pixels in, chosen rows of numbers out."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from edge.perception.detector import DetectorError
from edge.perception.frame import Pixels
from edge.perception.manifest import ModelError
from edge.perception.runtime import runtime_module
from edge.perception.tensor import Tensor, only_input, outputs_of, real_values, stored_floor

_SIGN_BIT: Final = np.uint8(0x80)
# No head looks at more candidates in one output; a model gone wild must not stall the camera.
MAX_CANDIDATES: Final = 1000
_NO_VALUES: Final = np.empty(0, np.float32)


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
        self.input = only_input(runtime)
        self.outputs = outputs_of(runtime)
        height, width = self.input.shape[1:3]
        self.size_px = width, height
        # What lends, not what is lent: to make these anew costs as much as to read a small output.
        self._lend = {t.index: runtime.tensor(t.index) for t in (self.input, *self.outputs)}
        self._floors: dict[tuple[int, float], np.generic] = {}
        self._room = np.zeros(self.input.shape[1:], np.uint8)

    def run(self, write: Callable[[Pixels], Pixels]) -> None:
        """Let a picture be written into the input, and run the model. Raises DetectorError.

        write: takes the input, (H, W, 3) uint8, and returns the part of it that it has written,
        as pixels; the rest must be left alone, it is what it was in the last run.
        """
        try:
            self._write(write)
            self._runtime.invoke()
        except (RuntimeError, ValueError) as error:
            cause = error.with_traceback(None)  # its frames hold views
            raise DetectorError(f"the model does not answer: {error}") from cause

    def best(
        self, output: Tensor, floor: float, *, part: Any = ...
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Find the values of at least `floor`: flat positions and values, MAX_CANDIDATES at most.

        part: an index that leaves of the output what is to be looked at; positions count in it.
        Quantised values are compared as they are stored and only those that pass are converted.
        Raises DetectorError for a value that is not finite.
        """
        positions, values, finite = self._passing(output, floor, part)
        if not finite:
            raise DetectorError(_not_finite(output))
        if len(values) <= MAX_CANDIDATES:
            return positions, values
        kept = strongest(values)
        return positions[kept], values[kept]

    def rows(self, output: Tensor, positions: NDArray[np.intp]) -> NDArray[np.float32]:
        """Rows of an output seen as (-1, last axis), as real numbers: (len(positions), last axis).

        Raises DetectorError for a value that is not finite.
        """
        lend = self._lend[output.index]
        values = real_values(lend().reshape(-1, output.shape[-1])[positions], output)
        if not output.scale and not np.isfinite(values).all():
            raise DetectorError(_not_finite(output))
        return values

    def _passing(
        self, output: Tensor, floor: float, part: Any
    ) -> tuple[NDArray[np.intp], NDArray[np.float32], bool]:
        """Positions, values, and whether all of the part is finite."""
        stored = self._lend[output.index]()[part].reshape(-1)
        positions = (stored >= self._stored_floor(output, floor)).nonzero()[0]
        finite = bool(output.scale) or bool(np.isfinite(stored).all())
        # Nothing is what most outputs say, and what is not called need not be fetched from memory.
        values = real_values(stored[positions], output) if len(positions) else _NO_VALUES
        return positions, values, finite

    def _stored_floor(self, output: Tensor, floor: float) -> np.generic:
        key = output.index, floor
        if key not in self._floors:
            self._floors[key] = stored_floor(output, floor)
        return self._floors[key]

    def _write(self, write: Callable[[Pixels], Pixels]) -> None:
        """Have pixels written into the model's own input memory, or beside it where it is float."""
        lent = self._lend[self.input.index]()[0]
        if lent.dtype == np.int8:
            # p - 128 is p with its highest bit turned over, read as a signed number.
            part = write(lent.view(np.uint8))
            np.bitwise_xor(part, _SIGN_BIT, out=part)
        elif lent.dtype == np.uint8:
            write(lent)
        else:
            write(self._room)
            lent[...] = self._room


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


def _not_finite(output: Tensor) -> str:
    return f"the model answers with numbers that are not finite in {output.name}"
