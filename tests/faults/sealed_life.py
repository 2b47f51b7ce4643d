"""A camera that seals originals until it is killed, and tells what it must not leave on its disk.

    python -m tests.faults.sealed_life FOLDER

Every plain piece goes to the standard output, behind its length in 4 bytes, before it is sealed.
"""

import struct
import sys
from pathlib import Path

from edge.oversight.sealed.file import Sealer
from tests.edge.oversight.sealed.originals import walk


class ToldSealer(Sealer):
    """Says first what it is about to encrypt."""

    def chunk(self, plain: bytes) -> bytes:
        sys.stdout.buffer.write(struct.pack(">I", len(plain)) + plain)
        sys.stdout.buffer.flush()
        return super().chunk(plain)


def main() -> None:
    from edge.oversight.sealed import store

    store.Sealer = ToldSealer  # type: ignore[misc]
    while True:
        walk(Path(sys.argv[1]), seconds=9)


if __name__ == "__main__":
    main()
