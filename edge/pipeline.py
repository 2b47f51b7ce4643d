"""One frame's way from pixels to events and a masked picture; it waits for its models alone."""

from dataclasses import dataclass
from typing import Literal, Protocol

from edge.config import Config
from edge.geometry import Boxes
from edge.perception.detector import Detections, DetectorError, FaceDetector, ObjectDetector
from edge.perception.frame import Frame
from edge.privacy.counts import CrossingCounter
from edge.privacy.event import CrossingCount, Event
from edge.privacy.mask import MaskedFrame, Masker, PrivacyError, mask_whole
from edge.privacy.minimise import Minimiser
from edge.rules.rule import Rule, Scene
from edge.tracking.track import Track
from edge.tracking.tracker import Tracker

Failure = Literal["detector", "mask"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """What one configuration makes of tracks: its rules, its counters, how little it tells."""

    config: Config
    rules: tuple[Rule, ...]
    counter: CrossingCounter
    minimiser: Minimiser


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one frame came to.

    masked: the only pixels that leave; whole when failure says why people are not known.
    """

    masked: MaskedFrame
    tracks: tuple[Track, ...]
    events: tuple[Event, ...]
    counts: tuple[CrossingCount, ...]
    failure: Failure | None


class Following(Protocol):
    def update(self, detections: Detections, *, mono_s: float) -> tuple[Track, ...]:
        """Take in one frame's boxes and return what is followed, as edge.tracking.Tracker does."""
        ...


class Pipeline:
    """Detect, track, judge, mask. Frames come in the order of their time.

    A frame whose look fails is masked whole and judged by nobody: the rules see a gap in
    time, the counters an outage, never an empty scene. tracker: a new Tracker unless given.
    """

    def __init__(
        self,
        *,
        objects: ObjectDetector,
        faces: FaceDetector,
        masker: Masker,
        judges: Judges,
        tracker: Following | None = None,
    ) -> None:
        self._objects = objects
        self._faces = faces
        self._masker = masker
        self._tracker = Tracker() if tracker is None else tracker
        self._judges = judges

    @property
    def judges(self) -> Judges:
        return self._judges

    def reconfigure(self, judges: Judges) -> tuple[CrossingCount, ...]:
        """Judge by a new configuration from the next frame on.

        Returns what the old counter had to give up.
        """
        old, self._judges = self._judges, judges
        return () if old.counter is judges.counter else old.counter.finish()

    def look(self, frame: Frame) -> Look:
        """Spend one frame. Raises nothing that a frame or a model can cause."""
        try:
            detections = self._objects.detect(frame)
            faces = self._faces.detect(frame)
        except DetectorError:
            return self._blind(frame, "detector")
        tracks = self._tracker.update(detections, mono_s=frame.mono_s)
        try:
            masked = self._mask(frame, detections, tracks, faces)
        except PrivacyError:
            return self._blind(frame, "mask")
        events, counts = self._judge(tracks, frame)
        return Look(masked=masked, tracks=tracks, events=events, counts=counts, failure=None)

    def _mask(
        self, frame: Frame, detections: Detections, tracks: tuple[Track, ...], faces: Boxes
    ) -> MaskedFrame:
        return self._masker.mask(frame, detections=detections, tracks=tracks, faces=faces)

    def _judge(
        self, tracks: tuple[Track, ...], frame: Frame
    ) -> tuple[tuple[Event, ...], tuple[CrossingCount, ...]]:
        judges = self._judges
        scene = Scene(tracks=tracks, mono_s=frame.mono_s, utc_s=frame.utc_s)
        findings = tuple(finding for rule in judges.rules for finding in rule.observe(scene))
        events = tuple(
            event
            for finding in findings
            if (event := judges.minimiser.minimise(finding)) is not None
        )
        return events, judges.counter.looked(findings, mono_s=frame.mono_s, utc_s=frame.utc_s)

    def _blind(self, frame: Frame, failure: Failure) -> Look:
        return Look(masked=mask_whole(frame), tracks=(), events=(), counts=(), failure=failure)
