"""One frame's way from pixels to events and a masked picture; it waits for its models alone."""

from collections.abc import Iterable
from math import inf

from edge.config import Config
from edge.geometry import Boxes, no_boxes
from edge.loop.judges import Judges
from edge.loop.judging import Judged, Judging
from edge.loop.look import Known, Look, View
from edge.loop.looking import Looking
from edge.perception.attention import NOTHING, Attention, Effort
from edge.perception.detector import Detections, DetectorError, FaceDetector, ObjectDetector
from edge.perception.frame import Frame
from edge.perception.motion import Stir
from edge.perception.nobody import sees_no_face, sees_nobody
from edge.perception.sight import Sight
from edge.perception.sound import UnsoundError, require_sound
from edge.perception.thing import Thing
from edge.perception.things import Noticing
from edge.privacy.areas import Areas
from edge.privacy.event import Event, Total
from edge.privacy.guard import ANSWER_S, BLIND, LATE_S, UNSEEN_S, Guard
from edge.privacy.mask import Masker, PrivacyError
from edge.terms import Cause
from edge.tracking.following import Following, untracked
from edge.tracking.track import Track, boxes_of
from edge.tracking.tracker import Tracker

__all__ = ["Judges", "Known", "Look", "Pipeline", "View"]


class Pipeline:
    """Burn, detect, track, judge, mask. Frames come in the order of their time.

    A frame that speaks against being shown is masked whole, and so are those after it until a
    complete look proves that people are known again (edge/privacy/guard.py). tracker: a new
    Tracker unless given. attention: decides which frames the models look at; without one they
    look at each. sight: judges the pictures themselves; without one they are taken to be good.
    things: notices what stands still in them; without one nothing does. remembered: the causes
    that held when it last ran. paused: no model looks, and every picture is masked whole.
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
        sight: Sight | None = None,
        things: Noticing | None = None,
        remembered: Iterable[Cause] = (),
    ) -> None:
        self._objects = objects
        self._faces = faces
        self._masker = masker
        self._ahead_s = masker.ahead_s
        self._tracker = Tracker() if tracker is None else tracker
        self._judging = Judging(judges)
        self._guard = Guard(remembered)
        self._looking = Looking(attention, sight)
        self._sight = sight
        self._things = things
        self._looked_s = -inf
        self._untracked = no_boxes()
        self.paused = False
        self._set_privacy(judges.config)

    @property
    def judges(self) -> Judges:
        return self._judging.judges

    @property
    def causes(self) -> tuple[Cause, ...]:
        """All that spoke against showing the last frame, the one that is named first."""
        return self._guard.causes

    @property
    def edges(self) -> bytes | None:
        """The view that the camera usually shows, to be kept over restarts; None if unknown."""
        return self._looking.edges

    def reconfigure(self, judges: Judges) -> tuple[Event | Total, ...]:
        """Judge and hide by a new configuration from the next frame on.

        A higher version takes the view as it is now for the right one; a lower one, which comes
        back in its place, the view of before. Returns the ends of what rules that are gone had
        opened, and what the old counter had to give up.
        """
        old = self.judges
        is_back = (judges.version or 0) < (old.version or 0)
        if self._sight is not None and is_back:
            self._sight.disown()
        if judges.config != old.config or judges.is_ready != old.is_ready:
            self._set_privacy(judges.config)
        if self._sight is not None and judges.version != old.version and not is_back:
            self._sight.adopt()
        return self._judging.replace(judges)

    def try_models(self, *, mono_s: float) -> tuple[bool, bool]:
        """Whether the object and the face model still answer, to a picture of nobody."""
        return (
            sees_nobody(self._objects, mono_s=mono_s),
            sees_no_face(self._faces, mono_s=mono_s),
        )

    def look(self, frame: Frame, *, stretch: float = 1.0, age_s: float = 0.0) -> Look:
        """Spend one frame. Raises nothing that a frame or a model can cause.

        stretch: at least 1, by how much the models are to look more rarely than they should.
        age_s: how long ago the frame was taken.
        """
        self._areas.burn(frame)
        if self.paused:
            self._guard.note((), mono_s=frame.mono_s)
            return self._fail(frame, "paused", NOTHING)
        # Looks that come later find people later.
        self._masker.ahead_s = self._ahead_s * stretch
        stir = self._see(frame, age_s)
        if self._guard.wants_look():
            self._looking.forget()
        effort = self._looking.plan(stir, stretch=stretch)
        try:
            detections = self._objects.detect(frame) if effort.objects else None
            faces = self._faces.detect(frame) if effort.faces else None
            require_sound(detections, faces)
        except DetectorError:
            return self._fail(frame, "detector", effort)
        except UnsoundError:
            return self._fail(frame, "mask", effort)
        tracks = self._follow(detections, frame, stir)
        things = self._notice(frame, tracks)
        self._check_age(detections, frame, stir)
        self._looking.learn(detections, faces, self._tracker, mono_s=frame.mono_s)
        try:
            cause = self._mask(frame, tracks, detections, faces, stir)
        except PrivacyError:
            return self._fail(frame, "mask", effort)
        events, counts = self._judge(tracks, things, frame, looked=effort.objects)
        return Look(
            views=self._views(),
            tracks=tracks,
            events=events,
            counts=counts,
            cause=cause,
            effort=effort,
        )

    def finish(self) -> tuple[View, ...]:
        """Return the pictures that still wait for their time."""
        return self._views(at_end=True)

    def _views(self, *, at_end: bool = False) -> tuple[View, ...]:
        return tuple(
            View(masked=masked, tracks=tracks, untracked=untracked, cause=masked.cause)
            for masked, (tracks, untracked) in self._masker.ready(at_end=at_end)
        )

    def _set_privacy(self, config: Config) -> None:
        polygons = [zone.polygon for zone in config.privacy.areas.values()]
        self._areas = Areas(polygons)
        if config.privacy.strict and not self._masker.strict:
            # Legs were left open until now: who stands still must be found again.
            self._looking.forget()
        self._masker.strict = config.privacy.strict
        if self._sight is not None:
            self._sight.leave_out(polygons)

    def _see(self, frame: Frame, age_s: float) -> Stir | None:
        """Note what speaks against showing the frame before any model looks."""
        stir, causes = self._looking.see(frame)
        if age_s > LATE_S:
            causes.add("overload")
        if not self.judges.is_ready:
            causes.add("config")
        if frame.utc_s is None and self.judges.needs_clock:
            causes.add("clock")
        self._guard.note(causes, mono_s=frame.mono_s)
        return stir

    def _follow(
        self, detections: Detections | None, frame: Frame, stir: Stir | None
    ) -> tuple[Track, ...]:
        if detections is None:
            return self._tracker.carry(mono_s=frame.mono_s, stir=stir)
        tracks = self._tracker.update(detections, mono_s=frame.mono_s, stir=stir)
        self._untracked = untracked(detections, tracks)
        return tracks

    def _check_age(self, detections: Detections | None, frame: Frame, stir: Stir | None) -> None:
        """Note where what is known of people is too old for the frame, or of another moment."""
        if detections is not None:
            self._looked_s = frame.mono_s
            tagged_s = frame.mono_s if detections.mono_s is None else detections.mono_s
            is_stale = not 0.0 <= frame.mono_s - tagged_s <= ANSWER_S
        else:
            unseen_s = frame.mono_s - self._looked_s
            is_stale = unseen_s > UNSEEN_S and stir is not None and stir.last_s > self._looked_s
        if is_stale:
            self._guard.add("stale")
            self._looking.forget()

    def _mask(
        self,
        frame: Frame,
        tracks: tuple[Track, ...],
        detections: Detections | None,
        faces: Boxes | None,
        stir: Stir | None,
    ) -> Cause | None:
        """Hide people, or the whole picture: return why. Raises PrivacyError."""
        cause = self._guard.cause
        is_complete = detections is not None and faces is not None
        if cause is not None and not (is_complete and self._guard.is_due()):
            self._masker.mask_whole(frame, ((), no_boxes()), cause)
            if is_complete:
                self._guard.prove()
            return cause
        self._masker.mask(
            frame,
            (tracks, self._untracked),
            tracks=tracks,
            detections=detections,
            faces=faces,
            stir=stir,
            unexplained=self._looking.unexplained(),
        )
        self._guard.prove()
        self._looking.settle(boxes_of(tracks), mono_s=frame.mono_s)
        return None

    def _notice(self, frame: Frame, tracks: tuple[Track, ...]) -> tuple[Thing, ...]:
        """What stands still in the picture, where a rule is about such things and it shows any."""
        if self._things is None or not self.judges.needs_things or BLIND & {*self._guard.causes}:
            return ()
        followed = boxes_of([track for track in tracks if track.label != "bag"])
        return self._things.notice(frame, followed)

    def _judge(
        self, tracks: tuple[Track, ...], things: tuple[Thing, ...], frame: Frame, *, looked: bool
    ) -> Judged:
        return self._judging.judge(
            tracks,
            frame,
            looked=looked,
            causes=frozenset(self._guard.causes),
            present=self._guard.present,
            things=things,
        )

    def _fail(self, frame: Frame, cause: Cause, effort: Effort) -> Look:
        self._looking.forget()
        self._guard.add(cause)
        first = self._guard.cause
        self._masker.mask_whole(frame, ((), no_boxes()), first)
        return Look(
            views=self._views(), tracks=(), events=(), counts=(), cause=first, effort=effort
        )
