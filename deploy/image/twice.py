"""Build the card image twice and tell what differs, down to the file.

    python -m deploy.image.twice OUT

The second is built later, in another folder, with another umask and another hash seed of Python's:
what depends on any of them shows. Exit 0: the same bits; 1: they differ, and where is printed.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from deploy.image.machine import Card

_BUILD: Final = Path(__file__).with_name("build.py")
_CHUNK_BYTES: Final = 2**20
_NAME: Final = "passerby-arm64"


def main() -> int:
    out = Path(sys.argv[1])
    folders = [out / "once", out / "again"]
    for folder, umask, seed in zip(folders, (0o022, 0o077), ("1", "2"), strict=True):
        build(folder, umask=umask, seed=seed)
    names = [f"{_NAME}.img", f"{_NAME}.cdx.json"]
    found = [name for name in names if digest(folders[0] / name) != digest(folders[1] / name)]
    for name in names:
        print(f"{'DIFFERS' if name in found else 'the same'}  {digest(folders[0] / name)}  {name}")
    if names[0] in found:
        print("\n".join(differences(*(folder / names[0] for folder in folders))))
    return 1 if found else 0


def build(folder: Path, *, umask: int, seed: str) -> None:
    environ = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run([sys.executable, _BUILD, folder], check=True, umask=umask, env=environ)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def differences(image: Path, other: Path) -> list[str]:
    """Each partition that differs, and of a root each file."""
    cards = Card(image), Card(other)
    if cards[0].places != cards[1].places:
        return [f"the table: {cards[0].places} {cards[1].places}"]
    found = []
    for name, (start, size) in cards[0].places.items():
        parts = [hashlib.sha256() for _ in cards]
        for card, part in zip(cards, parts, strict=True):
            for chunk in _chunks(card.image, start, size):
                part.update(chunk)
        if parts[0].digest() != parts[1].digest():
            found.append(name)
            if name == "root_a":
                found += _files(cards, start)
    return found or ["outside of all partitions"]


def _chunks(image: Path, start: int, size: int) -> Iterator[bytes]:
    with image.open("rb") as file:
        file.seek(start)
        for at in range(0, size, _CHUNK_BYTES):
            yield file.read(min(_CHUNK_BYTES, size - at))


def _files(cards: tuple[Card, Card], start: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        told = []
        for number, card in enumerate(cards):
            root = Path(folder) / str(number)
            command = ["unsquashfs", "-q", "-n", "-o", str(start), "-d", str(root), str(card.image)]
            subprocess.run(command, check=True, capture_output=True)
            told.append({str(f.relative_to(root)): _shown(f) for f in root.rglob("*")})
    names = sorted(told[0].keys() | told[1].keys())
    return [f"  /{name}" for name in names if told[0].get(name) != told[1].get(name)]


def _shown(path: Path) -> tuple[object, ...]:
    about = path.lstat()
    content = "" if path.is_symlink() or not path.is_file() else digest(path)
    target = str(path.readlink()) if path.is_symlink() else ""
    return (about.st_mode, about.st_uid, about.st_gid, int(about.st_mtime), target, content)


if __name__ == "__main__":
    sys.exit(main())
