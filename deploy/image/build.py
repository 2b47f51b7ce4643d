"""Build the card image for arm64, and beside it its bill of materials and its checksums.

    python deploy/image/build.py OUT

Debian packages are unpacked and set up by tools of this machine: nothing is emulated, mounted or
attached. From one commit, one state of the Debian archive and one version of each tool comes the
same image, bit for bit. As root, or as anybody whom the kernel lets make user namespaces.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bill
import card
import modes
import rauc
import rootfs

NEEDED = ("mmdebstrap", "mksquashfs", "mkfs.vfat", "mcopy", "sfdisk", "mke2fs", "cpio", "depmod")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("out", type=Path)
    parser.add_argument("--arch", choices=sorted(rootfs.ARCHITECTURES), default="arm64")
    parser.add_argument(
        "--data-mib",
        type=int,
        default=1024,
        help="room for what is kept; a bundle of a whole system lies there twice",
    )
    parser.add_argument("--keep-root", action="store_true", help="leave OUT/root for a look")
    args = parser.parse_args()
    missing = [tool for tool in NEEDED if shutil.which(tool, path=tool_path()) is None]
    if missing:
        print(f"build: {', '.join(missing)}: not installed (see deploy/README.md)", file=sys.stderr)
        return 2
    if os.geteuid() != 0:
        # The files of an image belong to its root: a namespace in which we are that.
        again = ["unshare", "--map-auto", "--map-root-user", sys.executable, *sys.argv]
        return subprocess.run(again).returncode
    os.umask(0o022)
    os.environ |= {
        "PATH": tool_path(),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "SOURCE_DATE_EPOCH": epoch(),
    }
    args.out.mkdir(parents=True, exist_ok=True)
    build(args.out.resolve(), args.arch, data_mib=args.data_mib, keep_root=args.keep_root)
    return 0


def build(out: Path, arch: str, *, data_mib: int, keep_root: bool) -> None:
    start_s = time.monotonic()

    def done(step: str) -> None:
        print(f"{time.monotonic() - start_s:6.1f} s  {step}", flush=True)

    work = Path(tempfile.mkdtemp(prefix="image-", dir=out))
    root = work / "root"
    rootfs.unpack(root, arch)
    packages = bill.debian_packages(root)
    rootfs.clean(root)
    done(f"{len(packages)} Debian packages unpacked")
    packages += rootfs.install_python(root, arch)
    rootfs.install_passerby(root)
    rauc.install(root, arch)
    modes.settle(root, (rootfs.HERE / "overlay", rauc.OVERLAY))
    rootfs.set_up(root)
    done("firmware installed")
    boot = work / "boot"
    rootfs.make_boot(root, boot)
    rootfs.date(root)
    squash = work / "root.squashfs"
    card.make_root(root, squash)
    done(f"root file system, {squash.stat().st_size / 2**20:.0f} MiB")
    image = out / f"passerby-{arch}.img"
    card.make_card(image, boot=boot, root=squash, data_mib=data_mib, work=work)
    done(f"card image, {image.stat().st_size / 2**20:.0f} MiB")
    (out / f"passerby-{arch}.cdx.json").write_text(
        json.dumps(bill.bill(packages, epoch()), indent=1)
    )
    names = [image.name, f"passerby-{arch}.cdx.json"]
    sums = [f"{_sha256(out / name)}  {name}\n" for name in names]
    (out / "SHA256SUMS").write_text("".join(sums))
    if keep_root:
        shutil.rmtree(out / "root", ignore_errors=True)
        root.rename(out / "root")
    shutil.rmtree(work)
    done("bill of materials and checksums")


def epoch() -> str:
    """When the commit was made, in seconds since 1970."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return given
    command = ["git", "-C", str(rootfs.SOURCE), "log", "-1", "--format=%ct"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def tool_path() -> str:
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main())
