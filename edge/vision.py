"""The vision process: pixels, and no network."""

import logging
from collections.abc import Callable
from typing import Final

from edge.capture.camera import Camera
from edge.clips.recorder import ClipRecorder
from edge.clock import Clock
from edge.contract import ConfigReport, VisionHealth, config_faults
from edge.desired import Desired
from edge.door import Door, DoorError
from edge.errors import Fault
from edge.gauges import Gauges
from edge.heat import Chip, Thermometer
from edge.last_view import LastView, ViewKeeper
from edge.load import Load
from edge.perception.frame import Frame
from edge.pipeline import Look, Pipeline, View
from edge.preview import Preview
from edge.privacy.guard import in_words
from edge.terms import Cause
from edge.waiting import Waiting

log = logging.getLogger(__name__)

HEALTH_EVERY_S: Final = 10.0
# The first figures mean something after some frames, and nobody waits long to see them.
_FIRST_HEALTH_S: Final = 2.0
# Silicon warms within seconds, and the Pi's kernel asks its firmware no more often.
_CHIP_EVERY_S: Final = 2.0
# What happens together is committed together: a power cut loses at most this much.
_DOOR_EVERY_S: Final = 0.25
# To try to open a door costs a card some writing, also where it fails.
_OPEN_EVERY_S: Final = 2.0
# A stop, a new configuration or a viewer is noticed this soon when no frame comes.
_READ_TIMEOUT_S: Final = 0.25


