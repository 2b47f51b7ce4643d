"""Cameras that go on by themselves: a thread keeps the newest frame and opens what died again."""

import logging
import threading
from collections.abc import Callable
from typing import Final, Literal, Protocol

from edge.capture.camera import CameraError
from edge.perception.frame import Frame
from edge.terms import SourceKind

FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 30.0
# A camera that hangs is given up after this long; then it is lost, and opened again.
SILENCE_S: Final = 5.0
_CLOSING_S: Final = 1.0

_log = logging.getLogger(__name__)


class AwayError(Exception):
    """A camera is not there now, and may come back; the message says what is known of it."""


class Feed(Protocol):
    """A camera that is open, read and closed by one thread alone."""

    def next(self) -> Frame:
        """Wait for the next frame, SILENCE_S at most. Raises AwayError, CameraError."""
        ...

    def close(self) -> None: ...


class LiveCamera:
    """A camera that goes on whether or not anyone reads: read() answers with the newest frame.

    open_feed: raises AwayError as long as the camera is not there, CameraError where it can never
    work. A camera that is away, at the start or later, is `lost` and tried again after 1 to 30 s;
    one line in the log says so and why, however many tries it takes.
    """

    def __init__(
        self,
        open_feed: Callable[[], Feed],
        *,
        kind: SourceKind,
        name: str,
        first_pause_s: float = FIRST_PAUSE_S,
    ) -> None:
        self.kind = kind
        self.state: Literal["ok", "lost"] = "lost"
        self.dropped = 0
        self._name = name
        self._open_feed = open_feed
        self._first_pause_s = first_pause_s
        self._closing = threading.Event()
        self._arrived = threading.Condition()
        self._newest: Frame | None = None
        self._fault: CameraError | None = None
        # A daemon: a driver that never returns must not keep the process from ending.
        self._thread = threading.Thread(target=self._watch, name=f"camera {name}", daemon=True)
        self._thread.start()

    def read(self, timeout_s: float) -> Frame | None:
        """Return the newest frame not yet read, None when none comes within timeout_s.

        Raises CameraError for a camera that can never work.
        """
        with self._arrived:
            self._arrived.wait_for(lambda: self._newest or self._fault, timeout_s)
            frame, self._newest = self._newest, None
            if frame is None and self._fault is not None:
                raise self._fault
            return frame

    def close(self) -> None:
        self._closing.set()
        self._thread.join(_CLOSING_S)
        with self._arrived:
            # Its memory may be the camera's own.
            self._newest = None

    def _watch(self) -> None:
        pause_s = self._first_pause_s
        told: str | None = None
        while not self._closing.is_set():
            seen, why = self._follow()
            if self._fault is not None:
                return
            if seen:
                pause_s = self._first_pause_s
                told = None
            self.state = "lost"
            if why != told and not self._closing.is_set():
                _log.warning("%s: lost (%s), trying again until it is back", self._name, why)
                told = why
            self._closing.wait(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _follow(self) -> tuple[bool, str]:
        """Open the camera and pass on its frames until they end: whether there was any, and why."""
        seen = False
        try:
            feed = self._open_feed()
            try:
                while not self._closing.is_set():
                    frame = feed.next()
                    if not seen:
                        size = frame.width, frame.height
                        _log.info("%s: delivers %d x %d px", self._name, *size)
                    seen = True
                    self._offer(frame)
                    # What waits for the next one must not hold this one.
                    del frame
            finally:
                feed.close()
        except AwayError as away:
            return seen, str(away)
        except CameraError as error:
            with self._arrived:
                self.state, self._fault = "lost", error
                self._arrived.notify()
        return seen, "closed"

    def _offer(self, frame: Frame) -> None:
        with self._arrived:
            if self._closing.is_set():
                return
            self.state = "ok"
            self.dropped += self._newest is not None
            self._newest = frame
            self._arrived.notify()
