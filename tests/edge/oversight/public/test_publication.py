"""A running camera's statement: published once for each change, signed, and kept beside."""

import errno
from pathlib import Path

import msgspec
import pytest

from edge.clock import ManualClock
from edge.contract import Envelope
from edge.desired.memory import Memory
from edge.door.door import Door
from edge.governance.authority import Authority
from edge.governance.policy import Policy
from edge.oversight.device import device_key
from edge.oversight.public.papers import read_told
from edge.oversight.public.publication import STATEMENT_FILE, Publication
from edge.oversight.public.statement import Statement, read_statement
from simulator.keyring import WIDEST
from tests.edge.oversight.public.told import ABOUT, changed
from tests.keys import CAMERA, KEYS

START_UTC_S = 1_800_000_000.0


class Camera:
    """What tells the public, and the door it tells through. policy: at work, None for none."""

    def __init__(self, folder: Path, *, policy: Policy | None = WIDEST, **how: object) -> None:
        memory = Memory(folder)
        if policy is not None:
            memory.policy.keep(policy)
        self.door = Door(folder / "door.sqlite")
        self.clock = ManualClock(mono_s=1.0, utc_s=START_UTC_S)
        self.authority = Authority(trust=KEYS.trust(CAMERA), kept=memory.policy)
        settings = {"key": device_key(folder), "path": folder / STATEMENT_FILE, **how}
        self.publication = Publication(
            about=ABOUT, authority=self.authority, clock=self.clock, **settings
        )

    def tell(self, config=None) -> None:
        self.publication.tell(self.door, config)

    def waiting(self) -> list[Envelope]:
        parcels = self.door.parcels(after=0, limit=100)
        assert all(parcel.retain and parcel.qos == 1 for parcel in parcels)
        return [msgspec.json.decode(p.payload, type=Envelope) for p in parcels]

    def told(self) -> Statement:
        (envelope,) = self.waiting()
        return read_statement(envelope.body)

    def sent(self) -> None:
        parcels = self.door.parcels(after=0, limit=100)
        self.door.sent(parcels[-1].row, forget=parcels[-1].row)


@pytest.fixture
def camera_in(request):
    """Makes a camera whose door is closed in the end."""

    def make(folder: Path, **how: object) -> Camera:
        made = Camera(folder, **how)
        request.addfinalizer(lambda: made.door.close())
        return made

    return make


def test_what_is_at_work_is_told_once(camera_in, tmp_path):
    camera = camera_in(tmp_path)
    config = changed()
    camera.tell(config)
    camera.sent()
    camera.tell(config)
    assert camera.waiting() == []


def test_a_change_takes_the_place_of_one_that_still_waits(camera_in, tmp_path):
    camera = camera_in(tmp_path)
    camera.tell(changed())
    camera.tell(changed((("clips",), ...)))
    assert camera.told().facts.clips is None


def test_the_policy_of_the_moment_is_told(camera_in, tmp_path):
    camera = camera_in(tmp_path)
    camera.tell(changed())
    before = camera.told()
    stricter = msgspec.structs.replace(WIDEST, version=2, level="P0")
    camera.authority.take(KEYS.policy(stricter, audience=[CAMERA]), START_UTC_S)
    camera.tell(changed())
    assert before.facts.ceiling.settings["level"] == "P3"
    assert camera.told().facts.ceiling.settings["level"] == "P0"
    assert camera.told().policy_version == 2


def test_a_camera_without_a_configuration_tells_that(camera_in, tmp_path):
    camera = camera_in(tmp_path, policy=None)
    camera.tell(None)
    assert not camera.told().facts.at_work
    assert not camera.told().facts.ceiling.by_policy


def test_a_fresh_door_is_told_again(camera_in, tmp_path):
    camera = camera_in(tmp_path)
    camera.tell(changed())
    camera.door.close()
    camera.door = Door(tmp_path / "another.sqlite")
    camera.tell(changed())
    assert len(camera.waiting()) == 1


def test_what_was_published_lies_in_the_state_folder_and_says_when(camera_in, tmp_path):
    camera = camera_in(tmp_path)
    camera.tell(changed())
    kept = read_told(tmp_path / STATEMENT_FILE)
    assert kept.signed
    assert [kept.envelope] == camera.waiting()
    assert kept.envelope.not_before == START_UTC_S


def test_a_disk_that_takes_nothing_keeps_no_statement_from_the_public(camera_in, tmp_path):
    def refuse(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    camera = camera_in(tmp_path, write=refuse)
    camera.tell(changed())
    assert len(camera.waiting()) == 1


def test_without_a_key_it_is_told_and_nobody_signs(camera_in, tmp_path):
    camera = camera_in(tmp_path, key=None)
    camera.tell(changed())
    (envelope,) = camera.waiting()
    assert envelope.signatures == ()
    assert not read_told(tmp_path / STATEMENT_FILE).signed


@pytest.mark.parametrize("part", ["keep_hours", "Market square"])
def test_a_statement_that_was_changed_on_its_way_is_refused(camera_in, tmp_path, part):
    camera = camera_in(tmp_path)
    camera.tell(changed())
    path = tmp_path / STATEMENT_FILE
    path.write_bytes(path.read_bytes().replace(part.encode(), part[::-1].encode()))
    with pytest.raises(Exception, match=r"hash|signatures|facts"):
        read_told(path)
