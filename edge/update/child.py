"""Another process at work for us, asked now and then whether it is done."""

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_GRACE_S: Final = 5.0
_MAX_SAID_BYTES: Final = 2**16


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """code: as of a subprocess; None for one that was killed as it took too long."""

    code: int | None
    said: bytes


class Child:
    """heard: what it reads. patience_s: after which it is killed. Raises OSError."""

    def __init__(self, words: Sequence[str], heard: bytes, *, patience_s: float) -> None:
        self._end_s = time.monotonic() + patience_s
        # In memory, and no pipe: who does not read one in time stops who writes into it.
        self._said = os.memfd_create("said")
        asked = os.memfd_create("asked")
        try:
            os.write(asked, heard)
            os.lseek(asked, 0, os.SEEK_SET)
            self._process = subprocess.Popen(words, stdin=asked, stdout=self._said)
        except OSError:
            os.close(self._said)
            raise
        finally:
            os.close(asked)

    def ended(self) -> Ended | None:
        """How it ended and what it said, None while it is at work. Not to be asked again then."""
        code = self._process.poll()
        if code is None and time.monotonic() < self._end_s:
            return None
        said = os.pread(self._said, _MAX_SAID_BYTES, 0)
        self.end()
        return Ended(code=code, said=said)

    def end(self) -> None:
        """Make it end, if it has not."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(_GRACE_S)
        os.close(self._said)