class Vision:
    """Reads frames, looks, and passes what came of it through the door.

    chip: asked how it is, of the kernel unless given. faults: of the configuration that this run
    was to begin with. last_view: where it keeps what it knows of its view; nowhere unless given.
    """

    def __init__(
        self,
        *,
        camera: Camera,
        pipeline: Pipeline,
        door: Door,
        desired: Desired,
        preview: Preview | None,
        clock: Clock,
        chip: Callable[[], Chip] | None = None,
        faults: tuple[Fault, ...] = (),
        last_view: LastView | None = None,
        clips: ClipRecorder | None = None,
    ) -> None:
        self._camera = camera
        self._pipeline = pipeline
        self._door = door
        self._desired = desired
        self._preview = preview
        self._clock = clock
        self._faults = faults
        self._clips = clips
        self._keeper = None if last_view is None else ViewKeeper(last_view)
        self._read_chip = Thermometer().read if chip is None else chip
        self._chip = self._read_chip()
        self._chip_due_s = clock.mono_s()
        self._load = Load()
        self._gauges = Gauges(start_mono_s=clock.mono_s())
        self._cause: Cause | None = None
        self._door_error: DoorError | None = None
        self._session: str | None = None
        self._waiting = Waiting()
        self._door_due_s = clock.mono_s()
        self._health_due_s = clock.mono_s() + _FIRST_HEALTH_S

    def start(self) -> None:
        """Announce the configuration that this run begins with, or later if the door is closed."""
        self._configure_clips()
        try:
            self._begin()
        except DoorError as error:
            self._note_door(error)

    def step(self) -> None:
        """Do one frame's work, or none if none came. Raises EndOfRecording, CameraError."""
        frame = self._camera.read(_READ_TIMEOUT_S)
        start_s = self._clock.mono_s()
        looked = frame is not None and self._look(frame)
        if start_s >= self._chip_due_s:
            self._chip_due_s = start_s + _CHIP_EVERY_S
            self._chip = self._read_chip()
            self._load.warm(self._chip)
        if self._clock.mono_s() >= self._door_due_s:
            every_s = _OPEN_EVERY_S if self._session is None else _DOOR_EVERY_S
            self._door_due_s = self._clock.mono_s() + every_s
            self._use_door()
        self._load.note(start_s=start_s, end_s=self._clock.mono_s(), looked=looked)

    def finish(self) -> None:
        """Pass on what is left and close everything. Raises DoorError."""
        if self._preview is not None:
            self._preview.close()
        self._camera.close()
        self._health_due_s = self._clock.mono_s()
        self._waiting.add(self._pipeline.judges.counter.finish())
        self._begin()
        self._waiting.pass_on(self._door)
        self._tell_health()
        self._door.close()
        if self._clips is not None:
            self._clips.close()

    def _begin(self) -> None:
        """Count this start in the door, once in each file that it begins afresh."""
        session = self._door.session
        if session != self._session:
            self._door.begin_boot(
                ConfigReport(
                    state="rejected" if self._faults else "applied",
                    version=self._pipeline.judges.version,
                    desired_version=None,
                    faults=config_faults(self._faults),
                )
            )
            self._session = session

    def _use_door(self) -> None:
        try:
            self._begin()
            self._waiting.pass_on(self._door)
            judges = self._desired.judge(self._pipeline.judges)
            if judges is not self._pipeline.judges:
                self._waiting.add(self._pipeline.reconfigure(judges))
                self._configure_clips()
                self._faults = ()
            self._tell_health()
        except DoorError as error:
            self._note_door(error)
        else:
            self._note_door(None)

    def _look(self, frame: Frame) -> bool:
        """Spend one frame, and tell whether a model looked at it."""
        raw_bytes, captured_s = frame.pixels.nbytes, frame.mono_s
        age_s = self._clock.mono_s() - captured_s
        look = self._pipeline.look(frame, stretch=self._load.stretch, age_s=age_s)
        looked = look.effort.objects or look.effort.faces
        self._note(look.cause)
        self._keep_view()
        self._waiting.add([*look.events, *look.counts])
        self._record(look, mono_s=captured_s)
        self._gauges.count_frame(
            raw_bytes=raw_bytes,
            whole=look.cause is not None,
            looked=looked,
            captured_s=captured_s,
            end_s=self._clock.mono_s(),
        )
        self._show(look)
        return looked

    def _keep_view(self) -> None:
        if self._keeper is not None:
            self._keeper.follow(
                version=self._pipeline.judges.version,
                causes=self._pipeline.causes,
                edges=lambda: self._pipeline.edges,
                now_s=self._clock.mono_s(),
            )

    def _note(self, cause: Cause | None) -> None:
        if cause == self._cause:
            return
        if cause is None:
            log.info("people are known: they are masked, and the rest is shown")
        else:
            log.warning("pictures are masked whole: %s", in_words(cause))
        self._cause = cause

    def _note_door(self, error: DoorError | None) -> None:
        if error is not None and self._door_error is None:
            log.error("the door takes nothing: %s", error)
        if error is None and self._door_error is not None:
            log.info("the door is open again")
        self._door_error = error

    def _configure_clips(self) -> None:
        if self._clips is not None:
            self._clips.configure(self._pipeline.judges.config)

    def _record(self, look: Look, *, mono_s: float) -> None:
        if self._clips is None:
            return
        self._clips.note(look.events, mono_s=mono_s)
        for view in look.views:
            self._clips.take(view.masked)

    def _show(self, look: Look) -> None:
        if self._preview is None:
            return
        for view in look.views:
            self._preview.show(
                view.masked,
                tracks=view.tracks,
                config=self._pipeline.judges.config,
                state=_state(view),
                seen_bytes=self._gauges.seen_bytes,
            )

    def _tell_health(self) -> None:
        if self._clock.mono_s() < self._health_due_s:
            return
        self._health_due_s = self._clock.mono_s() + HEALTH_EVERY_S
        self._door.set_health(self._health())

    def _health(self) -> VisionHealth:
        gauges, now_s, utc_s = self._gauges, self._clock.mono_s(), self._clock.utc_s()
        return VisionHealth(
            t=None if utc_s is None else int(utc_s),
            uptime_s=int(now_s - gauges.start_mono_s),
            source=self._camera.kind,
            camera=self._camera.state,
            detector="failed" if "detector" in self._pipeline.causes else "ok",
            clock="unset" if utc_s is None else "set",
            fps=gauges.fps(now_s=now_s),
            latency_ms_p50=gauges.latency_ms(50),
            latency_ms_p95=gauges.latency_ms(95),
            looks_per_s=gauges.looks_per_s(now_s=now_s),
            load=self._load.strain,
            frames=gauges.frames,
            dropped_frames=self._camera.dropped,
            masked_frames=gauges.masked_frames,
            failed_closed_frames=gauges.failed_closed_frames,
            seen_bytes=gauges.seen_bytes,
            rejected_events=self._waiting.overflowed + self._door.rejected,
            temperature_c=self._chip.temperature_c,
            throttled=self._chip.throttled,
            masked_whole=self._cause,
            dropped_clips=0 if self._clips is None else self._clips.drops.clips,
        )


def _state(view: View) -> str:
    return "ok" if view.cause is None else in_words(view.cause)
