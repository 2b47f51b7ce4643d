"""A camera that is killed while models are on their way to work, at every write of it."""

import shutil
from pathlib import Path

import pytest

from edge.perception.manifest import models_folder
from edge.whole_file import keep_whole
from tests.edge.fuse import Fuse, Killed
from tests.edge.update.updated import CONTENT, Updated, bundle, signed

# What proves one of our own models without a look into it: here it matters who is killed when.
SCRIPT = """#!/bin/sh
cp -r {models} $2/{sha256} && printf '[]'
"""
# taken up, checking, on trial, begun, proved.
WRITES = 5


def models(content: bytes = CONTENT, version: int = 7):
    return bundle(content, kind="models", version=version)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The models folder with hard links: as good, and nothing is copied."""
    folder = tmp_path_factory.mktemp("small") / "models"
    folder.mkdir()
    shutil.copy(models_folder() / "manifest.yaml", folder)
    for file in models_folder().rglob("*.tflite"):
        target = folder / file.relative_to(models_folder())
        target.parent.mkdir(exist_ok=True)
        shutil.copy(file, target)
    return folder


def prover(folder: Path, small: Path) -> list[str]:
    script = folder / "prover"
    script.write_text(SCRIPT.format(models=small, sha256=models().sha256))
    script.chmod(0o755)
    return [str(script)]


def bring(folder: Path, small: Path, write=keep_whole) -> bool:
    """Bring new models to a camera, start it anew when it asks for it. Tells whether it lived."""
    words = prover(folder, small)
    camera = Updated(folder, prover=words, write=write)
    try:
        report = camera.receive(signed(models()))
        if report.state in ("fetching", "checking"):
            camera.fetch()
            report = camera.until("trial")
        if report.state == "trial" and camera.records.now.starts == 0:
            assert camera.turn()
            camera.updates.put_off()
            camera.end()
            camera = Updated(folder, prover=words, write=write)
        if camera.report().state == "trial":
            camera.turn()
            camera.acknowledge()
            camera.live(11.0)
    except Killed:
        return False
    finally:
        camera.end()
    return True


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", range(1, WRITES + 1))
def test_a_kill_at_any_write_leaves_the_old_ones_or_the_new_ones_and_never_a_loop(
    tmp_path, small, at, after
):
    assert not bring(tmp_path, small, Fuse(at, after=after).write)
    assert bring(tmp_path, small)
    camera = Updated(tmp_path)
    state = camera.report().state
    place = camera.records.place(models().sha256)
    # Who was on trial when it ended may have been the reason; all else goes on where it was.
    was_on_trial = (at, after) in ((WRITES - 1, True), (WRITES, False))
    assert state == ("rolled-back" if was_on_trial else "applied")
    assert camera.models == (None if was_on_trial else place)
    camera.end()


def test_these_were_all_the_writes_there_are(tmp_path, small):
    fuse = Fuse(100, after=False)
    assert bring(tmp_path, small, fuse.write)
    assert 100 - fuse.left == WRITES


def test_models_that_do_not_prove_themselves_make_way_for_those_before(tmp_path, small):
    assert bring(tmp_path, small)
    worse = models(b"worse", version=8)
    script = [str(tmp_path / "worse")]
    (tmp_path / "worse").write_text(SCRIPT.format(models=small, sha256=worse.sha256))
    (tmp_path / "worse").chmod(0o755)
    camera = Updated(tmp_path, prover=script)
    camera.receive(signed(worse))
    camera.fetch(b"worse")
    camera.until("trial")
    camera.updates.put_off()
    camera.end()
    camera = Updated(tmp_path)
    assert camera.models == camera.records.place(worse.sha256)
    camera.turn()
    camera.acknowledge()
    # To go back is to start anew, with those before.
    assert camera.live(61.0, causes=frozenset({"detector"}))
    report = camera.report()
    assert (report.state, report.version, report.desired_version) == ("rolled-back", 7, 8)
    assert camera.said() == ["detector: pictures are masked whole: detector"]
    camera.end()
    camera = Updated(tmp_path)
    assert camera.models == camera.records.place(models().sha256)
    assert not camera.records.place(worse.sha256).exists()
    camera.end()


def test_models_that_are_damaged_later_make_way_for_our_own_and_may_come_again(tmp_path, small):
    assert bring(tmp_path, small)
    camera = Updated(tmp_path)
    (camera.records.place(models().sha256) / "manifest.yaml").write_bytes(b"\0")
    camera.end()
    camera = Updated(tmp_path)
    assert camera.models is None
    assert camera.report().version == 0
    assert camera.receive(signed(models())).state == "fetching"
    camera.end()


def test_a_damaged_record_is_no_reason_not_to_start(tmp_path, small):
    assert bring(tmp_path, small)
    (tmp_path / "state/update/record.json").write_bytes(b"{")
    camera = Updated(tmp_path)
    assert camera.models is None
    assert camera.said() == ["record: damaged, so our own models are used"]
    assert camera.receive(signed(models())).state == "fetching"
    camera.end()


def full(path: Path, content: bytes) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_takes_nothing_up_and_says_so(tmp_path):
    camera = Updated(tmp_path, write=full)
    assert camera.receive(signed(models())).state == "rejected"
    assert camera.said() == ["camera: cannot keep it: No space left on device"]
    camera.end()


def test_a_trial_that_a_full_disk_cannot_count_is_not_begun(tmp_path, small):
    words = prover(tmp_path, small)
    camera = Updated(tmp_path, prover=words)
    camera.receive(signed(models()))
    camera.fetch()
    camera.until("trial")
    camera.end()
    camera = Updated(tmp_path, write=full)
    assert camera.models is None
    assert camera.report().state == "rolled-back"
    camera.end()
    # Nothing was written: with room again it is tried.
    camera = Updated(tmp_path)
    assert camera.report().state == "trial"
    camera.end()


def test_a_disk_that_is_full_while_it_is_unpacked_is_waited_for(tmp_path):
    said = """printf '[{"path":"camera","reason":"the disk: No space left on device"}]'"""
    camera = Updated(tmp_path, prover=["/bin/sh", "-c", said, "prover"])
    camera.receive(signed(models()))
    camera.fetch()
    camera.until("checking")
    report = camera.until("fetching")
    assert camera.said() == ["camera: the disk: No space left on device"]
    assert report.fetched_bytes == len(CONTENT)
    camera.live(61.0)
    assert camera.report().state == "checking"
    camera.updates.put_off()
    camera.end()


def test_what_ends_vision_while_it_is_checked_is_not_checked_for_ever(tmp_path):
    slow = ["/bin/sh", "-c", "exec sleep 600", "prover"]
    camera = Updated(tmp_path, prover=slow)
    camera.receive(signed(models()))
    for _ in range(3):
        camera.fetch()
        camera.until("checking")
        camera.end()
        camera = Updated(tmp_path, prover=slow)
        camera.turn()
    assert camera.report().state == "rejected"
    assert camera.said() == ["camera: vision ended 3 times while it was checked"]
    camera.end()


def test_a_bundle_that_is_not_what_was_signed_is_fetched_once_more_and_then_refused(tmp_path):
    wanted = bundle()
    camera = Updated(tmp_path, hook=Path("/bin/true"))
    camera.receive(signed(wanted))
    camera.fetch(b"X" * len(CONTENT))
    camera.until("checking")
    camera.until("fetching")
    camera.turn()
    assert not list(camera.shared.glob("*.part"))
    camera.fetch(b"X" * len(CONTENT))
    camera.until("rejected")
    assert camera.said() == ["sha256: not what was signed"]
    assert camera.order() is None
    camera.end()
