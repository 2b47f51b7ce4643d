"""A face recogniser as the attacker's eye: dlib's, in an extra of its own and nowhere else."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from edge.errors import BadInputError
from edge.geometry import Box
from edge.perception.frame import Pixels
from simulator.attack.sight import Features, Sight, window

# dlib's own chip: its side in heights of the face, and in px.
_CHIP: Final = 1.45
_CHIP_PX: Final = 150
_NETWORK: Final = "dlib_face_recognition_resnet_model_v1.dat"


class Recogniser:
    """dlib's face recogniser (King 2017, a ResNet with 29 layers; LFW 99.4 %), 128 numbers a face.

    Its landmarks are not used: masked faces have none. Raises BadInputError without the extra.
    """

    def __init__(self) -> None:
        found = find_spec("face_recognition_models")
        if found is None or found.origin is None or find_spec("dlib") is None:
            raise BadInputError(
                "the face recogniser is not installed: pip install 'passerby[attack]'"
            )
        import dlib

        network = Path(found.origin).parent / "models" / _NETWORK
        self._network: Any = dlib.face_recognition_model_v1(str(network))
        self._known: dict[bytes, Features] = {}

    def describe(self, pixels: Pixels, face: Box) -> Features:
        chip = window(pixels, face, _CHIP, _CHIP_PX)
        # A face filled through and through is the same for everybody.
        if bool((chip == chip[0, 0]).all()):
            key = chip[0, 0].tobytes()
            if key not in self._known:
                self._known[key] = self._described(chip)
            return self._known[key]
        return self._described(chip)

    def _described(self, chip: Pixels) -> Features:
        rgb = np.ascontiguousarray(chip[..., ::-1])
        return np.array(self._network.compute_face_descriptor(rgb), np.float32)


def recogniser() -> Sight:
    """Raises BadInputError without the extra."""
    return Sight(describe=Recogniser().describe, slow=True)
