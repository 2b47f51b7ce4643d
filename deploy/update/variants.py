"""Other versions of a card image, made of its own parts: one that works, and some that fail."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.update import bundle, keys

Change = Callable[[Path], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """version: of the bundle. release: what its firmware calls itself."""

    file: Path
    version: int
    release: str


class Variants:
    """Needs root, or a namespace in which it is that: a root's files have owners."""

    def __init__(self, image: Path, folder: Path, signer: keys.Signer) -> None:
        self._folder = folder
        self._signer = signer
        self._squash = folder / "as-it-is.img"
        self._boot = folder / "boot.img"
        bundle.copy_partition(image, "root_a", self._squash)
        bundle.copy_partition(image, "boot_a", self._boot)
        os_release = bundle.run("unsquashfs", "-cat", self._squash, "usr/lib/os-release")
        self.version = int(re.findall(r"^IMAGE_VERSION=(\d+)$", os_release, re.MULTILINE)[0])

    def make(self, name: str, *, later: int, change: Change) -> Variant:
        """A bundle of the image with a change. later: its version, above the image's."""
        root, content = self._folder / "root", self._folder / "content"
        bundle.run("unsquashfs", "-q", "-n", "-d", root, self._squash)
        version = self.version + later
        release = _rename(root, version, later)
        change(root)
        content.mkdir()
        bundle.run("mksquashfs", root, content / "root.img", "-quiet", "-no-progress",
                   "-comp", "lz4", "-no-xattrs")  # fmt: skip
        shutil.copy(self._boot, content / "boot.img")
        out = self._folder / f"{name}.raucb"
        os_release = (root / "usr/lib/os-release").read_text()
        signer = self._signer
        bundle.pack(content, out, os_release, cert=signer.certificate, key=signer.key)
        shutil.rmtree(root)
        shutil.rmtree(content)
        return Variant(file=out, version=version, release=release)


def nothing(_: Path) -> None:
    """It works as the one before."""


def without_init(root: Path) -> None:
    """The kernel finds nothing to run, and panics."""
    (root / "usr/lib/systemd/systemd").unlink()


def sees_nothing(root: Path) -> None:
    """What sees ends each time. It has half a minute to prove itself instead of half an hour."""
    (root / "usr/bin/passerby").write_text("#!/usr/bin/python3 -I\nraise SystemExit(1)\n")
    drop_in = root / "etc/systemd/system/passerby-trial.timer.d/soon.conf"
    drop_in.parent.mkdir()
    drop_in.write_text("[Timer]\nOnBootSec=\nOnBootSec=30\n")


def bit_flipped(bundled: Variant, at: float) -> None:
    """In what lies `at` of the way through it, which no signature covers but that of the hashes."""
    size = bundled.file.stat().st_size
    with bundled.file.open("r+b") as file:
        file.seek(int(size * at))
        (byte,) = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))


def _rename(root: Path, version: int, later: int) -> str:
    os_release = root / "usr/lib/os-release"
    text = os_release.read_text()
    os_release.write_text(
        re.sub(r"^IMAGE_VERSION=.*$", f"IMAGE_VERSION={version}", text, flags=re.M)
    )
    (metadata,) = (root / "usr/lib/passerby/site").glob("passerby-*.dist-info/METADATA")
    text = metadata.read_text()
    release = f"{re.findall(r'^Version: (.*)$', text, re.MULTILINE)[0]}+{later}"
    metadata.write_text(re.sub(r"^Version: .*$", f"Version: {release}", text, count=1, flags=re.M))
    return release
