"""Make the camera what it was before anybody had it: of what it kept, no byte is left to read.

    factory_reset.py --card /boot/card --device /dev/disk/by-partlabel/data

Runs before the data partition is mounted, where somebody has put a file `factory-reset` on the
card, beside `passerby/`. It goes last: cut off anywhere, all begins anew at the next start.
Which firmware it runs stays. Overwriting once and then discarding is what NIST SP 800-88 r1 calls
"clear": a laboratory that takes the memory chip off may find what wear levelling has put aside.
"""

import argparse
import contextlib
import fcntl
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Final

WISH: Final = "factory-reset"
# What the image was made with; all else in the folder came from people and from this camera.
README: Final = "readme.txt"
_ZEROS: Final = bytes(2**20)
# linux/fs.h: _IO(0x12, 119) and _IO(0x12, 125), which few cards know.
_DISCARDS: Final = (0x127D, 0x1277)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--card", type=Path, required=True)
    parser.add_argument("--device", type=Path, required=True)
    args = parser.parse_args()
    try:
        reset(args.card, args.device)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"factory reset: {error}", file=sys.stderr)
        return 1
    print("factory reset: nothing is left of what this camera had kept")
    return 0


def reset(card: Path, device: Path) -> None:
    """Forget everything, if that is wished for. Raises OSError, CalledProcessError."""
    wish = card / WISH
    if not wish.exists():
        return
    overwrite(device)
    _make_file_system(device)
    _clear(card / "passerby")
    fill(card)
    wish.unlink()
    _flush(card)


def overwrite(device: Path) -> None:
    """Zeros from end to end, and then the card is told that it needs none of it."""
    opened = os.open(device, os.O_WRONLY)
    try:
        size = left = os.lseek(opened, 0, os.SEEK_END)
        os.lseek(opened, 0, os.SEEK_SET)
        while left:
            left -= os.write(opened, _ZEROS[:left])
        os.fsync(opened)
        for discard in _DISCARDS:
            # A card that cannot has been overwritten all the same.
            with contextlib.suppress(OSError):
                fcntl.ioctl(opened, discard, struct.pack("QQ", 0, size))
                break
    finally:
        os.close(opened)


def fill(card: Path) -> None:
    """Overwrite what the deleted files of a FAT have left, and let go of it again."""
    filler = card / "filler"
    try:
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(_ZEROS):
                pass
        with filler.open("rb") as file:
            os.fsync(file.fileno())
    finally:
        filler.unlink(missing_ok=True)
    _flush(card)


def _make_file_system(device: Path) -> None:
    options = "root_owner=0:0,nodiscard,lazy_itable_init=0,lazy_journal_init=0"
    command = ["mke2fs", "-q", "-F", "-t", "ext4", "-L", "data", "-E", options, str(device)]
    subprocess.run(command, check=True)


def _clear(folder: Path) -> None:
    """A new folder, not an empty one: a FAT keeps the names of deleted files in it."""
    readme = folder / README
    text = readme.read_bytes() if readme.exists() else b""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    readme.write_bytes(text)
    _flush(folder)


def _flush(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


if __name__ == "__main__":
    sys.exit(main())
