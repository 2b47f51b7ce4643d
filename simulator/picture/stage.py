"""An empty scene before one camera: where its pixels come from, and what hides in it."""

from collections import OrderedDict
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.picture.backdrop import Backdrop, backdrop, hidden_by
from simulator.picture.light import LightField
from simulator.picture.recording import Recording
from simulator.scenario.schema import Scene
from simulator.world.pinhole import Pinhole

Pixels = NDArray[np.uint8]
# One for each way that the camera has been turned lately.
_HELD: Final = 4


class Stage(Protocol):
    def at(self, t_s: float, camera: Pinhole) -> Backdrop:
        """The empty scene; its pixels are to be written to by nobody."""
        ...


class DrawnStage:
    """A place that is drawn, once for each way that the camera is turned."""

    def __init__(self, scene: Scene, light: LightField, seed: int) -> None:
        self._scene, self._light, self._seed = scene, light, seed
        self._held: OrderedDict[float, Backdrop] = OrderedDict()

    def at(self, t_s: float, camera: Pinhole) -> Backdrop:
        del t_s
        if camera.yaw_deg not in self._held:
            self._held[camera.yaw_deg] = backdrop(self._scene, camera, self._light, self._seed)
        self._held.move_to_end(camera.yaw_deg)
        while len(self._held) > _HELD:
            self._held.popitem(last=False)
        return self._held[camera.yaw_deg]


class FilmedStage:
    """A recording of the empty place. What the scenario says stands there, stands in it too."""

    def __init__(self, recording: Recording, scene: Scene, camera: Pinhole) -> None:
        self._recording = recording
        self._range_m, self._ground = hidden_by(scene, camera)

    def at(self, t_s: float, camera: Pinhole) -> Backdrop:
        """A recording does not turn with the camera."""
        del camera
        return Backdrop(pixels=self._recording.at(t_s), range_m=self._range_m, ground=self._ground)
