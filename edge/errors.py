"""What ends a command with one clear line, and with which exit code."""

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# What the system says of a disk that takes nothing now.
NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
MAX_FAULTS: Final = 20
_MAX_REASON_CHARS: Final = 160


class BadInputError(Exception):
    """Something that was given to us is wrong; the message names the place and the reason.

    A person can mend it: exit code 2, and starting again would not help.
    """


class NotNowError(Exception):
    """Something is in the way that may go by itself: a full disk, a folder in use.

    Exit code 1, and starting again later may help.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong in a document, and where."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class DocumentError(BadInputError):
    """A document that is refused whole; carries the faults that were found, 20 at most.

    lines: one a fault, each naming the file where the document is one.
    """

    def __init__(self, faults: Iterable[Fault], *, file: Path | None = None) -> None:
        self.faults = tuple(_short(fault) for fault in faults)[:MAX_FAULTS]
        where = "" if file is None else f"{_printable(str(file))}: "
        self.lines = tuple(f"{where}{fault}" for fault in self.faults)
        super().__init__("; ".join(str(fault) for fault in self.faults))


def refuse(path: str, reason: str) -> DocumentError:
    """Make the error for a document with a single fault."""
    return DocumentError([Fault(path=path, reason=reason)])


def _short(fault: Fault) -> Fault:
    return Fault(path=_printable(fault.path), reason=_printable(fault.reason))


def _printable(text: str) -> str:
    """Cut a text that may quote its input to something safe to log and to publish."""
    clean = "".join(c if c.isprintable() and c.isascii() else "?" for c in text)
    return clean if len(clean) <= _MAX_REASON_CHARS else clean[: _MAX_REASON_CHARS - 3] + "..."
