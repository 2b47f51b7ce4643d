"""What makes two slots of one card: how the image calls itself, and who may write the other one."""

import os
import shutil
from pathlib import Path
from typing import Final

_UPDATE: Final = Path(__file__).resolve().parents[1] / "update"
# As in deploy/device/tryboot.py: the partition that a slot is started from.
PARTITIONS: Final = {"a": 2, "b": 3}
OVERLAY: Final = _UPDATE / "overlay"
_CONFIG: Final = "arm_64bit=1\nkernel=kernel.img\ninitramfs initramfs.img followkernel\n"


def version() -> int:
    """Of the image: it only rises, as the times of commits do."""
    return int(os.environ["SOURCE_DATE_EPOCH"])


def install(root: Path, arch: str) -> None:
    """RAUC's configuration, what fences it in, and the version that it holds others against."""
    shutil.copytree(OVERLAY, root, dirs_exist_ok=True, symlinks=True)
    settings = (_UPDATE / "system.conf").read_text()
    (root / "etc/rauc").mkdir(exist_ok=True)
    (root / "etc/rauc/system.conf").write_text(
        settings.replace("@ARCH@", arch).replace("@VERSION@", str(version()))
    )
    with (root / "usr/lib/os-release").open("a") as os_release:
        os_release.write(f"IMAGE_ID=passerby-{arch}\nIMAGE_VERSION={version()}\n")


def name_roots(boot: Path, words: str) -> None:
    """One boot partition for both slots: config.txt chooses the words for the kernel.

    (raspberrypi.com/documentation, config.txt, the filter [boot_partition=N].)
    """
    text = _CONFIG
    for slot, partition in PARTITIONS.items():
        file = boot / f"cmdline_{slot}.txt"
        file.write_text(f"root=PARTLABEL=root_{slot} rauc.slot={slot.upper()} {words}\n")
        text += f"[boot_partition={partition}]\ncmdline={file.name}\n"
    (boot / "config.txt").write_text(text)
