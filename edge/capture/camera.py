"""What every source of pictures looks like to the vision process."""

from typing import Literal, Protocol

from edge.errors import BadInputError
from edge.perception.frame import Frame
from edge.terms import SourceKind

# recording: every frame, as fast as it is asked for, on the recording's own clock (replay).
# live: at the speed of the world; what comes too late is left out.
Pace = Literal["recording", "live"]


class CameraError(BadInputError):
    """A source that cannot work at all; the message names it and says why, without credentials."""


class EndOfRecording(Exception):  # noqa: N818  an end, not an error
    """The last picture has been read. truncated: the file promised more of them."""

    def __init__(self, message: str, *, truncated: bool = False) -> None:
        super().__init__(message)
        self.truncated = truncated


class Camera(Protocol):
    """A source of frames, each owned by its receiver alone.

    state: does it deliver at present. dropped: frames that came and that nobody took in time.
    """

    @property
    def kind(self) -> SourceKind: ...

    @property
    def state(self) -> Literal["ok", "lost"]: ...

    @property
    def dropped(self) -> int: ...

    def read(self, timeout_s: float) -> Frame | None:
        """Wait for the next frame, None when none comes in time.

        Raises EndOfRecording after the last frame, CameraError when there can be no other.
        """
        ...

    def close(self) -> None:
        """Let go of the device or file; harmless when done twice."""
        ...


def next_frame(camera: Camera) -> Frame | EndOfRecording:
    """Wait for the next frame, however long, and return it, or the end where that has come."""
    try:
        while (frame := camera.read(timeout_s=1.0)) is None:
            pass
    except EndOfRecording as end:
        return end
    return frame
