"""Recorded pictures as a camera: fast and on their own clock, or at the speed of the world."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from edge.capture.camera import CameraError, EndOfRecording, Pace
from edge.clock import Clock
from edge.perception.frame import Frame
from edge.perception.planes import Picture
from edge.terms import SourceKind

# Before two frames have shown their distance, a frame this old is late.
_USUAL_INTERVAL_S: Final = 0.1


class Reel(Protocol):
    """A row of pictures, each with its time since the first; times strictly increase."""

    @property
    def kind(self) -> SourceKind: ...

    @property
    def name(self) -> str: ...

    def advance(self) -> float | None:
        """Step to the next picture without decoding it: its time in s, None after the last."""
        ...

    def picture(self) -> Picture | None:
        """Decode the picture stepped to, None when it is damaged. Raises CameraError."""
        ...

    def end(self) -> EndOfRecording:
        """Describe the end that advance() has come to."""
        ...

    def rewind(self) -> None:
        """Go back before the first picture. Raises CameraError."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """How to play. start_utc_s: calendar time of the first picture; loop: begin anew at the end."""

    clock: Clock
    pace: Pace
    loop: bool = False
    start_utc_s: float | None = None


class Playback:
    """A Camera over a reel.

    At the pace of the recording a frame's mono_s is its time in the recording, and its utc_s is
    None unless start_utc_s is given: nothing depends on when it is replayed. Live, the first
    frame is due at once and the others by the clock.
    """

    state: Literal["ok", "lost"] = "ok"

    def __init__(
        self, reel: Reel, playing: Playing, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.dropped = 0
        self._reel = reel
        self._playing = playing
        self._sleep = sleep
        self._started_mono_s: float | None = None
        self._round_start_s = 0.0
        self._last_s: float | None = None
        self._interval_s = _USUAL_INTERVAL_S
        self._next_s: float | None = None

    @property
    def kind(self) -> SourceKind:
        return self._reel.kind

    def read(self, timeout_s: float) -> Frame | None:
        """Return the next frame, live None when it is not due within timeout_s."""
        while True:
            time_s, self._next_s = self._next_s, None
            if time_s is None:
                time_s = self._step()
            if self._playing.pace == "live":
                time_s = self._skip_late(time_s)
                if not self._wait(time_s, timeout_s):
                    self._next_s = time_s
                    return None
            picture = self._reel.picture()
            if picture is not None:
                return self._frame(picture, time_s)

    def close(self) -> None:
        self._reel.close()

    def _step(self) -> float:
        """Time of the next picture since the first of the first round."""
        time_s = self._reel.advance()
        if time_s is None:
            time_s = self._begin_anew()
        time_s += self._round_start_s
        if self._last_s is not None:
            self._interval_s = time_s - self._last_s
        self._last_s = time_s
        return time_s

    def _begin_anew(self) -> float:
        if not self._playing.loop:
            raise self._reel.end()
        self._reel.rewind()
        time_s = self._reel.advance()
        if time_s is None or self._last_s is None:
            raise CameraError(f"{self._reel.name}: holds no pictures")
        self._round_start_s = self._last_s + self._interval_s
        return time_s

    def _skip_late(self, time_s: float) -> float:
        """Leave out pictures that are late by more than one interval, undecoded."""
        played_s = self._played_s()
        while played_s - time_s > self._interval_s:
            time_s = self._step()
            self.dropped += 1
        return time_s

    def _wait(self, time_s: float, timeout_s: float) -> bool:
        """Wait until a picture is due; False when that is not within timeout_s."""
        wait_s = time_s - self._played_s()
        if wait_s > 0:
            self._sleep(min(wait_s, timeout_s))
        return wait_s <= timeout_s

    def _played_s(self) -> float:
        now_s = self._playing.clock.mono_s()
        if self._started_mono_s is None:
            self._started_mono_s = now_s
        return now_s - self._started_mono_s

    def _frame(self, picture: Picture, time_s: float) -> Frame:
        start_utc_s = self._playing.start_utc_s
        utc_s = None if start_utc_s is None else start_utc_s + time_s
        if self._started_mono_s is None:
            return Frame(picture, mono_s=time_s, utc_s=utc_s)
        if utc_s is None:
            utc_s = self._playing.clock.utc_s()
        return Frame(picture, mono_s=self._started_mono_s + time_s, utc_s=utc_s)
