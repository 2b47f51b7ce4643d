"""Make the signed bundle by which cameras come to a card image: its root and its boot partition.

    python -m deploy.update.bundle IMAGE OUT.raucb [--cert PEM --key PEM]

Kind of camera and version are read out of the image. Without a certificate it is signed by keys of
its own, made in `keys` beside OUT: for tests. Prints what the signed order has to name.
"""

import argparse
import hashlib
import json
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from deploy.update import keys

_MANIFEST: Final = """\
[update]
compatible={compatible}
version={version}

[bundle]
format=verity

[image.root]
filename=root.img

[image.boot]
filename=boot.img
"""
# Where a squashfs says how long it is (8 bytes, little-endian), and what it is padded to.
_LENGTH_AT: Final = 40
_BLOCK: Final = 4096
_NEEDED: Final = ("rauc", "mksquashfs", "unsquashfs", "sfdisk")


class BundleError(Exception):
    """It could not be made; the message says why."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("image", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cert", type=Path, help="of who signs; its key beside it, as --key")
    parser.add_argument("--key", type=Path)
    args = parser.parse_args()
    if (args.cert is None) != (args.key is None):
        parser.error("--cert and --key belong together")
    if missing():
        print(f"bundle: {', '.join(missing())}: not installed", file=sys.stderr)
        return 2
    try:
        cert, key = args.cert, args.key
        if cert is None:
            own = keys.signer(args.out.parent / "keys")
            cert, key = own.certificate, own.key
        version = make(args.image, args.out, cert=cert, key=key)
    except (BundleError, OSError) as error:
        print(f"bundle: {error}", file=sys.stderr)
        return 1
    with args.out.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    told = {"version": version, "size_bytes": args.out.stat().st_size, "sha256": digest}
    print(json.dumps({"kind": "firmware", "format": "raucb", **told}))
    return 0


def missing() -> list[str]:
    """The tools that are not installed."""
    return [tool for tool in _NEEDED if _tool(tool) is None]


def make(image: Path, out: Path, *, cert: Path, key: Path) -> int:
    """Returns the version of the image. Raises BundleError, OSError."""
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        content = Path(folder) / "content"
        content.mkdir()
        copy_partition(image, "root_a", content / "root.img")
        _cut(content / "root.img")
        copy_partition(image, "boot_a", content / "boot.img")
        told = run("unsquashfs", "-cat", content / "root.img", "usr/lib/os-release")
        return pack(content, out, told, cert=cert, key=key)


def pack(content: Path, out: Path, os_release: str, *, cert: Path, key: Path) -> int:
    """Sign root.img and boot.img of a folder as what that root says of itself."""
    compatible = re.search(r"^IMAGE_ID=(\S+)$", os_release, re.MULTILINE)
    version = re.search(r"^IMAGE_VERSION=(\d+)$", os_release, re.MULTILINE)
    if compatible is None or version is None:
        raise BundleError("the root in it does not say which one it is")
    manifest = _MANIFEST.format(compatible=compatible[1], version=version[1])
    (content / "manifest.raucm").write_text(manifest)
    out.unlink(missing_ok=True)
    run("rauc", "bundle", f"--cert={cert}", f"--key={key}", content, out)
    return int(version[1])


def copy_partition(image: Path, name: str, out: Path) -> None:
    """Raises BundleError where the image has none of that name."""
    table = json.loads(run("sfdisk", "--json", image))["partitiontable"]
    found = [part for part in table["partitions"] if part["name"] == name]
    if len(found) != 1:
        raise BundleError(f"{image.name}: no partition {name}")
    sector = table.get("sectorsize", 512)
    skip, size = found[0]["start"] * sector, found[0]["size"] * sector
    run("dd", f"if={image}", f"of={out}", "bs=1M", f"skip={skip}", f"count={size}",
         "iflag=skip_bytes,count_bytes", "conv=sparse", "status=none")  # fmt: skip


def _cut(squash: Path) -> None:
    """To its own length: the rest of its partition is room for later ones."""
    with squash.open("r+b") as file:
        file.seek(_LENGTH_AT)
        (length,) = struct.unpack("<Q", file.read(8))
        file.truncate(-(-length // _BLOCK) * _BLOCK)


def run(tool: str, *words: object) -> str:
    """What it printed. Raises BundleError with what it complained of."""
    command = [_tool(tool) or tool, *(str(word) for word in words)]
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout
    except subprocess.CalledProcessError as error:
        raise BundleError(f"{tool}: {error.stderr.strip()}") from error


def _tool(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


if __name__ == "__main__":
    sys.exit(main())
