"""The vision process: pixels, and no network."""

import logging
from collections.abc import Callable
from typing import Final

from edge.capture.camera import Camera
from edge.clock import Clock
from edge.contract import ConfigReport, VisionHealth
from edge.desired import Desired
from edge.door import Door, DoorError
from edge.gauges import Gauges
from edge.heat import Chip, Thermometer
from edge.load import Load
from edge.perception.frame import Frame
from edge.pipeline import Failure, Look, Pipeline, View
from edge.preview import Preview
from edge.privacy.event import Event, Total

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
# What a full disk may pile up in memory: hours of a busy place, about a megabyte.
_MAX_WAITING: Final = 2_000


class Vision:
    """Reads frames, looks, and passes what came of it through the door.

    chip: asked how it is, of the kernel unless given.
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
    ) -> None:
        self._camera = camera
        self._pipeline = pipeline
        self._door = door
        self._desired = desired
        self._preview = preview
        self._clock = clock
        self._read_chip = Thermometer().read if chip is None else chip
        self._chip = self._read_chip()
        self._chip_due_s = clock.mono_s()
        self._load = Load()
        self._gauges = Gauges(start_mono_s=clock.mono_s())
        self._failure: Failure | None = None
        self._door_error: DoorError | None = None
        self._session: str | None = None
        self._waiting: list[Event | Total] = []
        self._door_due_s = clock.mono_s()
        self._overflowed = 0
        self._health_due_s = clock.mono_s() + _FIRST_HEALTH_S

    def start(self) -> None:
        """Announce the configuration that this run begins with, or later if the door is closed."""
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
        self._waiting += self._pipeline.judges.counter.finish()
        self._begin()
        self._pass_on()
        self._tell_health()
        self._door.close()

    def _begin(self) -> None:
        """Count this start in the door, once in each file that it begins afresh."""
        session = self._door.session
        if session != self._session:
            version = self._pipeline.judges.config.version
            self._door.begin_boot(
                ConfigReport(state="applied", version=version, desired_version=None)
            )
            self._session = session

    def _use_door(self) -> None:
        try:
            self._begin()
            self._pass_on()
            judges = self._desired.judge(self._pipeline.judges)
            self._waiting += self._pipeline.reconfigure(judges)
            self._tell_health()
        except DoorError as error:
            self._note_door(error)
        else:
            self._note_door(None)

    def _look(self, frame: Frame) -> bool:
        """Spend one frame, and tell whether a model looked at it."""
        raw_bytes, captured_s = frame.pixels.nbytes, frame.mono_s
        look = self._pipeline.look(frame, stretch=self._load.stretch)
        looked = look.effort.objects or look.effort.faces
        self._note(look.failure)
        self._waiting += [*look.events, *look.counts]
        self._make_room()
        self._gauges.count_frame(
            raw_bytes=raw_bytes,
            failed=look.failure is not None,
            looked=looked,
            captured_s=captured_s,
            end_s=self._clock.mono_s(),
        )
        self._show(look)
        return looked

    def _note(self, failure: Failure | None) -> None:
        if failure is not None and self._failure is None:
            log.warning("the %s failed: pictures are masked whole, rules wait", failure)
        if failure is None and self._failure is not None:
            log.info("people are known again: masks and rules are back")
        self._failure = failure

    def _note_door(self, error: DoorError | None) -> None:
        if error is not None and self._door_error is None:
            log.error("the door takes nothing: %s", error)
        if error is None and self._door_error is not None:
            log.info("the door is open again")
        self._door_error = error

    def _make_room(self) -> None:
        excess = len(self._waiting) - _MAX_WAITING
        if excess > 0:
            self._overflowed += excess
            del self._waiting[:excess]

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

    def _pass_on(self) -> None:
        if not self._waiting:
            return
        counts = [value for value in self._waiting if isinstance(value, Total)]
        events = [value for value in self._waiting if not isinstance(value, Total)]
        self._door.put(events, counts)
        self._waiting.clear()

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
            detector="ok" if self._failure is None else "failed",
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
            rejected_events=self._overflowed + self._door.rejected,
            temperature_c=self._chip.temperature_c,
            throttled=self._chip.throttled,
        )


def _state(view: View) -> str:
    if view.failure is not None:
        return f"the {view.failure} failed"
    return "starting" if view.masked.whole else "ok"
