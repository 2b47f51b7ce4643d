"""What the sources themselves show, for the table of provisions."""

import re
import tomllib
from pathlib import Path
from typing import Final

from deploy.baseline.proofs import Evidence

# What would let somebody in from afar, or up.
_DOORS: Final = ("ssh", "telnet", "dropbear", "sudo", "ftp", "samba", "avahi", "cups")
_SECRET: Final = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]"
    rb"|(?i:password|secret|token)\s*=\s*['\"]\w{8,}"
)
_ROOMS: Final = ("edge", "deploy", "simulator", "models")
_LOGINS: Final = ("getty.target", "getty@.service", "serial-getty@.service")


def no_way_to_log_in(evidence: Evidence) -> list[str]:
    packages = evidence.text("deploy/image/packages.txt").split()
    found = [f"package {name}" for name in packages if any(door in name for door in _DOORS)]
    masked = evidence.text("deploy/image/rootfs.py")
    return found + [f"{name} is not masked" for name in _LOGINS if f'"{name}"' not in masked]


def no_secret_in_source(evidence: Evidence) -> list[str]:
    found = []
    for room in _ROOMS:
        for file in sorted((evidence.root / room).rglob("*")):
            if _is_source(file) and _SECRET.search(file.read_bytes()):
                found.append(str(file.relative_to(evidence.root)))
    return found


def every_library_has_one_version(evidence: Evidence) -> list[str]:
    lines = evidence.text("deploy/image/requirements.txt").splitlines()
    return [line for line in lines if line and not line.startswith("#") and "==" not in line]


def each_unit_is_fenced_in(evidence: Evidence) -> list[str]:
    units = sorted((evidence.root / "deploy/systemd").glob("*.service"))
    needed = ("NoNewPrivileges=yes", "ProtectSystem=strict", "LimitCORE=0")
    return [
        f"{unit.name}: {word}"
        for unit in units
        for word in needed
        if word not in unit.read_text().splitlines()
    ]


def supports_for_years(evidence: Evidence) -> list[str]:
    """That there is a version, and that its support has an end that is a date or a span."""
    version = tomllib.loads(evidence.text("pyproject.toml"))["project"]["version"]
    text = evidence.text("SECURITY.md")
    wrong = [] if re.search(r"\b(five|\d+) years\b", text) else ["no span of support"]
    return wrong if version else [*wrong, "no version"]


def _is_source(file: Path) -> bool:
    return file.is_file() and file.suffix in {".py", ".sh", ".toml", ".yaml", ".conf", ".txt"}
