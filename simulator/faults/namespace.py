"""A place where we may mount what we like: nobody outside sees it, and it ends with us."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from edge.errors import BadInputError


class Namespace:
    """A mount namespace that a small process holds open. Needs root, or Linux' user namespaces.

    Raises BadInputError where neither is to be had.
    """

    def __init__(self) -> None:
        self._as_root = os.geteuid() == 0
        words = ["unshare", "--mount", *([] if self._as_root else ["--map-root-user"])]
        try:
            self._holder = subprocess.Popen(
                [*words, "sh", "-c", "echo here; exec cat >/dev/null"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise BadInputError("mounts of our own need unshare (util-linux)") from error
        if _first_line(self._holder) != b"here\n":
            _, said = self._holder.communicate()
            reason = said.decode(errors="replace").strip()
            raise BadInputError(f"mounts of our own need root or user namespaces: {reason}")

    def inside(self, argv: Sequence[str]) -> list[str]:
        """The words of a command that runs inside, in place of nsenter; its paths are whole."""
        into_user = [] if self._as_root else ["--user", "--preserve-credentials"]
        return ["nsenter", f"--target={self._holder.pid}", *into_user, "--mount", "--", *argv]

    def run(self, *argv: str) -> None:
        """Run a command inside to its end. Raises BadInputError with what it says."""
        done = subprocess.run(self.inside(argv), capture_output=True, text=True)
        if done.returncode != 0:
            raise BadInputError(f"{argv[0]}: {done.stderr.strip()}")

    def seen(self, path: Path) -> Path:
        """Where a whole path of the inside is found from outside."""
        return Path(f"/proc/{self._holder.pid}/root") / path.relative_to("/")

    def close(self) -> None:
        """Let go of it: what runs inside keeps it until its own end. May be called twice."""
        self._holder.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _first_line(process: subprocess.Popen[bytes]) -> bytes:
    return b"" if process.stdout is None else process.stdout.readline()
