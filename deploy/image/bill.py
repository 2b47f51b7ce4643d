"""The bill of materials: CycloneDX 1.6, of Debian packages and of what comes from PyPI."""

import hashlib
import subprocess
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """purl: its package URL. licence: as it says itself, in words or SPDX."""

    name: str
    version: str
    purl: str
    sha256: str = ""
    licence: str = ""


def debian_packages(root: Path) -> list[Package]:
    """What apt has left in its cache: each package that was unpacked."""
    found = []
    for file in sorted((root / "var/cache/apt/archives").glob("*.deb")):
        fields = ["Package", "Version", "Architecture"]
        command = [
            "dpkg-deb",
            "--show",
            "--showformat",
            "\t".join(f"${{{f}}}" for f in fields),
            file,
        ]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        name, version, arch = text.split("\t")
        purl = f"pkg:deb/debian/{name}@{quote(version)}?arch={arch}"
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        found.append(Package(name=name, version=version, purl=purl, sha256=digest))
    return found


def python_packages(site: Path) -> list[Package]:
    found = []
    for metadata in sorted(site.glob("*.dist-info/METADATA")):
        head = metadata.read_text(encoding="utf-8").split("\n\n")[0].splitlines()
        fields = dict(line.split(": ", 1) for line in reversed(head) if ": " in line)
        name, version = fields["Name"], fields["Version"]
        licence = fields.get("License-Expression", "")
        purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{quote(version)}"
        found.append(Package(name=name, version=version, purl=purl, licence=licence))
    return found


def bill(packages: list[Package], epoch: str) -> dict[str, object]:
    components = [_component(package) for package in packages]
    names = "\n".join(package.purl for package in packages)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        # The same contents have the same number.
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, names)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {"type": "firmware", "name": "passerby"},
        },
        "components": components,
    }


def _component(package: Package) -> dict[str, object]:
    made: dict[str, object] = {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
    }
    if package.sha256:
        made["hashes"] = [{"alg": "SHA-256", "content": package.sha256}]
    if package.licence:
        made["licenses"] = [{"expression": package.licence}]
    return made
