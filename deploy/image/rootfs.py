"""The root file system and what starts it: unpacked from packages, never run."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import bill
import rauc
from card import run

HERE: Final = Path(__file__).resolve().parent
SOURCE: Final = HERE.parents[1]
SUITE: Final = "trixie"
_PYTHON: Final = "3.13"
_UNITS: Final = (
    "vision.service",
    "uplink.service",
    "first-boot.service",
    "enrol.service",
    "preview.path",
    "factory-reset.service",
    "update.socket",
    "trial.timer",
)
_ENABLED: Final = ("systemd-networkd", "systemd-resolved", "systemd-timesyncd")
# Nobody logs in to a camera, so nothing asks for a name.
_MASKED: Final = (
    "getty.target",
    "getty@.service",
    "serial-getty@.service",
    "console-getty.service",
    "systemd-networkd-wait-online.service",
    # They write to the root, which is read-only.
    "ldconfig.service",
    "systemd-update-done.service",
    "systemd-hwdb-update.service",
    "systemd-machine-id-commit.service",
    "systemd-journal-catalog-update.service",
    "systemd-logind.service",
    "systemd-hostnamed.socket",
    "apt-daily.timer",
    "apt-daily-upgrade.timer",
    "dpkg-db-backup.timer",
    "e2scrub_all.timer",
    "fstrim.timer",
)


@dataclass(frozen=True, slots=True)
class Architecture:
    """kernel: Debian's package. wheels: platforms of PyPI's wheels."""

    kernel: str
    wheels: tuple[str, ...]


ARCHITECTURES: Final = {
    "arm64": Architecture(
        "linux-image-arm64",
        (
            "manylinux2014_aarch64",
            "manylinux_2_27_aarch64",
            "manylinux_2_28_aarch64",
            "manylinux_2_31_aarch64",
            "manylinux_2_34_aarch64",
        ),
    ),
    # For tests that start a machine a hundred times, where KVM makes that quick.
    "amd64": Architecture(
        "linux-image-amd64",
        (
            "manylinux2014_x86_64",
            "manylinux_2_27_x86_64",
            "manylinux_2_28_x86_64",
            "manylinux_2_31_x86_64",
            "manylinux_2_34_x86_64",
        ),
    ),
}


def unpack(root: Path, arch: str) -> None:
    packages = [*(HERE / "packages.txt").read_text().split(), ARCHITECTURES[arch].kernel]
    run("mmdebstrap", "--quiet", f"--arch={arch}", "--variant=extract", "--skip=cleanup/apt",
        "--components=main", "--format=directory", f"--include={','.join(packages)}",
        SUITE, root, _mirror())  # fmt: skip


def clean(root: Path) -> None:
    for name in ("var/cache/apt", "var/lib/apt", "usr/share/doc", "usr/share/man", "usr/share/info",
                 "usr/share/locale", "usr/share/lintian", "usr/share/bug"):  # fmt: skip
        shutil.rmtree(root / name, ignore_errors=True)
    keep = set(_modules(root))
    for module in (root / "usr/lib/modules").rglob("*.ko*"):
        if module not in keep:
            module.unlink()


def install_python(root: Path, arch: str) -> list[bill.Package]:
    """Wheels, and this firmware, to where the system's Python finds them."""
    site = root / "usr/lib/passerby/site"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-compile",
        "--target",
        site,
    ]
    only = ["--only-binary", ":all:", "--python-version", _PYTHON.replace(".", ""),
            "--implementation", "cp"]  # fmt: skip
    platforms = [f"--platform={name}" for name in ARCHITECTURES[arch].wheels]
    run(*pip, *only, *platforms, "-r", HERE / "requirements.txt")
    run(*pip, SOURCE)
    shutil.rmtree(site / "bin", ignore_errors=True)
    shutil.rmtree(site / "simulator", ignore_errors=True)
    for note in site.glob("*.dist-info/direct_url.json"):
        # The path of the machine that built it.
        note.unlink()
    packages = root / "usr/lib/python3/dist-packages"
    packages.mkdir(parents=True, exist_ok=True)
    (packages / "passerby.pth").write_text("/usr/lib/passerby/site\n")
    return bill.python_packages(site)


def install_passerby(root: Path) -> None:
    shutil.copytree(HERE / "overlay", root, dirs_exist_ok=True, symlinks=True)
    for unit in (SOURCE / "deploy/systemd").glob("passerby-*"):
        shutil.copy(unit, root / "usr/lib/systemd/system")
    for program in (SOURCE / "deploy/device").glob("*.py"):
        shutil.copy(program, root / "usr/lib/passerby")
    # Without them each start compiles all of it again. Not by date: the same source, the same code.
    python = _same_python()
    if python is not None:
        run(python, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash",
            "-s", root, "-p", "/", root / "usr/lib/passerby",
            root / f"usr/lib/python{_PYTHON}")  # fmt: skip


