"""The vision process: pixels, and no network."""

import logging
from collections.abc import Callable, Iterable
from typing import Final

from edge.capture.camera import Camera
from edge.clips.recorder import ClipRecorder
from edge.clock import Clock
from edge.commanding.acts import acts
from edge.commanding.commanding import Commands
from edge.commanding.pause import Pause
from edge.contract import Exported, VisionHealth
from edge.desired.desired import Desired
from edge.desired.probation import Vitals
from edge.door.door import Door, DoorError
from edge.door.waiting import Waiting
from edge.errors import NotNowError
from edge.governance.authority import Authority
from edge.installer.window import Window
from edge.loop.gauges import Gauges
from edge.loop.habits import Habits
from edge.loop.heat import Chip, Thermometer
from edge.loop.last_view import LastView, ViewKeeper
from edge.loop.load import Load
from edge.loop.pipeline import Look, Pipeline, View
from edge.oversight.account import Account
from edge.perception.frame import Frame
from edge.preview import Preview
from edge.privacy.event import Event, Total
from edge.privacy.guard import in_words
from edge.terms import Cause
from edge.update.updates import Updates

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


class RestartAskedError(NotNowError):
    """Ends the process in order; whoever keeps it up starts it again."""


class Vision:
    """Reads frames, looks, and passes what came of it through the door.

    chip: asked how it is, of the kernel unless given. last_view: where it keeps what it knows of
    its view; nowhere unless given. habits: likewise of usual hours. account: rendered of it all, to
    nobody unless given. preview: for as long as it runs; window: for an installer, while it is
    open.
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
        last_view: LastView | None = None,
        habits: Habits | None = None,
        clips: ClipRecorder | None = None,
        authority: Authority | None = None,
        pause: Pause | None = None,
        exported: Callable[[], tuple[Exported, ...]] = tuple,
        account: Account | None = None,
        updates: Updates | None = None,
        window: Window | None = None,
    ) -> None:
        self._camera = camera
        self._pipeline = pipeline
        self._door = door
        self._desired = desired
        self._preview = preview
        self._window = window
        self._clock = clock
        self._clips = clips
        self._habits = habits
        self._account = Account(clock=clock) if account is None else account
        self._updates = updates
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
        self._pause = Pause(None, clock, boot="") if pause is None else pause
        self._commands = None if authority is None else self._commands_of(authority, exported)

    def start(self) -> None:
        """Announce the configuration that this run begins with, or later if the door is closed."""
        self._configure_clips()
        try:
            self._begin()
        except DoorError as error:
            self._note_door(error)

    def step(self) -> bool:
        """Do one frame's work, or none if none came, and tell whether one came.

        Raises EndOfRecording, CameraError, RestartAskedError.
        """
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
            if self._window is not None:
                # It ends whatever becomes of the door.
                self._account.note(self._window.turn())
            self._use_door()
        self._load.note(start_s=start_s, end_s=self._clock.mono_s(), looked=looked)
        return frame is not None

    def put_off_trial(self) -> None:
        """Who is stopped in order has not failed: a configuration on trial begins anew."""
        self._desired.put_off()
        if self._updates is not None:
            self._updates.put_off()

    def finish(self) -> None:
        """Pass on what is left and close everything. Raises DoorError."""
        if self._preview is not None:
            self._preview.close()
        if self._window is not None:
            self._account.note(self._window.close())
        self._note_watching()
        self._camera.close()
        self._health_due_s = self._clock.mono_s()
        self._wait_with(self._pipeline.judges.counter.finish())
        self._begin()
        self._waiting.pass_on(self._door, now_s=self._clock.mono_s())
        self._tell_health()
        self._account.close(self._door, self._pipeline.judges.config, session=self._session)
        self._door.close()
        if self._clips is not None:
            self._clips.close()

    def _begin(self) -> None:
        """Count this start in the door, once in each file that it begins afresh."""
        session = self._door.session
        if session != self._session:
            self._door.begin_boot(self._desired.report)
            policy = self._desired.policy_report
            if policy.version is not None or policy.faults:
                self._door.report("policy", policy, version=policy.version)
            if self._updates is not None:
                self._updates.announce()
            self._session = session

    def _use_door(self) -> None:
        try:
            self._begin()
            self._waiting.pass_on(self._door, now_s=self._clock.mono_s())
            judges = self._desired.judge(self._pipeline.judges, self._vitals())
            if judges is not self._pipeline.judges:
                self._wait_with(self._pipeline.reconfigure(judges))
                self._configure_clips()
            judges = self._pipeline.judges
            self._account.tell(self._door, judges.config if judges.is_ready else None)
            self._obey()
            self._update()
            self._note_watching()
            self._account.keep(self._door, judges.config, session=self._session)
            self._tell_health()
        except DoorError as error:
            self._note_door(error)
        else:
            self._note_door(None)

    def _commands_of(
        self, authority: Authority, exported: Callable[[], tuple[Exported, ...]]
    ) -> Commands:
        return Commands(
            door=self._door,
            authority=authority,
            clock=self._clock,
            acts=acts(
                door=self._door,
                pause=self._pause,
                health=self._health,
                models=lambda: self._pipeline.try_models(mono_s=self._clock.mono_s()),
                clips=exported,
                prove=self._account.proves,
                open_window=self._open_window,
            ),
            told=self._account.commanded,
        )

    def _obey(self) -> None:
        """Do what operators ask. Raises RestartAskedError once that is answered."""
        if self._commands is None:
            return
        done = self._commands.obey()
        if any(command.name == "restart" for command in done):
            raise RestartAskedError("an operator asked for a restart")

    def _update(self) -> None:
        """Go on with an update. Raises RestartAskedError for what only the next start begins."""
        if self._updates is not None and self._updates.turn(self._vitals()):
            raise RestartAskedError("an update asks for it")

    def _open_window(self, minutes: int) -> bool:
        return self._window is not None and self._window.open(minutes, by="command")

    def _note_watching(self) -> None:
        self._account.watched(any(screen.is_watched for screen in self._screens))

    def _wait_with(self, values: Iterable[Event | Total]) -> None:
        self._waiting.add(values, now_s=self._clock.mono_s())

    def _look(self, frame: Frame) -> bool:
        """Spend one frame, and tell whether a model looked at it."""
        raw_bytes, captured_s = frame.raw_bytes, frame.mono_s
        age_s = self._clock.mono_s() - captured_s
        self._pipeline.paused = self._pause.left_s > 0
        look = self._pipeline.look(frame, stretch=self._load.stretch, age_s=age_s)
        looked = look.effort.objects or look.effort.faces
        self._note(look.cause)
        self._keep_view()
        self._wait_with([*look.events, *look.counts])
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
        # What comes back after a trial that was cut off shall find the view that it knew.
        if self._keeper is not None and not self._desired.on_trial:
            self._keeper.follow(
                version=self._pipeline.judges.version,
                causes=self._pipeline.causes,
                edges=lambda: self._pipeline.edges,
                now_s=self._clock.mono_s(),
            )

    def _keep_habits(self) -> None:
        if self._habits is not None:
            judges = self._pipeline.judges
            self._habits.keep(judges.config, judges.rules)

    def _note(self, cause: Cause | None) -> None:
        if cause == self._cause:
            return
        if cause is None:
            log.info("people are known: they are masked, and the rest is shown")
        else:
            log.warning("pictures are masked whole: %s", in_words(cause))
        self._account.masked(cause)
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
        self._account.happened(look.events, mono_s=mono_s)
        if self._clips is None:
            return
        self._clips.note(look.events, mono_s=mono_s)
        for view in look.views:
            self._clips.take(view.masked)

    def _show(self, look: Look) -> None:
        left_s = None if self._window is None else self._window.left_s
        for screen in self._screens:
            for view in look.views:
                screen.show(
                    view.masked,
                    tracks=view.tracks,
                    config=self._pipeline.judges.config,
                    state=_state(view),
                    seen_bytes=self._gauges.seen_bytes,
                    left_s=left_s,
                )

    @property
    def _screens(self) -> tuple[Preview, ...]:
        """Where masked pictures are shown now."""
        window = None if self._window is None else self._window.screen
        return tuple(screen for screen in (self._preview, window) if screen is not None)

    def _tell_health(self) -> None:
        if self._clock.mono_s() < self._health_due_s:
            return
        self._health_due_s = self._clock.mono_s() + HEALTH_EVERY_S
        self._keep_habits()
        self._door.set_health(self._health())

    def _vitals(self) -> Vitals:
        return Vitals(
            mono_s=self._clock.mono_s(),
            utc_s=self._clock.utc_s(),
            frames=self._gauges.frames,
            looks=self._gauges.looks,
            camera_ok=self._camera.state == "ok",
            causes=frozenset(self._pipeline.causes),
        )

    def _health(self) -> VisionHealth:
        utc_s = self._clock.utc_s()
        return VisionHealth(
            **self._gauges.figures(now_s=self._clock.mono_s()),
            t=None if utc_s is None else int(utc_s),
            source=self._camera.kind,
            camera=self._camera.state,
            detector="failed" if "detector" in self._pipeline.causes else "ok",
            clock="unset" if utc_s is None else "set",
            load=self._load.strain,
            dropped_frames=self._camera.dropped,
            rejected_events=self._waiting.overflowed + self._door.rejected,
            temperature_c=self._chip.temperature_c,
            throttled=self._chip.throttled,
            masked_whole=self._cause,
            dropped_clips=0 if self._clips is None else self._clips.drops.clips,
            refused_commands=0 if self._commands is None else self._commands.refused,
        )


def _state(view: View) -> str:
    return "ok" if view.cause is None else in_words(view.cause)
