"""Memory of a camera, lent as arrays and given back once nobody refers to it any more."""

import logging
import threading
import weakref
from collections.abc import Callable, Sequence
from queue import SimpleQueue

import numpy as np

from edge.perception.planes import Pixels

_log = logging.getLogger(__name__)


class _Loan:
    """One picture that is out. parts: how many of its arrays somebody still has."""

    __slots__ = ("give_back", "parts")

    def __init__(self, give_back: Callable[[], None], parts: int) -> None:
        self.give_back = give_back
        self.parts = parts


class Lending:
    """Knows when `most` pictures are out: a camera that has no buffer left delivers nothing.

    A picture is masked long after the camera was read, in another thread, and dropped in any; so
    what is counted are the references to its arrays. The last one may go while the collector of
    garbage has stopped a thread that holds the camera's lock. That is why a thread of its own
    gives back (queue.SimpleQueue takes things in at any moment, also then).
    """

    def __init__(self, most: int) -> None:
        self._most = most
        # One thread writes each of them.
        self._lent = self._returned = 0
        self._closed = False
        self._ended: SimpleQueue[_Loan | None] = SimpleQueue()
        threading.Thread(target=self._take_back, name="camera buffers", daemon=True).start()

    @property
    def is_full(self) -> bool:
        return self._lent - self._returned >= self._most

    def lend(
        self, buffers: Sequence[memoryview], give_back: Callable[[], None]
    ) -> tuple[Pixels, ...]:
        """Return an array for each buffer, and call give_back once all of them are gone."""
        loan = _Loan(give_back, len(buffers))
        arrays = tuple(np.frombuffer(buffer, np.uint8) for buffer in buffers)
        for array in arrays:
            # Every view of it keeps it, for its own base is no array.
            weakref.finalize(array, self._ended.put, loan).atexit = False
        self._lent += 1
        return arrays

    def close(self) -> None:
        """Lend no more; what is out is still taken back."""
        self._closed = True
        self._ended.put(None)

    def _take_back(self) -> None:
        while not self._closed or self._returned < self._lent:
            loan = self._ended.get()
            if loan is None:
                continue
            loan.parts -= 1
            if not loan.parts:
                self._give_back(loan)
                self._returned += 1

    def _give_back(self, loan: _Loan) -> None:
        try:
            loan.give_back()
        except (RuntimeError, OSError) as error:
            # A camera that is gone takes nothing back; there is nothing left to save.
            _log.warning("a camera's buffer could not be returned: %s", error)
