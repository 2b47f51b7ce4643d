"""A camera that is given away: of what it had kept, nothing is left on its card."""

import os
import resource
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.device import program

factory_reset = program("device/factory_reset")

SECRETS = [b"-----BEGIN PRIVATE KEY-----", b"event/restricted_zone", b"Main Street 3"]
MIB = 2**20


class Power:
    """Fails at the nth change that outlives it, as a power cut would."""

    def __init__(self, monkeypatch, at: int) -> None:
        self.left = at
        for name in ("write", "fsync", "mkdir", "rmdir", "unlink"):
            self._guard(monkeypatch, name, getattr(os, name))

    def _guard(self, monkeypatch, name, real) -> None:
        def guarded(*args, **kwargs):
            self.left -= 1
            if self.left < 0:
                raise OSError(5, "power is gone")
            return real(*args, **kwargs)

        monkeypatch.setattr(os, name, guarded)


class Camera:
    """A data partition as a file, with secrets in it: one in a file, one in a deleted one."""

    def __init__(self, folder: Path, monkeypatch) -> None:
        monkeypatch.setenv("PATH", f"{os.environ['PATH']}:/usr/sbin:/sbin")
        self.card, self.device, kept = folder / "card", folder / "data.img", folder / "kept"
        (self.card / "passerby").mkdir(parents=True)
        (self.card / "autoboot.txt").write_text("[all]\n")
        for name in ("camera.yaml", "gate-3.csr", "gate-3.pem", "trust.yaml"):
            (self.card / "passerby" / name).write_text("camera: gate-3")
        (self.card / "passerby" / "readme.txt").write_text("Put here")
        kept.mkdir()
        for number, secret in enumerate(SECRETS):
            (kept / f"gate-3-{number}").write_bytes(secret * 99)
        words = ["mke2fs", "-q", "-t", "ext4", "-d", kept, self.device, "4M"]
        subprocess.run(words, check=True)
        words = ["debugfs", "-w", "-R", "rm gate-3-0", self.device]
        subprocess.run(words, check=True, capture_output=True)

    def wish(self) -> None:
        (self.card / "factory-reset").touch()

    def reset(self) -> None:
        factory_reset.reset(self.card, self.device)

    def names(self) -> set[str]:
        return {file.name for file in (self.card / "passerby").iterdir()}


@pytest.fixture
def full_at_8_mib():
    """No file grows beyond: the card is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8 * MIB, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def camera(full_at_8_mib, tmp_path, monkeypatch) -> Camera:
    if shutil.which("mke2fs", path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None:
        pytest.fail("e2fsprogs is part of every Debian")
    return Camera(tmp_path, monkeypatch)


def test_no_byte_of_what_was_kept_is_left(camera):
    assert all(secret in camera.device.read_bytes() for secret in SECRETS)
    camera.wish()
    camera.reset()
    assert not any(secret in camera.device.read_bytes() for secret in [*SECRETS, b"gate-3"])


def test_what_is_left_is_an_empty_file_system_and_a_card_as_it_came(camera):
    camera.wish()
    camera.reset()
    subprocess.run(["e2fsck", "-fn", camera.device], check=True, capture_output=True)
    assert camera.device.stat().st_size == 4 * MIB
    assert camera.names() == {"readme.txt"}
    assert {file.name for file in camera.card.iterdir()} == {"autoboot.txt", "passerby"}


def test_nobody_who_does_not_ask_loses_anything(camera):
    before = camera.device.read_bytes()
    camera.reset()
    assert camera.device.read_bytes() == before
    assert "camera.yaml" in camera.names()


@pytest.mark.parametrize("at", range(0, 20, 2))
def test_one_that_is_cut_off_begins_anew(camera, monkeypatch, at):
    camera.wish()
    with monkeypatch.context() as patch:
        Power(patch, at)
        try:
            camera.reset()
        except OSError:
            assert (camera.card / "factory-reset").exists()
    camera.reset()
    assert not any(secret in camera.device.read_bytes() for secret in SECRETS)
    assert camera.names() == {"readme.txt"}


def test_what_cannot_be_erased_stays_wished_for(camera):
    camera.wish()
    camera.device.unlink()
    with pytest.raises(OSError):
        camera.reset()
    assert (camera.card / "factory-reset").exists()
    assert "camera.yaml" in camera.names()


def test_a_card_is_filled_to_its_end_and_empty_again(full_at_8_mib, tmp_path, monkeypatch):
    sizes = []
    monkeypatch.setattr(os, "fsync", lambda file: sizes.append(os.fstat(file).st_size))
    factory_reset.fill(tmp_path)
    assert max(sizes) == 8 * MIB
    assert list(tmp_path.iterdir()) == []
