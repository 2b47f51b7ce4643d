#!/usr/bin/python3
"""Which boot partition is next: the Raspberry Pi's tryboot, as a bootloader backend for RAUC.

    tryboot.py get-primary | set-primary SLOT | get-state SLOT | set-state SLOT good|bad

autoboot.txt names the partition of every start and, under [tryboot], the one that is tried once
when the kernel restarts with the argument `0 tryboot`. That wish lives in no file: after a power
cut, a hang or a panic the firmware starts the old one again. So a slot is on trial from set-primary
on, and becomes the one of every start by `set-state SLOT good` alone.
(raspberrypi.com/documentation, config.txt, autoboot.txt; RAUC, custom bootloader backend.)
"""

import os
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

AUTOBOOT: Final = Path("/boot/card/autoboot.txt")
# Cards replace a sector whole or not at all, so the file is one, and is written in place: renaming
# a file of a FAT changes two.
SECTOR_BYTES: Final = 512
PARTITIONS: Final = {"A": 2, "B": 3}
_SLOTS: Final = {number: slot for slot, number in PARTITIONS.items()}
_FORM: Final = re.compile(
    rb"\[all\]\ntryboot_a_b=1\nboot_partition=([23])\n(?:\[tryboot\]\nboot_partition=([23])\n)?\n*"
)


class AutobootError(Exception):
    """autoboot.txt is not as we write it, or a word makes no sense; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """usual: the slot of every start. trial: the one that is tried next, None for none."""

    usual: str
    trial: str | None = None

    def text(self) -> bytes:
        """The whole sector."""
        lines = f"[all]\ntryboot_a_b=1\nboot_partition={PARTITIONS[self.usual]}\n"
        if self.trial is not None:
            lines += f"[tryboot]\nboot_partition={PARTITIONS[self.trial]}\n"
        return lines.encode().ljust(SECTOR_BYTES, b"\n")


def read(raw: bytes) -> Choice:
    """Raises AutobootError for anything that we have not written."""
    found = _FORM.fullmatch(raw)
    if found is None or len(raw) != SECTOR_BYTES:
        raise AutobootError("autoboot.txt: not as this camera writes it")
    usual, trial = (None if number is None else _SLOTS[int(number)] for number in found.groups())
    if usual is None or usual == trial:
        raise AutobootError("autoboot.txt: tries what it starts anyway")
    return Choice(usual=usual, trial=trial)


def prefer(choice: Choice, slot: str) -> Choice:
    """Try that slot next; one that is the usual one needs no trial."""
    return replace(choice, trial=None if slot == choice.usual else slot)


def mark(choice: Choice, slot: str, *, good: bool) -> Choice:
    """Good: it is the one of every start from now on. Bad: it is not tried again.

    The usual one stays what it is, also when it is bad: there is none that is known to be better.
    """
    if good:
        return Choice(usual=slot, trial=choice.trial if choice.trial != slot else None)
    return replace(choice, trial=None) if slot == choice.trial else choice


def is_good(choice: Choice, slot: str) -> bool:
    return slot in (choice.usual, choice.trial)


def answer(words: list[str], file: Path) -> str:
    """Do what RAUC asks for. Raises AutobootError, OSError."""
    choice = read(file.read_bytes())
    match words:
        case ["get-primary"]:
            return choice.trial or choice.usual
        case ["get-state", ("A" | "B") as slot]:
            return "good" if is_good(choice, slot) else "bad"
        case ["set-primary", ("A" | "B") as slot]:
            write(file, choice, prefer(choice, slot))
        case ["set-state", ("A" | "B") as slot, ("good" | "bad") as state]:
            write(file, choice, mark(choice, slot, good=state == "good"))
        case _:
            raise AutobootError(f"tryboot: {' '.join(words)}: not understood")
    return ""


def write(file: Path, before: Choice, after: Choice) -> None:
    """One write of one sector, on the card when this returns; none where nothing changes."""
    if before == after:
        return
    opened = os.open(file, os.O_WRONLY | os.O_SYNC)
    try:
        if os.pwrite(opened, after.text(), 0) != SECTOR_BYTES:
            raise AutobootError("autoboot.txt: the card took only a part of it")
        os.fsync(opened)
    finally:
        os.close(opened)


def main() -> int:
    try:
        said = answer(sys.argv[1:], AUTOBOOT)
    except (AutobootError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if said:
        print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
