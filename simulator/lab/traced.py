"""Eyes whose detectors' answers are written down."""

from edge.geometry import Boxes
from edge.loop.last_view import View
from edge.perception.detector import Detections, DetectorError, FaceDetector, ObjectDetector
from edge.perception.frame import Frame, Pixels
from edge.perception.thing import Thing
from edge.perception.things import Noticing
from simulator.faults.trouble import Trouble
from simulator.lab.eyes import Detectors, Eyes
from simulator.lab.trace import FrameLine, ThingsLine, TraceWriter


class TracedEyes:
    """Does what other Eyes do, with one line of a trace for each frame looked at."""

    def __init__(self, eyes: Eyes, writer: TraceWriter) -> None:
        self._eyes = eyes
        self._writer = writer

    @property
    def damaged(self) -> bool:
        return self._eyes.damaged

    @damaged.setter
    def damaged(self, damaged: bool) -> None:
        self._eyes.damaged = damaged

    @property
    def needs_restart(self) -> bool:
        return self._eyes.needs_restart

    @property
    def size_px(self) -> tuple[int, int]:
        return self._eyes.size_px

    def pixels(self, t_s: float, trouble: Trouble) -> Pixels:
        return self._eyes.pixels(t_s, trouble)

    def detectors(self, view: View | None = None) -> Detectors:
        loaded = self._eyes.detectors(view)
        objects = _Objects(loaded.objects, self._writer)
        return Detectors(
            objects=objects,
            faces=_Faces(loaded.faces, objects, self._writer),
            things=None if loaded.things is None else _Things(loaded.things, self._writer),
        )


class _Things:
    def __init__(self, things: Noticing, writer: TraceWriter) -> None:
        self._things = things
        self._writer = writer
        self._told: tuple[Thing, ...] = ()

    def notice(self, frame: Frame, followed: Boxes) -> tuple[Thing, ...]:
        told = self._things.notice(frame, followed)
        if told != self._told:
            self._told = told
            self._writer.write(ThingsLine(t_s=frame.mono_s, things=told))
        return told


class _Objects:
    """found: the last answer."""

    def __init__(self, detector: ObjectDetector, writer: TraceWriter) -> None:
        self.found: Detections | None = None
        self._detector = detector
        self._writer = writer

    def detect(self, frame: Frame) -> Detections:
        try:
            self.found = self._detector.detect(frame)
        except DetectorError:
            self._writer.write(FrameLine(t_s=frame.mono_s))
            raise
        return self.found


class _Faces:
    def __init__(self, detector: FaceDetector, objects: _Objects, writer: TraceWriter) -> None:
        self._detector = detector
        self._objects = objects
        self._writer = writer

    def detect(self, frame: Frame) -> Boxes:
        faces: Boxes | None = None
        try:
            faces = self._detector.detect(frame)
        finally:
            self._writer.write(_line(frame.mono_s, self._objects.found, faces))
        return faces


def _line(t_s: float, found: Detections | None, faces: Boxes | None) -> FrameLine:
    told = None if faces is None else tuple(map(tuple, faces.tolist()))
    if found is None:
        return FrameLine(t_s=t_s, faces=told)
    return FrameLine(
        t_s=t_s,
        boxes=tuple(map(tuple, found.boxes.tolist())),
        scores=tuple(found.scores.tolist()),
        labels=tuple(found.labels.tolist()),
        faces=told,
    )
