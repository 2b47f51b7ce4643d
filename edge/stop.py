"""How a process is told to end: a signal, or the loss of the one that started it."""

import os
import signal
from types import FrameType


class Stop:
    """True once SIGTERM or SIGINT came, or (with_parent) once the starting process is gone.

    Make it in the main thread: it takes over both signals.
    """

    def __init__(self, *, with_parent: bool = False) -> None:
        self._asked = False
        self._parent = os.getppid() if with_parent else None
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)

    def __call__(self) -> bool:
        return self._asked or (self._parent is not None and os.getppid() != self._parent)

    def _ask(self, signum: int, frame: FrameType | None) -> None:
        self._asked = True
