"""The card: GPT, one FAT that the firmware and a person's computer read, two of each slot, data.

Slots as the Raspberry Pi's tryboot wants them: `card` says which boot partition is next
(autoboot.txt), a boot partition says which root belongs to it.
"""

import os
import shutil
import subprocess
import uuid
from pathlib import Path
from typing import Final

_MIB: Final = 2**20
# Numbers that a build must not draw by chance.
_NAMES: Final = uuid.UUID("6f8c3a52-0f3c-5a0e-9d0e-6a2b7a4d9e11")
_CARD_MIB: Final = 33
_BOOT_MIB: Final = 64
# What the root grows by in later versions must fit into the slots of cards that are out there.
_ROOM: Final = 1.5
_LINUX: Final = "0FC63DAF-8483-4772-8E79-3D69D8477DE4"
_FAT: Final = "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7"
# autoboot.txt is read by the Pi's firmware. A whole sector: a write replaces all of it or nothing.
AUTOBOOT: Final = "[all]\ntryboot_a_b=1\nboot_partition=2\n"
SECTOR: Final = 512


def make_root(root: Path, out: Path) -> None:
    # lz4: read at the speed of the card, also where an emulated core unpacks it.
    run(
        "mksquashfs", root, out, "-noappend", "-quiet", "-no-progress", "-comp", "lz4", "-no-xattrs"
    )


def make_card(image: Path, *, boot: Path, root: Path, data_mib: int, work: Path) -> None:
    root_mib = max(256, int(root.stat().st_size * _ROOM / _MIB) // 32 * 32 + 32)
    parts: list[tuple[str, str, int, Path]] = []
    parts.append(("card", _FAT, _CARD_MIB, _fat(work / "card", _card_files(work), _CARD_MIB)))
    # One content for both slots: a bundle does not know which one it will be written to.
    either = _fat(work / "either", boot, _BOOT_MIB)
    parts += [(f"boot_{slot}", _FAT, _BOOT_MIB, either) for slot in ("a", "b")]
    parts += [("root_a", _LINUX, root_mib, root), ("root_b", _LINUX, root_mib, root)]
    parts.append(("data", _LINUX, data_mib, _data(work / "data", data_mib)))
    _write(image, parts)


def _write(image: Path, parts: list[tuple[str, str, int, Path]]) -> None:
    table = [f"label: gpt\nlabel-id: {_id('disk')}\n"]
    at_mib = 1
    image.unlink(missing_ok=True)
    with image.open("wb") as file:
        file.truncate((2 + sum(size for _, _, size, _ in parts)) * _MIB)
    for name, kind, size, content in parts:
        table.append(
            f'start={at_mib}MiB, size={size}MiB, type={kind}, uuid={_id(name)}, name="{name}"\n'
        )
        command = ["dd", f"if={content}", f"of={image}", "bs=1M", f"seek={at_mib}"]
        run(*command, "conv=notrunc,sparse", "status=none")
        at_mib += size
    subprocess.run(["sfdisk", "-q", image], input="".join(table), text=True, check=True)


def _card_files(work: Path) -> Path:
    folder = work / "card-files"
    (folder / "passerby").mkdir(parents=True)
    (folder / "autoboot.txt").write_bytes(AUTOBOOT.encode().ljust(SECTOR, b"\n"))
    shutil.copy(Path(__file__).parent / "card-readme.txt", folder / "passerby" / "readme.txt")
    return folder


def _fat(out: Path, folder: Path, size_mib: int) -> Path:
    """A FAT with the files of a folder, the same for the same files."""
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    files = sorted(folder.rglob("*"))
    for file in files:
        os.utime(file, (epoch, epoch))
    volume = _id(out.name).hex[:8]
    run(
        "mkfs.vfat", "--invariant", "-i", volume, "-n", out.name.upper(), "-C", out, size_mib * 1024
    )
    for file in files:
        name = f"::/{file.relative_to(folder)}"
        run(
            *(["mmd", "-i", out, name] if file.is_dir() else ["mcopy", "-m", "-i", out, file, name])
        )
    return out


def _data(out: Path, size_mib: int) -> Path:
    # e2fsprogs asks for the time and draws two numbers; all three are given.
    os.environ["E2FSPROGS_FAKE_TIME"] = os.environ["SOURCE_DATE_EPOCH"]
    options = f"root_owner=0:0,hash_seed={_id('hash')},lazy_itable_init=0,lazy_journal_init=0"
    run(
        "mke2fs",
        "-q",
        "-t",
        "ext4",
        "-L",
        "data",
        "-U",
        _id("data"),
        "-E",
        options,
        out,
        f"{size_mib}M",
    )
    return out


def _id(name: str) -> uuid.UUID:
    return uuid.uuid5(_NAMES, name)


def run(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)
