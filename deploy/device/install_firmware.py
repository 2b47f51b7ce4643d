#!/usr/bin/python3 -IS
"""Hand a system that vision has proved to who may install it, who checks it again.

    install-firmware install FILE VERSION | good VERSION | back VERSION

Vision runs this in its own cage. Ends with 0 when it is done, with 1 when it was refused, and not
at all when the machine is about to start anew: nobody shall take that for an end.
"""

import re
import signal
import socket
import sys
from pathlib import Path
from typing import Final

SOCKET: Final = "/run/passerby/update.sock"
ANEW: Final = "starts anew"
DONE: Final = "done"
# Where vision has put what it proved: FOLDER/<sha256>/firmware.raucb.
_PROVED: Final = re.compile(r".*/([0-9a-f]{64})/firmware\.raucb")


def request(words: list[str]) -> str:
    """The line for who installs. Raises ValueError for what is none of its business."""
    match words:
        case ["install", file, version]:
            found = _PROVED.fullmatch(file)
            if found is None:
                raise ValueError(f"{Path(file).name}: no bundle of a whole system")
            return f"install {found[1]} {version}\n"
        case ["good" | "back" as step, version]:
            return f"{step} {version}\n"
    raise ValueError("expected install FILE VERSION, good VERSION or back VERSION")


def ask(line: str, path: str) -> str:
    """What is answered, without the end of the line. Raises OSError."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as there:
        there.connect(path)
        there.sendall(line.encode())
        there.shutdown(socket.SHUT_WR)
        with there.makefile(encoding="utf-8", errors="replace") as answer:
            return answer.readline().rstrip("\n")


def main() -> int:
    # Who stops the machine stops all of vision's processes at once. Were this one the first to end,
    # vision would take that for a failure; it ends this one itself.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        answer = ask(request(sys.argv[1:]), SOCKET)
    except (OSError, ValueError) as error:
        answer = str(error)
    while answer == ANEW:
        signal.pause()
    if answer != DONE:
        print(answer, file=sys.stderr)
    return int(answer != DONE)


if __name__ == "__main__":
    sys.exit(main())
