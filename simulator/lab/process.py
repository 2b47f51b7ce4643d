"""A process of the device without a process: it is killed, and started again ever later."""

import logging
from collections.abc import Callable
from typing import Final, Generic, Protocol, TypeVar

from edge.clock import Clock
from edge.errors import BadInputError, NotNowError

log = logging.getLogger(__name__)

# As edge/supervise.py waits.
_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 30.0
_WELL_AFTER_S: Final = 60.0


class Running(Protocol):
    def drop(self) -> None:
        """Let go of what the kernel closes for a dead process; finish nothing."""
        ...


R = TypeVar("R", bound=Running)


class Process(Generic[R]):
    """start: makes what runs in it, or raises what would end it at once."""

    def __init__(self, name: str, clock: Clock, *, start: Callable[[], R]) -> None:
        self.running: R | None = None
        self._name = name
        self._clock = clock
        self._start = start
        self._held_down = False
        self._pause_s = _FIRST_PAUSE_S
        self._due_s = self._started_s = clock.mono_s()

    def keep_up(self) -> R | None:
        """What runs, started now if that is due. None while it is down."""
        if self.running is None and not self._held_down and self._clock.mono_s() >= self._due_s:
            self._started_s = self._clock.mono_s()
            try:
                self.running = self._start()
            except (NotNowError, BadInputError) as error:
                log.info("%s does not start: %s", self._name, error)
                self._start_later()
        return self.running

    def kill(self) -> None:
        """End it here and now; it is started again later."""
        if self.running is not None:
            self.end()
            self._start_later()

    def hold_down(self, held_down: bool) -> None:
        """Kill it, and whatever is started in its place, for as long as held_down."""
        if held_down:
            self.kill()
        self._held_down = held_down

    def end(self) -> None:
        """End it for good."""
        if self.running is not None:
            self.running.drop()
        self.running = None

    def _start_later(self) -> None:
        now_s = self._clock.mono_s()
        if now_s - self._started_s > _WELL_AFTER_S:
            self._pause_s = _FIRST_PAUSE_S
        self._due_s = now_s + self._pause_s
        self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
