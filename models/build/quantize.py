"""A float TFLite file becomes an int8 one: weights per channel, activations per tensor.

Runs in the quantizing environment:
    python quantize.py FLOAT_TFLITE OUT_TFLITE PICTURES HEIGHT_PX WIDTH_PX PAD bgr|rgb
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.tools import flatbuffer_utils
from calibration import calibration_frames
from equalise import equalise
from litert_quantizer import quantizer, recipe
from litert_quantizer.calibrator import Calibrator
from litert_quantizer.recipe_manager import RecipeManager
from litert_quantizer.utils.qsv_utils import min_max_update
from numpy.typing import NDArray

SIGNATURE = "serving_default"
Ranges = dict[str, Any]

# litert-quantizer 0.11 has no rule for LEAKY_RELU and would leave every one in float between a
# DEQUANTIZE and a QUANTIZE. GELU has the rule that fits: one input and one output, a range each.
LEAKY_RELU = schema.BuiltinOperator.LEAKY_RELU
STAND_IN = schema.BuiltinOperator.GELU
# The first version of LEAKY_RELU that knows int8 (tensorflow/compiler/mlir/lite/tools/versioning).
LEAKY_RELU_INT8_VERSION = 2

RANGE_BITS = 8


def quantize(content: bytes, frames: Sequence[NDArray[np.float32]]) -> bytes:
    """The int8 file of a float file; inputs and outputs become int8 too.

    frames: what the ranges are taken from, each (1, height_px, width_px, 3).
    """
    even = equalise(content, frames)
    ranges = measure_ranges(even, frames)
    stand_in = _replace_operator(even, LEAKY_RELU, STAND_IN, version=1)
    result = quantizer.Quantizer(stand_in, recipe.static_wi8_ai8()).quantize(
        ranges, enable_progress_report=False
    )
    if result.quantized_model is None:
        raise ValueError("litert-quantizer gave no model")
    quantized = bytes(result.quantized_model)
    return _replace_operator(quantized, STAND_IN, LEAKY_RELU, version=LEAKY_RELU_INT8_VERSION)


def measure_ranges(content: bytes, frames: Sequence[NDArray[np.float32]]) -> Ranges:
    """The true minimum and maximum of every activation over all frames, a little widened.

    litert-quantizer's own way is a moving average, which clips what is rare: high scores.
    """
    recipes = RecipeManager()
    recipes.load_quantization_recipe(recipe.static_wi8_ai8())
    calibrator = Calibrator(content, num_threads=1, qsv_update_func=min_max_update)
    calibrator.calibrate({SIGNATURE: [{"image": frame} for frame in frames]}, recipes)
    return {name: _widen(found) for name, found in calibrator.get_model_qsvs().items()}


def _widen(found: dict[str, Any]) -> dict[str, Any]:
    """Round a range outwards to RANGE_BITS significant bits.

    Float arithmetic differs in its last bits from one kind of CPU to the next; the file must not.
    """
    return {
        "min": np.vectorize(_round_away, otypes=[np.float32])(found["min"]),
        "max": np.vectorize(_round_away, otypes=[np.float32])(found["max"]),
    }


def _round_away(value: float) -> float:
    """The next number away from zero with RANGE_BITS significant bits; 0 and 255 are such."""
    mantissa, exponent = math.frexp(value)
    steps = math.copysign(math.ceil(abs(mantissa) * 2**RANGE_BITS), mantissa)
    return math.ldexp(steps, exponent - RANGE_BITS)


def _replace_operator(content: bytes, old: int, new: int, *, version: int) -> bytes:
    """The same file with one kind of operator under another code. Refuses to merge two kinds."""
    model = flatbuffer_utils.read_model_from_bytearray(bytearray(content))
    kinds = [flatbuffer_utils.get_builtin_code_from_operator_code(c) for c in model.operatorCodes]
    if new in kinds:
        raise ValueError(f"operator {new} is in the file already")
    for kind, code in zip(kinds, model.operatorCodes, strict=True):
        if kind == old:
            code.builtinCode = new
            # The older field ends at 127 and must then hold 127.
            code.deprecatedBuiltinCode = min(new, 127)
            code.version = version
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def main(arguments: list[str]) -> None:
    source, out, pictures, height_px, width_px, pad, channels = arguments
    frames = calibration_frames(
        Path(pictures),
        height_px=int(height_px),
        width_px=int(width_px),
        pad=int(pad),
        rgb=channels == "rgb",
    )
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    Path(out).write_bytes(quantize(Path(source).read_bytes(), frames))


if __name__ == "__main__":
    main(sys.argv[1:])
