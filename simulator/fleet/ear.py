"""This side of the observer: started, asked, ended."""

import multiprocessing
from typing import Final, Self

from edge.errors import NotNowError
from simulator.fleet.observer import Brief, Seen, observe

_READY_WITHIN_S: Final = 30.0
_STOP_LIMIT_S: Final = 2.0


class Ear:
    """A running observer. seen: the last it has told; call listen() now and then.

    Raises NotNowError when it cannot connect.
    """

    def __init__(self, brief: Brief) -> None:
        fresh = multiprocessing.get_context("spawn")
        self._pipe, theirs = fresh.Pipe()
        self._process = fresh.Process(target=observe, args=(brief, theirs), daemon=True)
        self._process.start()
        theirs.close()
        if not self._pipe.poll(_READY_WITHIN_S):
            self.close()
            raise NotNowError("the observer did not start")
        try:
            self.seen = self._next()
        except NotNowError:
            self.close()
            raise

    def listen(self) -> None:
        """Take in what it has told since the last call. Raises NotNowError when it has ended."""
        while self._pipe.poll():
            self.seen = self._next()

    def listen_anew(self) -> None:
        """Wait until it has told what it knows now, or for two seconds."""
        self.listen()
        if self._pipe.poll(_STOP_LIMIT_S):
            self.seen = self._next()

    def push(self) -> None:
        """Let it give out a new configuration."""
        self._pipe.send(True)

    def close(self) -> None:
        """End it. May be called twice."""
        self._pipe.close()
        self._process.join(_STOP_LIMIT_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _next(self) -> Seen:
        try:
            told = self._pipe.recv()
        except EOFError as error:
            raise NotNowError("the observer ended: its broker's log may say why") from error
        if isinstance(told, Seen):
            return told
        raise NotNowError(f"the observer: {told}")
