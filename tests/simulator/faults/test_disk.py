"""A disk that is really full, processes that may not write, and a model that is really damaged."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.errors import BadInputError
from edge.perception.manifest import models_folder, read_manifest
from simulator.faults.disk import SmallDisk, allow_writing, forbid_writing
from simulator.faults.models import DamagedModel
from simulator.faults.namespace import Namespace


@pytest.fixture
def namespace() -> Iterator[Namespace]:
    try:
        namespace = Namespace()
    except BadInputError as error:
        pytest.skip(str(error))
    with namespace:
        yield namespace


def test_what_is_mounted_inside_nobody_outside_sees(namespace: Namespace, tmp_path: Path) -> None:
    SmallDisk(namespace, tmp_path)
    namespace.run("touch", str(tmp_path / "inside"))
    assert namespace.seen(tmp_path / "inside").exists()
    assert not (tmp_path / "inside").exists()


def test_a_full_disk_takes_not_a_byte_until_it_is_freed(
    namespace: Namespace, tmp_path: Path
) -> None:
    disk = SmallDisk(namespace, tmp_path, size_bytes=2**20)
    outside = namespace.seen(tmp_path / "file")
    disk.fill()
    with pytest.raises(OSError, match="No space left") as caught:
        outside.write_bytes(b"x")
    assert caught.value.errno == errno.ENOSPC
    disk.free()
    assert outside.write_bytes(b"x") == 1


def test_a_command_that_fails_inside_says_why(namespace: Namespace) -> None:
    with pytest.raises(BadInputError, match=r"^umount: .*not mounted"):
        namespace.run("umount", "/proc/self/fd")


def test_without_rights_it_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BadInputError, match="mounts of our own need unshare"):
        Namespace()


def test_a_process_that_may_not_write_is_told_so_and_later_may_again(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "for line in sys.stdin:\n"
        "    try: pathlib.Path(sys.argv[1]).write_bytes(b'x')\n"
        "    except OSError as error: print(error.strerror, flush=True)\n"
        "    else: print('written', flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, tmp_path / "file"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as writer:  # fmt: skip
        assert try_to_write(writer) == "written"
        forbid_writing([writer.pid])
        assert try_to_write(writer) == os.strerror(errno.EFBIG)
        allow_writing([writer.pid])
        assert try_to_write(writer) == "written"


def try_to_write(writer: subprocess.Popen[str]) -> str:
    assert writer.stdin is not None
    assert writer.stdout is not None
    print("write", file=writer.stdin, flush=True)
    return writer.stdout.readline().strip()


def test_a_process_that_is_gone_is_no_error() -> None:
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    forbid_writing([gone.pid])
    allow_writing([gone.pid])


def test_one_byte_of_the_model_differs_inside_alone_until_it_is_repaired(
    namespace: Namespace, tmp_path: Path
) -> None:
    place = models_folder() / read_manifest(models_folder()).default("objects").file
    model = DamagedModel(namespace, tmp_path)
    model.damage()
    right, damaged = place.read_bytes(), namespace.seen(place).read_bytes()
    assert sum(one != other for one, other in zip(right, damaged, strict=True)) == 1
    model.repair()
    assert namespace.seen(place).read_bytes() == right
