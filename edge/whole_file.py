"""A file that appears under its name when it is complete, or not at all."""

import os
import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Never

from edge.errors import BadInputError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Lend a place beside path to write to; in the end what lies there takes path's name.

    After an error or a signal that ends the process nothing is left of it, and what path held
    is untouched. A path that is a device or a pipe is lent itself. Raises BadInputError naming
    a path that cannot be written. For the main thread.
    """
    if _is_special(path):
        yield path
        return
    target = Path(os.path.realpath(path))
    part = target.with_name(f".part-{secrets.token_hex(4)}{path.suffix}")
    with _told_signals():
        with _named(path):
            part.touch(exist_ok=False)
        try:
            yield part
            with _named(path):
                part.replace(target)
        finally:
            part.unlink(missing_ok=True)


def keep_whole(path: Path, content: bytes) -> None:
    """Replace a file such that a power cut leaves the old one or the new one. Raises OSError."""
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def is_same_file(path: Path, other: Path) -> bool:
    """Whether writing to path would overwrite other. False where either is missing."""
    try:
        return path.samefile(other)
    except OSError:
        return False


def _is_special(path: Path) -> bool:
    with _named(path):
        if path.is_dir():
            raise BadInputError(f"{path}: a folder, not a file")
        return path.exists() and not path.is_file()


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error


@contextmanager
def _told_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the process as an exception does, so that `finally` is done."""
    numbers = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) == signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, _exit)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)


def _exit(number: int, frame: FrameType | None) -> Never:
    raise SystemExit(128 + number)
