"""One frame's way from pixels to events and a masked picture; it waits for its models alone."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Final, Literal, Protocol

import numpy as np

from edge.config import Config
from edge.geometry import Boxes, no_boxes
from edge.label import PERSON
from edge.perception.attention import EVERYTHING, LOOK_S, Attention, Effort
from edge.perception.detector import Detections, DetectorError, FaceDetector, ObjectDetector
from edge.perception.frame import Frame
from edge.perception.motion import SETTLING_S, Motion, Stir
from edge.privacy.counts import WindowCounter
from edge.privacy.event import Event, Total
from edge.privacy.mask import MaskedFrame, Masker, PrivacyError
from edge.privacy.minimise import Minimiser
from edge.rules.finding import Finding
from edge.rules.rule import Rule, Scene
from edge.rules.throttle import Throttle
from edge.tracking.track import Expected, Track
from edge.tracking.tracker import Tracker

Failure = Literal["detector", "mask"]
Known = tuple[tuple[Track, ...], Boxes, Failure | None]

# Where nobody moves the rules are still asked this often: a dwell ends on time.
JUDGE_S: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """What one configuration makes of tracks: its rules, its counters, how little it tells."""

    config: Config
    rules: tuple[Rule, ...]
    counter: WindowCounter
    throttle: Throttle
    minimiser: Minimiser


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A picture that may leave, and what was known of it when it was taken.

    masked: the only pixels that leave; whole when failure says why people are not known.
    untracked: (N, 4) normalised boxes of people whom the last look found too weakly to follow.
    """

    masked: MaskedFrame
    tracks: tuple[Track, ...]
    untracked: Boxes
    failure: Failure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one frame came to.

    views: the pictures whose time to leave has come: this one, an earlier one, several, or none.
    effort: which models looked at this very frame.
    """

    views: tuple[View, ...]
    tracks: tuple[Track, ...]
    events: tuple[Event, ...]
    counts: tuple[Total, ...]
    failure: Failure | None
    effort: Effort


class Following(Protocol):
    def update(
        self, detections: Detections, *, mono_s: float, stir: Stir | None = None
    ) -> tuple[Track, ...]:
        """Take in one look's boxes and return what is followed, as edge.tracking.Tracker does."""
        ...

    def carry(self, *, mono_s: float, stir: Stir | None = None) -> tuple[Track, ...]:
        """Return where all that is followed is expected, when nobody looks."""
        ...

    def expected(self, until_s: float) -> Expected:
        """Return where all that is followed is now and may be until then."""
        ...


