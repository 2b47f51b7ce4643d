"""Real processes of this firmware, and what the kernel says of them."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from edge.bench.figure import MissingError

_STOP_LIMIT_S: Final = 10.0
_ROW: Final = re.compile(r"^(\w+):\s+(\d+) kB$", re.MULTILINE)
_LOG_BYTES: Final = 400


class Running:
    """One process, its output in a file."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self._log = log

    @property
    def pid(self) -> int:
        return self._process.pid

    def require(self) -> None:
        """Raises MissingError with its last words when it has ended."""
        if self._process.poll() is not None:
            said = self._log.read_bytes()[-_LOG_BYTES:].decode(errors="replace").strip()
            raise MissingError(f"ended with code {self._process.returncode}: {said}")

    def memory_mib(self) -> dict[str, float]:
        """RSS now, in MiB, and what of it no file backs. Raises MissingError.

        From /proc/<pid>/status: vision lets no other process of its user read more of it.
        """
        self.require()
        text = Path(f"/proc/{self.pid}/status").read_text()
        rows = {name: int(kib) / 1024 for name, kib in _ROW.findall(text)}
        return {"rss_mib": rows["VmRSS"], "anonymous_mib": rows["RssAnon"]}

    def cpu_s(self) -> float:
        """CPU seconds of all its living threads, as /proc/<pid>/task/*/schedstat tells them."""
        spent_s = 0.0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            with suppress(FileNotFoundError):
                spent_s += int((task / "schedstat").read_text().split()[0]) / 1e9
        return spent_s


@contextmanager
def running(log: Path, *words: str) -> Iterator[Running]:
    """This Python with these arguments, ended in the end."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *words], stdin=subprocess.PIPE, stdout=out, stderr=out
        )
    try:
        yield Running(process, log)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin is not None:
            process.stdin.close()


@contextmanager
def vision(source: str, folder: Path, *, preview: bool = False) -> Iterator[Running]:
    """The real `passerby vision` over a recording that begins anew at its end."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.yaml"
    config.write_text("version: 1\n")
    words = ["-m", "edge", "vision", "--source", source, "--loop", "--config", str(config)]
    words += ["--state", str(folder / "state"), "--door", str(folder / "door.sqlite")]
    words += ["--preview"] if preview else []
    with running(folder / "vision.log", *words) as process:
        yield process
