"""One camera in qemu, and the card that it starts from, as a Raspberry Pi would start it."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

_QEMU: Final = {
    "arm64": ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a76",
              "-accel", "tcg,thread=multi"],
    "amd64": ["qemu-system-x86_64", "-M", "q35", "-cpu", "host,arch-capabilities=off",
              "-accel", "kvm"],
}  # fmt: skip
_CONSOLE: Final = {"arm64": "ttyAMA0", "amd64": "ttyS0"}
# What the kernel prints when it was asked for a restart with the argument that the Pi's firmware
# takes for "try the other slot, this once".
_TRYBOOT: Final = "Restarting system with command '0 tryboot'"


def missing(arch: str) -> list[str]:
    """The tools that are not installed."""
    return [tool for tool in (_QEMU[arch][0], "mcopy", "debugfs", "sfdisk") if _tool(tool) is None]


class Card:
    """An image that can be written to while nothing runs from it, by tools without a mount."""

    def __init__(self, image: Path) -> None:
        self.image = image
        table = subprocess.run(
            [_tool("sfdisk") or "sfdisk", "--dump", image],
            check=True,
            capture_output=True,
            text=True,
        )
        found = re.findall(r"start=\s*(\d+), size=\s*(\d+).*name=\"(\w+)\"", table.stdout)
        # Start and size of each partition, in bytes.
        self.places = {name: (int(at) * 512, int(size) * 512) for at, size, name in found}

    def read(self, partition: str | int, name: str) -> bytes | None:
        """A file of a FAT partition, by its name or its number from 1; None if it is not there."""
        done = subprocess.run(
            ["mtype", "-i", self._fat(partition), f"::/{name}"], capture_output=True
        )
        return done.stdout if done.returncode == 0 else None

    def put(self, source: Path, name: str, *, partition: str = "card") -> None:
        command = ["mcopy", "-o", "-i", self._fat(partition), source, f"::/{name}"]
        subprocess.run(command, check=True, capture_output=True)

    def raw(self, partition: str) -> bytes:
        """All of it, as it lies there."""
        start, size = self.places[partition]
        with self.image.open("rb") as file:
            file.seek(start)
            return file.read(size)

    def put_data(self, source: Path, name: str) -> None:
        """Put a file for everybody into the root of the data partition."""
        image = f"{self.image}?offset={self.places['data'][0]}"
        command = [_tool("debugfs") or "debugfs", "-w", "-R", f"write {source} {name}", image]
        subprocess.run(command, check=True, capture_output=True)

    def _fat(self, partition: str | int) -> str:
        name = list(self.places)[partition - 1] if isinstance(partition, int) else partition
        return f"{self.image}@@{self.places[name][0]}"


class Machine:
    """Starts what autoboot.txt on the card names, and what else it names once where that is asked.

    folder: for the console's log, and what is taken off the card to start from. words: for the
    kernel, beside those on the card.
    """

    def __init__(self, card: Card, folder: Path, *, arch: str, words: str = "") -> None:
        self._card = card
        self._words = words
        self._folder = folder
        self._arch = arch
        self._process: subprocess.Popen[bytes] | None = None
        self.log = folder / "console.log"

    def start(self) -> int:
        """Returns the number of the boot partition that it was started from."""
        partition = self._next_partition()
        for name in ("kernel.img", "initramfs.img"):
            content = self._card.read(partition, name)
            if content is None:
                raise FileNotFoundError(f"{name} on boot partition {partition}")
            (self._folder / name).write_bytes(content)
        words = (self._card.read(partition, self._words_file(partition)) or b"").decode().strip()
        command = [
            *_QEMU[self._arch], "-smp", "2", "-m", "1024", "-display", "none", "-monitor", "none",
            "-no-reboot", "-kernel", self._folder / "kernel.img",
            "-initrd", self._folder / "initramfs.img",
            # Who looks into a failed start finds the journal in the console's log.
            "-append",
            f"console={_CONSOLE[self._arch]} systemd.journald.forward_to_console=1"
            f" {words} {self._words}",
            "-drive", f"if=none,id=card,file={self._card.image},format=raw,cache=writeback",
            "-device", "virtio-blk-pci,drive=card", "-netdev", "user,id=net",
            # It never starts from the network: no ROM for that, which another package would bring.
            "-device", "virtio-net-pci,netdev=net,romfile=", "-device", "virtio-rng-pci",
            "-serial", f"file:{self.log}",
        ]  # fmt: skip
        with (self._folder / "qemu.log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(word) for word in command], stdout=log, stderr=log
            )
        return partition

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def complaints(self) -> str:
        """What the emulator itself said: why there is no machine at all."""
        log = self._folder / "qemu.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def cut(self) -> None:
        """Take its power away."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _words_file(self, partition: int) -> str:
        text = (self._card.read(partition, "config.txt") or b"").decode()
        found = re.search(rf"^\[boot_partition={partition}\]\ncmdline=(\S+)$", text, re.MULTILINE)
        if found is None:
            raise ValueError(f"config.txt names no words for partition {partition}: {text!r}")
        return found[1]

    def _next_partition(self) -> int:
        text = (self._card.read("card", "autoboot.txt") or b"").decode()
        asked = self.log.exists() and _TRYBOOT in self.log.read_text(errors="replace")
        # The last line that applies counts, as in config.txt.
        sections = re.findall(r"\[(\w+)\]\n((?:[^\[].*\n)*)", text)
        found = [
            int(number)
            for section, lines in sections
            for number in re.findall(r"^boot_partition=(\d+)$", lines, re.MULTILINE)
            if section == "all" or asked
        ]
        if not found:
            raise ValueError(f"autoboot.txt names no boot partition: {text!r}")
        return found[-1]


def copy_of(image: Path, folder: Path) -> Card:
    """A card of one's own, of which only what is written takes room."""
    subprocess.run(["cp", "--sparse=always", image, folder / "card.img"], check=True)
    return Card(folder / "card.img")


def _tool(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
