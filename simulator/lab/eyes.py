"""What a device in the lab sees with: pictures for its camera, detectors for its pipeline."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from edge.geometry import Boxes
from edge.loop.last_view import View
from edge.perception.attention import Attention
from edge.perception.detector import Detections, DetectorError, FaceDetector, ObjectDetector
from edge.perception.frame import Frame, Pixels
from edge.perception.manifest import ModelError
from edge.perception.sight import Sight
from edge.perception.things import Noticing
from simulator.faults.trouble import NO_TROUBLE, Trouble, disturbs
from simulator.lab.known_sight import KnownSight
from simulator.scenario.schema import CameraAt, Fault

# Nobody looks at the pixels of the truth level: a picture this wide keeps the shape.
_TINY_PX: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Detectors:
    """attention decides when they look, sight what a picture is worth, things what stands there.

    Each None where there are no pictures to go by.
    """

    objects: ObjectDetector
    faces: FaceDetector
    attention: Attention | None = None
    sight: Sight | None = None
    things: Noticing | None = None


class Eyes(Protocol):
    """A camera's view, and the models of its device. damaged: a model file is.

    needs_restart: damage shows at the next start of vision alone, and not at once.
    """

    damaged: bool

    @property
    def needs_restart(self) -> bool: ...

    @property
    def size_px(self) -> tuple[int, int]:
        """Of the pictures, (W, H)."""
        ...

    def pixels(self, t_s: float, trouble: Trouble) -> Pixels:
        """The picture of one moment, the caller's own."""
        ...

    def detectors(self, view: View | None = None) -> Detectors:
        """Load the detectors as a start of vision does. Raises ModelError.

        view: what was kept of it.
        """
        ...


class Knowing(Protocol):
    """Knows what detectors answer at a time of the scene. Both may raise DetectorError."""

    def detections(self, t_s: float) -> Detections: ...

    def faces(self, t_s: float) -> Boxes: ...


class TruthEyes:
    """Blank pictures: the detectors are told what is there.

    faults: of the scene; whether the camera sees anything is told as well where one concerns it.
    """

    def __init__(
        self,
        known: Knowing,
        *,
        size_px: tuple[int, int],
        needs_restart: bool = False,
        faults: Iterable[Fault] = (),
        things: Noticing | None = None,
    ) -> None:
        self.damaged = False
        self.needs_restart = needs_restart
        self.size_px = size_px
        self._known = known
        self._things = things
        self._trouble = NO_TROUBLE
        self._is_ever_troubled = any(disturbs(fault) for fault in faults)

    def pixels(self, t_s: float, trouble: Trouble) -> Pixels:
        self._trouble = trouble
        width_px, height_px = self.size_px
        return np.zeros((height_px, width_px, 3), np.uint8)

    def detectors(self, view: View | None = None) -> Detectors:
        if self.damaged and self.needs_restart:
            raise ModelError("the model is damaged")
        return Detectors(
            objects=_Objects(self, self._known),
            faces=_Faces(self, self._known),
            sight=KnownSight(lambda: self._trouble) if self._is_ever_troubled else None,
            things=self._things,
        )

    def check(self) -> None:
        """Raises DetectorError while the model is damaged."""
        if self.damaged:
            raise DetectorError("the model is damaged")


class _Objects:
    def __init__(self, eyes: TruthEyes, known: Knowing) -> None:
        self._eyes = eyes
        self._known = known

    def detect(self, frame: Frame) -> Detections:
        self._eyes.check()
        return self._known.detections(frame.mono_s)


class _Faces:
    def __init__(self, eyes: TruthEyes, known: Knowing) -> None:
        self._eyes = eyes
        self._known = known

    def detect(self, frame: Frame) -> Boxes:
        self._eyes.check()
        return self._known.faces(frame.mono_s)


def tiny(camera: CameraAt) -> tuple[int, int]:
    """A size in px, (W, H), of the same shape as a camera's pictures."""
    return _TINY_PX, max(1, round(_TINY_PX * camera.height_px / camera.width_px))