class Pipeline:
    """Detect, track, judge, mask. Frames come in the order of their time.

    A frame whose look fails is masked whole and judged by nobody: the rules see a gap in
    time, the counters an outage, never an empty scene. tracker: a new Tracker unless given.
    attention: decides which frames the models look at; without one they look at each.
    """

    def __init__(
        self,
        *,
        objects: ObjectDetector,
        faces: FaceDetector,
        masker: Masker[Known],
        judges: Judges,
        tracker: Following | None = None,
        attention: Attention | None = None,
    ) -> None:
        self._objects = objects
        self._faces = faces
        self._masker = masker
        self._tracker = Tracker() if tracker is None else tracker
        self._judges = judges
        self._motion = Motion()
        self._attention = attention
        self._judged: Scene | None = None
        self._faces_found = self._untracked = no_boxes()
        self._lately: deque[tuple[float, Boxes]] = deque()

    @property
    def judges(self) -> Judges:
        return self._judges

    def reconfigure(self, judges: Judges) -> tuple[Event | Total, ...]:
        """Judge by a new configuration from the next frame on.

        Returns the ends of what rules that are gone had opened, and what the old counter had to
        give up.
        """
        old, self._judges = self._judges, judges
        totals = () if old.counter is judges.counter else old.counter.finish()
        if self._judged is None:
            return totals
        gone = (rule for rule in old.rules if rule not in judges.rules)
        ended = (finding for rule in gone for finding in rule.end(self._judged))
        return (*_told(ended, self._judged, judges), *totals)

    def look(self, frame: Frame, *, stretch: float = 1.0) -> Look:
        """Spend one frame. Raises nothing that a frame or a model can cause.

        stretch: at least 1, by how much the models are to look more rarely than they should.
        """
        stir, effort = self._plan(frame, stretch)
        try:
            detections = self._objects.detect(frame) if effort.objects else None
            faces = self._faces.detect(frame) if effort.faces else None
        except DetectorError:
            return self._blind(frame, "detector", effort)
        if detections is None:
            tracks = self._tracker.carry(mono_s=frame.mono_s, stir=stir)
        else:
            tracks = self._tracker.update(detections, mono_s=frame.mono_s, stir=stir)
            self._untracked = _untracked(detections, tracks)
        known = tracks, self._untracked, None
        try:
            self._masker.mask(
                frame, known, tracks=tracks, detections=detections, faces=faces, stir=stir
            )
        except PrivacyError:
            return self._blind(frame, "mask", effort)
        self._learn(detections, faces, mono_s=frame.mono_s)
        events, counts = self._judge(tracks, frame, looked=effort.objects)
        return Look(
            views=self._views(),
            tracks=tracks,
            events=events,
            counts=counts,
            failure=None,
            effort=effort,
        )

    def finish(self) -> tuple[View, ...]:
        """Return the pictures that still wait for their time."""
        return self._views(at_end=True)

    def _views(self, *, at_end: bool = False) -> tuple[View, ...]:
        return tuple(
            View(masked=masked, tracks=tracks, untracked=untracked, failure=failure)
            for masked, (tracks, untracked, failure) in self._masker.ready(at_end=at_end)
        )

    def _plan(self, frame: Frame, stretch: float) -> tuple[Stir | None, Effort]:
        if self._attention is None:
            return None, EVERYTHING
        stir = self._motion.look(frame.lores, mono_s=frame.mono_s)
        return stir, self._attention.plan(stir, stretch=stretch)

    def _learn(self, detections: Detections | None, faces: Boxes | None, *, mono_s: float) -> None:
        """Tell the attention what explains the motion in the frames until the next look."""
        if faces is not None:
            self._faces_found = faces
        if self._attention is None or detections is None:
            return
        expected = self._tracker.expected(mono_s + LOOK_S)
        while self._lately and not 0.0 <= mono_s - self._lately[0][0] <= SETTLING_S:
            self._lately.popleft()
        self._lately.append((mono_s, detections.boxes))
        known = [boxes for _, boxes in self._lately]
        self._attention.saw(
            np.concatenate([*known, expected.boxes, self._faces_found]),
            widths_per_s=expected.widths_per_s,
            curious_until_s=expected.certain_s,
        )

    def _judge(
        self, tracks: tuple[Track, ...], frame: Frame, *, looked: bool
    ) -> tuple[tuple[Event, ...], tuple[Total, ...]]:
        """Judge what a look found; between looks now and then: who stands still is seen then."""
        judged_s = -inf if self._judged is None else self._judged.mono_s
        if not looked and 0.0 <= frame.mono_s - judged_s < JUDGE_S:
            return (), ()
        judges = self._judges
        self._judged = scene = Scene(tracks=tracks, mono_s=frame.mono_s, utc_s=frame.utc_s)
        findings = tuple(finding for rule in judges.rules for finding in rule.observe(scene))
        events = _told(findings, scene, judges)
        return events, judges.counter.looked(findings, mono_s=frame.mono_s, utc_s=frame.utc_s)

    def _blind(self, frame: Frame, failure: Failure, effort: Effort) -> Look:
        if self._attention is not None:
            self._attention.forget()
        self._masker.mask_whole(frame, ((), no_boxes(), failure))
        return Look(
            views=self._views(),
            tracks=(),
            events=(),
            counts=(),
            failure=failure,
            effort=effort,
        )


def _told(findings: Iterable[Finding], scene: Scene, judges: Judges) -> tuple[Event, ...]:
    told = map(judges.minimiser.minimise, judges.throttle.pass_on(findings, scene))
    return tuple(event for event in told if event is not None)


def _untracked(detections: Detections, tracks: tuple[Track, ...]) -> Boxes:
    """Boxes of people that no track has taken up: one seen now has the very box."""
    people = detections.boxes[detections.labels == PERSON]
    taken = {(track.box.x_min, track.box.y_min) for track in tracks}
    rows = [row for row, corner in enumerate(people[:, :2].tolist()) if tuple(corner) not in taken]
    untracked: Boxes = people[rows]
    return untracked
