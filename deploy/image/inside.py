"""A look inside a camera that runs, without a door in it: no SSH, no port, nothing in its image.

A unit for the test is handed to systemd on the kernel's command line (`systemd.extra-unit.*` in
systemd.system-credentials(7)), its program lies on the data partition, and it speaks on the
console. Whoever holds the card can do the same: it is not protected against its holder.
"""

import base64
import json
import re
from pathlib import Path
from typing import Any, Final

from deploy.image.machine import Card

_HERE: Final = Path(__file__).resolve().parent
_UNIT: Final = b"""\
[Unit]
RequiresMountsFor=/var/lib/passerby
[Service]
ExecStart=/usr/bin/python3 -I /var/lib/passerby/look.py
"""
_LINE: Final = re.compile(r"LOOK (\{.*\})")

# What the kernel is told beside what the card says.
WORDS: Final = (
    "systemd.set_credential_binary=systemd.extra-unit.look.service:"
    f"{base64.b64encode(_UNIT).decode()} systemd.wants=look.service"
)


def prepare(card: Card, folder: Path, *, hang_with: int | None) -> None:
    """Put the program on the data partition.

    hang_with: the configuration with which it stops both processes, None for never.
    """
    card.put_data(_HERE / "look.py", "look.py")
    if hang_with is not None:
        (folder / "hang").write_text(str(hang_with))
        card.put_data(folder / "hang", "hang")


def facts(console: Path) -> dict[str, Any]:
    """What has been told so far."""
    if not console.exists():
        return {}
    told: dict[str, Any] = {}
    for line in _LINE.findall(console.read_text(errors="replace")):
        told |= json.loads(line)
    return told


def faults(told: dict[str, Any]) -> list[str]:
    """What of it must not be so on any camera."""
    vision, uplink = told["passerby-vision"], told["passerby-uplink"]
    checks = {
        "something listens": not told["listening"] and not told["vision_listening"],
        "vision has a network": told["vision_interfaces"] == ["lo"],
        "a process has capabilities": not int(vision["CapEff"], 16) | int(uplink["CapEff"], 16),
        "a process runs as root": "0" not in {vision["Uid"].split()[0], uplink["Uid"].split()[0]},
        "a process may gain privileges": {vision["NoNewPrivs"], uplink["NoNewPrivs"]} == {"1"},
        "a process may call anything": {vision["Seccomp"], uplink["Seccomp"]} == {"2"},
        "the root can be written to": told["root_options"] == "ro",
        "an account has a password or none is asked": not told["open_accounts"],
        "no key was made": bool(told["keys"]),
        "a key can be read by others": set(told["keys"].values()) == {"0o600"},
        "what was kept can be read by all": not told["read_by_others"],
        "memory may get to a disk": not told["swaps"],
        "a unit has failed": not any(told["failed_units"]),
    }
    return [name for name, is_well in checks.items() if not is_well]