def set_up(root: Path) -> None:
    """What the packages' scripts would have done, by tools that take a root."""
    etc = root / "etc"
    for name in ("passwd", "group"):
        if not (etc / name).exists():
            shutil.copy(root / f"usr/share/base-passwd/{name}.master", etc / name)
    if not (etc / "nsswitch.conf").exists():
        shutil.copy(root / "usr/share/libc-bin/nsswitch.conf", etc / "nsswitch.conf")
    _link(root / "usr/bin/sh", "dash")
    _link(etc / "localtime", "/usr/share/zoneinfo/Etc/UTC")
    _link(etc / "resolv.conf", "/run/systemd/resolve/resolv.conf")
    _link(etc / "mtab", "../proc/self/mounts")
    (etc / "machine-id").write_text("")
    (etc / "hostname").write_text("passerby\n")
    _make_users(root)
    _lock_passwords(etc)
    (etc / "ld.so.conf.d").mkdir(exist_ok=True)
    run("ldconfig", "-r", root)
    for name in _MASKED:
        _link(etc / "systemd/system" / name, "/dev/null")
    run(
        "systemctl",
        "-q",
        f"--root={root}",
        "enable",
        *_ENABLED,
        *(f"passerby-{unit}" for unit in _UNITS),
    )
    run("systemctl", "-q", f"--root={root}", "set-default", "multi-user.target")
    # Below what is mounted there nothing can be reached.
    shutil.rmtree(root / "var")
    for name in ("boot/card", "var/tmp", "tmp"):
        (root / name).mkdir(parents=True, exist_ok=True)


def make_boot(root: Path, boot: Path) -> None:
    """The boot partition: kernel, first root, and for each slot the words that name its own."""
    boot.mkdir()
    (kernel,) = (root / "boot").glob("vmlinuz-*")
    shutil.copy(kernel, boot / "kernel.img")
    _make_initramfs(root, boot / "initramfs.img")
    for file in (root / "boot").glob("*-*"):
        file.unlink()
    # panic=10: who cannot start is started again, and by then from the other slot.
    rauc.name_roots(
        boot,
        "ro panic=10 quiet loglevel=4 audit=0 net.ifnames=0 systemd.show_status=0"
        " systemd.gpt_auto=0",
    )


def date(root: Path) -> None:
    """Give every file the time of the commit: what was made here would carry today's."""
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            os.utime(os.path.join(folder, name), (epoch, epoch), follow_symlinks=False)  # noqa: PTH118
    os.utime(root, (epoch, epoch))


def _make_initramfs(root: Path, out: Path) -> None:
    work = out.with_name("initramfs")
    for name in ("bin", "dev", "proc", "sys", "root", "modules"):
        (work / name).mkdir(parents=True)
    shutil.copy(root / "usr/bin/busybox", work / "bin/busybox")
    shutil.copy(HERE / "initramfs/init", work / "init")
    order = []
    for module in _modules(root):
        name = module.name.removesuffix(".xz")
        content = subprocess.run(["xz", "-dc", module], check=True, capture_output=True).stdout
        (work / "modules" / name).write_bytes(content)
        order.append(name)
    (work / "modules/order").write_text("\n".join(order) + "\n")
    date(work)
    names = sorted(str(path.relative_to(work)) for path in work.rglob("*"))
    pack = ["cpio", "--quiet", "-o", "-H", "newc", "--reproducible", "-R", "0:0", "-D", work]
    archive = subprocess.run(pack, input="\n".join(names).encode(), check=True, capture_output=True)
    out.write_bytes(subprocess.run(["gzip", "-n", "-9"], input=archive.stdout, check=True,
                                   capture_output=True).stdout)  # fmt: skip
    shutil.rmtree(work)


def _modules(root: Path) -> list[Path]:
    """The kernel modules that it takes to reach the disks and the network, in order of loading."""
    (release,) = (root / "usr/lib/modules").iterdir()
    run("depmod", "-b", root / "usr", release.name)
    found: list[Path] = []
    for name in (HERE / "initramfs/modules.txt").read_text().split():
        command = ["modprobe", "-d", root / "usr", "-S", release.name, "--show-depends", name]
        shown = subprocess.run(command, capture_output=True, text=True).stdout
        found += [Path(path) for path in re.findall(r"^insmod (\S+)", shown, re.MULTILINE)]
    return list(dict.fromkeys(found))


def _same_python() -> str | None:
    """A Python of the image's version on this machine: only that one makes code that it reads."""
    for name in (sys.executable, SOURCE / ".venv-3.13/bin/python", f"python{_PYTHON}"):
        try:
            asked = subprocess.run([name, "-V"], capture_output=True, text=True)
        except OSError:
            continue
        if asked.stdout.startswith(f"Python {_PYTHON}."):
            return str(name)
    return None


def _make_users(root: Path) -> None:
    files = sorted((root / "usr/lib/sysusers.d").glob("*.conf"), key=lambda file: file.name)
    # `u!` (an account that is locked) is younger than the systemd of this machine may be; here all
    # of them are locked.
    text = re.sub(r"^u!", "u", "".join(file.read_text() for file in files), flags=re.MULTILINE)
    subprocess.run(["systemd-sysusers", f"--root={root}", "-"], input=text, text=True, check=True,
                   capture_output=True)  # fmt: skip


def _lock_passwords(etc: Path) -> None:
    """No password opens any account, and none is empty."""
    names = [line.split(":")[0] for line in (etc / "passwd").read_text().splitlines()]
    (etc / "shadow").write_text("".join(f"{name}:!*:20000::::::\n" for name in names))
    (etc / "shadow").chmod(0o640)


def _link(path: Path, target: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def _mirror() -> str:
    """This machine's own Debian mirror. Ends the build where there is none."""
    for source in sorted(Path("/etc/apt").glob("sources.list.d/*.sources")):
        found = re.search(r"^URIs:\s*(\S+/debian/?)$", source.read_text(), re.MULTILINE)
        if found:
            return found[1]
    raise SystemExit("image: /etc/apt/sources.list.d/*.sources names no mirror of Debian")
