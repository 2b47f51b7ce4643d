"""A running `passerby demo`, as a person would start it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Demo:
    """said: what it printed, up to the address of its page. state: the camera's own folder."""

    process: "subprocess.Popen[str]"
    url: str
    said: str
    state: Path

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1].strip("/"))

    def processes(self) -> dict[int, str]:
        """Every process of its camera, by id, with its command line."""
        return {pid: words for pid, words in _processes().items() if str(self.state) in words}

    def stop(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_S)


@contextmanager
def running_demo(*arguments: str, folder: Path) -> Iterator[Demo]:
    """Start a demo that keeps its temporary files in a folder, and end it at the latest here."""
    process = subprocess.Popen(
        [sys.executable, "-m", "edge", "demo", "--no-browser", *arguments],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield _announced(process, folder)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)
        if process.stdout is not None:
            process.stdout.close()


def _announced(process: "subprocess.Popen[str]", folder: Path) -> Demo:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "http://" in line:
            url = next(word for word in line.split() if word.startswith("http://"))
            return Demo(process=process, url=url, said=said, state=next(folder.glob("passerby-*")))
    raise AssertionError(f"the demo ended with {process.wait()}: {said}")


def _processes() -> dict[int, str]:
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found
