"""A camera is killed while it seals originals: no plain byte of them is on its disk.

    python -m tests.faults.sealed_kills [KILLS]

On a file system of its own, of which the raw image is searched: also what was written and deleted.
Needs root and loop devices.
"""

import random
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from edge.errors import BadInputError
from tests.faults.power import Disk

_ROOT: Final = Path(__file__).resolve().parents[2]
# Long enough that no two pieces share one by chance, and shorter than any block of a disk.
_WINDOW_BYTES: Final = 32
_BLOCK_BYTES: Final = 4_096
# What stands in every film in the clear, whatever it shows.
_MARKS: Final = (b"ftypiso5", b"moofmfhd", b"\0\0\0\x18mfhd", b"avcC\1")


def life_until_killed(folder: Path, *, for_s: float) -> list[bytes]:
    """Let a camera seal for so long after its first piece, kill it, and return its plain pieces."""
    words = [sys.executable, "-m", "tests.faults.sealed_life", str(folder)]
    life = subprocess.Popen(words, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert life.stdout is not None
    raw = life.stdout.read(4)
    time.sleep(for_s)
    life.send_signal(signal.SIGKILL)
    raw += life.stdout.read()
    life.wait()
    life.stdout.close()
    pieces = []
    while len(raw) > 4:
        (length,) = struct.unpack_from(">I", raw)
        pieces.append(raw[4 : 4 + length])
        raw = raw[4 + length :]
    return pieces


def plain_in(raw: bytes, pieces: list[bytes]) -> list[str]:
    """What of the pieces is found in the bytes of files or of a disk."""
    found = [f"a film's mark {mark!r}" for mark in _MARKS if mark in raw]
    for number, piece in enumerate(pieces):
        step = max(_WINDOW_BYTES, len(piece) // 64)
        for at in range(0, len(piece) - _WINDOW_BYTES, step):
            window = piece[at : at + _WINDOW_BYTES]
            if len(set(window)) > 8 and window in raw:
                found.append(f"piece {number} from byte {at} on")
    return found


def _written_in(image: Path) -> bytes:
    """All blocks of a disk that anything was ever written to."""
    with image.open("rb") as file:
        blocks = iter(lambda: file.read(_BLOCK_BYTES), b"")
        return b"".join(block for block in blocks if any(block))


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    chance, faults, searched = random.Random(1), [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            disk = Disk(folder, size="128M")
            disk.renew()
            for kill in range(kills):
                with disk.mounted():
                    pieces = life_until_killed(disk.folder / "sealed", for_s=chance.uniform(0, 2))
                    sealed = sum(p.stat().st_size for p in (disk.folder / "sealed").iterdir())
                raw = _written_in(folder / "disk.img")
                searched += len(pieces)
                faults += [f"kill {kill}: {fault}" for fault in plain_in(raw, pieces)]
                print(f"kill {kill}: {len(pieces)} plain pieces, {sealed} bytes sealed", flush=True)
                disk.renew()
            # The search itself finds what is there.
            with disk.mounted():
                (disk.folder / "plain").write_bytes(b"".join(pieces))
            assert plain_in(_written_in(folder / "disk.img"), pieces)
        except BadInputError as error:
            print(error)
            return 2
    print(f"{kills} kills, {searched} plain pieces searched for in raw images: {len(faults)} found")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
