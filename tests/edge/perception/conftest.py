"""A stand-in for the TFLite runtime whose answers are written down in the test."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

Answers = Mapping[str, NDArray[Any]]
Quantisation = tuple[float, int]


class WrittenRuntime:
    """What edge.perception.interpreter asks of a runtime, over plain arrays."""

    def __init__(
        self,
        answers: Answers,
        *,
        size_px: tuple[int, int] = (64, 32),
        dtype: type = np.int8,
        quantisation: Quantisation = (1.0, -128),
        answers_quantisation: Quantisation = (0.0, 0),
    ) -> None:
        picture = np.zeros((1, size_px[1], size_px[0], 3), dtype)
        self._tensors = [picture, *answers.values()]
        self._names = ["image", *answers]
        self._quantisation = [quantisation, *[answers_quantisation] * len(answers)]
        self.fails = False
        self.picture = picture

    def get_input_details(self) -> list[dict[str, Any]]:
        return [self._details(0)]

    def get_output_details(self) -> list[dict[str, Any]]:
        return [self._details(index) for index in range(1, len(self._tensors))]

    def get_signature_list(self) -> dict[str, Any]:
        return {}

    def tensor(self, index: int) -> Callable[[], NDArray[Any]]:
        return lambda: self._tensors[index]

    def invoke(self) -> None:
        if self.fails:
            raise RuntimeError("node 3 failed to invoke")

    def _details(self, index: int) -> dict[str, Any]:
        tensor = self._tensors[index]
        return {
            "index": index,
            "name": self._names[index],
            "shape": np.array(tensor.shape),
            "dtype": tensor.dtype.type,
            "quantization": self._quantisation[index],
        }


@pytest.fixture
def written_runtime() -> type[WrittenRuntime]:
    return WrittenRuntime
