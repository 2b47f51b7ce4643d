"""A camera that delivers a frame when the lab says so."""

from typing import Literal

from edge.perception.frame import Frame
from edge.terms import SourceKind


class LabCamera:
    """Holds at most one frame, as a camera does that nobody waits for."""

    kind: SourceKind = "simulator"

    def __init__(self) -> None:
        self.state: Literal["ok", "lost"] = "ok"
        self.dropped = 0
        self._frame: Frame | None = None

    def deliver(self, frame: Frame) -> None:
        self.dropped += self._frame is not None
        self._frame = frame

    def read(self, timeout_s: float) -> Frame | None:
        """Return the frame delivered since the last call, without waiting."""
        frame, self._frame = self._frame, None
        return frame

    def close(self) -> None:
        self._frame = None
