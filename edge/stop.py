"""How a process is told to end: a signal, or the loss of the one that started it."""

import atexit
import os
import signal
from types import FrameType
from typing import Final

# SIGHUP: the terminal was closed. Under nohup it is ignored, and stays so.
ENDING: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stop:
    """True once SIGTERM, SIGINT or SIGHUP came, or the parent process is gone.

    with_parent: number of the process that started this one, where its end counts. Make it in
    the main thread: it takes over these signals, but for a SIGHUP that is ignored. Asking again
    changes nothing, to the end of the process.
    """

    def __init__(self, *, with_parent: int | None = None) -> None:
        self._asked = False
        self._parent = with_parent
        for number in ENDING:
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._ask)
        # Python gives signals their sudden end back while it takes itself down.
        atexit.register(_ignore_all)

    def __call__(self) -> bool:
        return self._asked or (self._parent is not None and os.getppid() != self._parent)

    def _ask(self, signum: int, frame: FrameType | None) -> None:
        self._asked = True


def _ignore_all() -> None:
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
