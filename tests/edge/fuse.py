"""A camera that is killed at one of the files it writes."""

from pathlib import Path

from edge.whole_file import keep_whole


class Killed(BaseException):
    """As SIGKILL or a power cut: nothing is done after it."""


class Fuse:
    """Kills the camera before or after one of the files it writes."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.left = at
        self.after = after

    def write(self, path: Path, content: bytes) -> None:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Killed
        keep_whole(path, content)
        if self.left == 0:
            raise Killed
