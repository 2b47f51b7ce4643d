"""The camera of the desk as a process of its own, with its two children."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal, Self

_GRACE_S: Final = 2.0

Part = Literal["vision", "uplink"]


class CameraProcess:
    """A running `passerby run`. It ends with this process at the latest."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(
        cls,
        *,
        camera: str,
        source: str,
        config: Path,
        broker_url: str,
        state: Path,
        words: Sequence[str] = (),
    ) -> Self:
        """Start a camera. state: its folder. words: more of the command line."""
        argv = [sys.executable, "-m", "edge", "run", "--loop", "--preview"]
        argv.append(f"--stop-with-parent={os.getpid()}")
        argv += ["--camera", camera, "--source", source, "--config", str(config)]
        argv += ["--broker", broker_url, "--state", str(state), *words]
        # A session of its own: Ctrl-C reaches the demo alone, which then ends all in order.
        return cls(await asyncio.create_subprocess_exec(*argv, start_new_session=True))

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    def kill(self, part: Part) -> bool:
        """Kill one of its two processes as a power cut would; False when it does not run now."""
        killed = False
        for pid in _children(self._process.pid):
            if _runs(pid, part):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    killed = True
        return killed

    async def end(self) -> None:
        """End the camera: its last words first, then whatever is left of its session."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), _GRACE_S)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in text.split()]


def _runs(pid: int, part: Part) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return words[1:4] == [b"-m", b"edge", part.encode()]
