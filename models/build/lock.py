"""Lock an environment: every package with its version and the hash of each wheel that may be used.

    python3 lock.py NAME REQUIREMENT...   writes requirements-NAME.txt

Only needed to move to newer versions. Hashes are those of wheels for x86-64 Linux and the Python
versions below; pip asks its configured index.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PYTHON_VERSIONS = ("3.11", "3.12")
PLATFORMS = [f"manylinux_2_{glibc}_x86_64" for glibc in (28, 27, 17, 5)] + [
    "manylinux2014_x86_64",
    "manylinux1_x86_64",
]


def resolve(requirements: list[str], python: str) -> list[dict[str, Any]]:
    """What pip would install for one version of Python: its report, nothing installed."""
    platforms = [option for name in PLATFORMS for option in ("--platform", name)]
    options = ["--quiet", "--dry-run", "--ignore-installed", "--only-binary=:all:", "--report", "-"]
    target = ["--python-version", python, "--target", "unused"]
    command = [sys.executable, "-m", "pip", "install", *options, *target, *platforms, *requirements]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return list(json.loads(report)["install"])


def pins(requirements: list[str]) -> dict[str, set[str]]:
    """{name==version: sha256 of its wheels}; every Python is held to the versions of the first."""
    found: dict[str, set[str]] = {}
    for python in PYTHON_VERSIONS:
        for item in resolve([*requirements, *found], python):
            pin = f"{item['metadata']['name']}=={item['metadata']['version']}"
            hashes = item["download_info"]["archive_info"]["hashes"]
            found.setdefault(pin, set()).add(hashes["sha256"])
    return found


def main(arguments: list[str]) -> None:
    name, *requirements = arguments
    lines = [f"# Made by lock.py from: {' '.join(requirements)}"]
    for pin, hashes in sorted(pins(requirements).items(), key=lambda item: item[0].lower()):
        lines.append(" \\\n    ".join([pin, *(f"--hash=sha256:{h}" for h in sorted(hashes))]))
    path = Path(__file__).with_name(f"requirements-{name}.txt")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
