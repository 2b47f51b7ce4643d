"""An update's way: who may ask for it, what is said of it, and what holds in the end."""

import os
import stat
from pathlib import Path

import msgspec
import pytest

from edge.governance.policy import Policy
from edge.governance.signing import key_id, public_text, seal
from edge.governance.trust import Circle
from simulator.keyring import Keyring
from tests.edge.update.updated import CONTENT, NOW_UTC_S, QUICK, TOMORROW, Updated, bundle, signed
from tests.keys import CAMERA, KEYS, STRANGERS
from tests.patience import wait_until

HOOK = "#!/bin/sh\necho $1 $3 >> {log}\nexit {code}\n"


def hook(folder: Path, *, code: int = 0) -> Path:
    path = folder / "hook"
    path.write_text(HOOK.format(log=folder / "hook.log", code=code))
    path.chmod(0o755)
    return path


def steps(folder: Path) -> list[str]:
    """What the installer was asked for."""
    return (folder / "hook.log").read_text().splitlines()


@pytest.fixture
def camera(tmp_path):
    camera = Updated(tmp_path, hook=hook(tmp_path), prover=QUICK)
    yield camera
    camera.end()


def to_trial(camera: Updated, **changes) -> None:
    """Bring a firmware as far as to its first start."""
    camera.receive(signed(bundle(**changes)))
    camera.fetch()
    camera.until("trial")
    wait_for_start(camera)


def wait_for_start(camera: Updated) -> None:
    wait_until(camera.turn, "the installer")


def restarted(camera: Updated, **how) -> Updated:
    camera.updates.put_off()
    camera.end()
    return Updated(camera.folder, hook=camera.folder / "hook", prover=QUICK, **how)


def test_what_the_oversight_has_signed_is_ordered_and_nothing_more_is_told_the_uplink(camera):
    report = camera.receive(signed(bundle()))
    assert (report.state, report.desired_version, report.version) == ("fetching", 7, 0)
    order = camera.order()
    assert (order.url, order.size_bytes) == ("https://updates.example/firmware.raucb", len(CONTENT))


def test_an_operator_alone_cannot_change_what_a_camera_runs(camera):
    report = camera.receive(signed(bundle(), by=[KEYS.operator]))
    assert report.state == "rejected"
    assert camera.said() == ["signatures: 0 of keys that are trusted here, not 1"]
    assert camera.order() is None


BAD = {
    "a stranger's signature": ({"by": [STRANGERS.oversight]}, "signatures: 0 of keys"),
    "nobody's signature": ({"by": []}, "signatures: 0 of keys"),
    "made for another purpose": ({"purpose": "policy"}, "signatures[0]: not what"),
    "for another camera": ({"audience": ["cam-2"]}, "audience: this camera is not of it"),
    "for another fleet": ({"audience": ["fleet:town"]}, "audience: this camera is not of it"),
    "out of date": ({"expires": int(NOW_UTC_S)}, "expires: it was good until"),
    "of the future": ({"not_before": TOMORROW - 5}, "not_before: not before"),
    "without an end": ({"expires": None}, "expires: an update needs an end"),
}


@pytest.mark.parametrize("wrong", BAD)
def test_what_is_not_meant_for_us_now_is_refused_by_name(camera, wrong):
    changes, reason = BAD[wrong]
    assert camera.receive(signed(bundle(), **changes)).state == "rejected"
    assert camera.said()[0].startswith(reason)
    assert camera.order() is None


def test_a_changed_document_is_refused(camera):
    raw = signed(bundle()).replace(b"updates.example", b"updates.evil.ex")
    assert camera.receive(raw).state == "rejected"
    assert camera.said()[0].startswith("signatures[0]: not what")


def test_as_many_of_the_oversight_as_it_takes(tmp_path):
    second = Keyring.of(b"second").oversight
    keys = {
        "one": public_text(KEYS.oversight.public_key()),
        "two": public_text(second.public_key()),
    }
    trust = KEYS.trust(CAMERA).__class__(camera=CAMERA, oversight=Circle(keys=keys, at_least=2))
    camera = Updated(tmp_path, hook=hook(tmp_path), trust=trust)
    assert camera.receive(signed(bundle())).state == "rejected"
    assert camera.receive(signed(bundle(), by=[KEYS.oversight, second])).state == "fetching"
    camera.end()


def test_without_a_clock_an_update_waits_in_the_door(tmp_path):
    camera = Updated(tmp_path, hook=hook(tmp_path), utc_s=None)
    assert camera.receive(signed(bundle())) is None
    camera.live(1.0, utc_s=NOW_UTC_S)
    assert camera.report().state == "fetching"
    camera.end()


def test_who_can_install_no_firmware_says_so_before_it_is_fetched(tmp_path):
    camera = Updated(tmp_path)
    camera.receive(signed(bundle()))
    assert camera.said() == ["kind: nothing on this camera installs firmware"]
    assert camera.order() is None
    camera.end()


def test_progress_is_told_in_tenths_and_what_is_in_the_way_by_name(camera):
    content = bytes(1_000)
    camera.receive(signed(bundle(content)))
    told = []
    for have in range(0, 1_000, 25):
        camera.fetch(content[:have])
        camera.turn()
        told.append(camera.report().fetched_bytes)
    assert sorted(set(told)) == list(range(0, 1_000, 100))
    trouble = f'{{"sha256":"{bundle(content).sha256}","obstacle":"no room on the disk"}}'
    (camera.shared / "trouble.json").write_text(trouble)
    camera.turn()
    assert camera.said() == ["url: no room on the disk"]
    (camera.shared / "trouble.json").write_text(trouble.replace("no room on the disk", "<b>hello"))
    camera.turn()
    assert camera.said() == []


def test_a_firmware_is_installed_started_proved_and_kept(camera, tmp_path):
    to_trial(camera)
    camera = restarted(camera, firmware="0.2.0")
    assert camera.report().state == "trial"
    camera.turn()
    camera.acknowledge()
    camera.live(11.0)
    report = camera.until("applied")
    assert (report.version, report.desired_version, report.faults) == (7, 7, ())
    assert [line.split()[0] for line in steps(tmp_path)] == ["install", "good"]
    assert camera.order() is None
    camera = restarted(camera, firmware="0.2.0")
    assert camera.receive(signed(bundle())).state == "applied"
    camera.end()


def test_a_firmware_without_frames_goes_back_and_says_why(camera, tmp_path):
    to_trial(camera)
    camera = restarted(camera, firmware="0.2.0")
    camera.turn()
    camera.acknowledge()
    camera.live(61.0, frames=0, looks=0)
    report = camera.until("rolled-back")
    assert (report.version, report.desired_version) == (0, 7)
    assert camera.said() == [
        "camera: no frames have come since",
        "detector: no model has looked since",
    ]
    assert [line.split()[0] for line in steps(tmp_path)] == ["install", "back"]
    camera = restarted(camera)
    assert camera.receive(signed(bundle())).state == "rolled-back"
    assert camera.order() is None
    camera.end()


def test_a_firmware_that_cannot_reach_the_broker_goes_back(camera):
    to_trial(camera)
    camera = restarted(camera, firmware="0.2.0")
    camera.turn()
    camera.live(601.0)
    camera.until("rolled-back")
    assert camera.said() == ["broker: it could not be told"]
    camera.end()


def test_a_firmware_that_does_not_come_up_has_failed(camera):
    to_trial(camera)
    camera = restarted(camera)
    assert camera.report().state == "rolled-back"
    assert camera.said() == ["firmware: 0.1.0 is at work all the same"]
    camera.end()


def test_an_installer_that_fails_is_named(tmp_path):
    camera = Updated(tmp_path, hook=hook(tmp_path, code=3), prover=QUICK)
    camera.receive(signed(bundle()))
    camera.fetch()
    camera.until("rolled-back")
    assert camera.said() == ["installer: to install it ended with 3"]
    camera.end()


def test_what_ends_a_camera_on_trial_is_not_begun_with_again(camera):
    to_trial(camera)
    camera = restarted(camera, firmware="0.2.0")
    camera.turn()
    camera.end()
    for _ in range(2):
        camera = Updated(camera.folder, hook=camera.folder / "hook", firmware="0.2.0")
        assert camera.report().state == "rolled-back"
        assert camera.said() == ["camera: vision ended before it had proved itself"]
        camera.end()


def test_who_is_stopped_in_order_begins_its_trial_anew(camera):
    to_trial(camera)
    for _ in range(3):
        camera = restarted(camera, firmware="0.2.0")
        assert camera.report().state == "trial"
    camera.end()


def test_there_is_no_way_back_to_an_older_one(camera):
    to_trial(camera)
    camera = restarted(camera, firmware="0.2.0")
    camera.turn()
    camera.acknowledge()
    camera.live(11.0)
    camera.until("applied")
    for version in (6, 7):
        other = bundle(b"other", version=version)
        assert camera.receive(signed(other)).state == "rejected"
        assert camera.said() == ["version: not above 7, the version at work"]
    camera.end()


def test_what_was_withdrawn_is_refused_though_its_successor_never_came(camera):
    camera.receive(signed(bundle(version=9, minimum=9)))
    camera = restarted(camera)
    assert camera.receive(signed(bundle(version=8))).state == "rejected"
    assert camera.said() == ["version: below 9, the least that is taken"]
    camera.end()


def test_a_minimum_that_a_stolen_key_has_set_ends_with_that_key(tmp_path):
    thief = STRANGERS.oversight
    both = Circle(
        keys={
            "one": public_text(KEYS.oversight.public_key()),
            "two": public_text(thief.public_key()),
        }
    )
    trust = KEYS.trust(CAMERA)
    camera = Updated(
        tmp_path, hook=hook(tmp_path), trust=type(trust)(camera=CAMERA, oversight=both)
    )
    highest = 2_147_483_647
    camera.receive(signed(bundle(version=highest, minimum=highest), by=[thief]))
    camera = restarted(camera)
    assert camera.records.now.marks["firmware"].by == (key_id(thief.public_key()),)
    assert camera.receive(signed(bundle(version=8))).state == "fetching"
    camera.end()


def test_an_update_whose_time_is_over_before_it_is_here_is_let_go(camera):
    camera.receive(signed(bundle()))
    camera.live(61.0, utc_s=TOMORROW + 1.0)
    assert camera.report().state == "rejected"
    assert camera.said()[0].startswith("expires: it was good until")
    assert camera.order() is None


def test_keys_that_a_policy_takes_out_of_use_end_what_they_have_signed(camera):
    heir = Keyring.of(b"second").oversight
    camera.receive(signed(bundle()))
    keys = Circle(keys={"heir": public_text(heir.public_key())})
    policy = msgspec.json.encode(Policy(version=1, oversight=keys)).decode()
    raw = seal(policy, purpose="policy", audience=[CAMERA], by=[KEYS.oversight, heir])
    assert camera.authority.take(raw, NOW_UTC_S).state == "applied"
    camera.live(61.0)
    assert camera.report().state == "rejected"
    assert camera.said() == ["signatures: 0 of keys that are trusted here, not 1"]
    assert camera.receive(signed(bundle(version=8), by=[heir])).state == "fetching"


def test_a_newer_one_takes_the_place_of_one_that_is_on_its_way(camera):
    camera.receive(signed(bundle()))
    newer = bundle(b"newer", version=8)
    assert camera.receive(signed(newer)).desired_version == 8
    camera.turn()
    assert camera.order().sha256 == newer.sha256


def test_a_refusal_leaves_alone_what_is_on_its_way(camera):
    camera.receive(signed(bundle()))
    assert camera.receive(signed(bundle(version=8), by=[KEYS.operator])).state == "rejected"
    camera.turn()
    assert camera.order().sha256 == bundle().sha256
    camera.fetch()
    assert camera.until("trial").desired_version == 7
    wait_for_start(camera)


@pytest.mark.parametrize(("mode", "shared"), [(0o2770, 0o770), (0o700, 0o700)])
def test_the_uplink_may_write_beside_the_door_where_it_is_another_user(tmp_path, mode, shared):
    folder = tmp_path / "door"
    folder.mkdir()
    folder.chmod(mode)
    before = os.umask(0o007)
    camera = Updated(folder, hook=hook(tmp_path))
    camera.receive(signed(bundle()))
    os.umask(before)
    assert stat.S_IMODE(camera.shared.stat().st_mode) & 0o777 == shared
    camera.end()


def test_every_end_of_an_update_is_told_to_the_log(camera):
    told = []
    camera.updates._teller._log = lambda report, sha256: told.append((report.state, sha256))
    camera.receive(signed(bundle()))
    camera.receive(signed(bundle(version=8), by=[STRANGERS.oversight]))
    camera.fetch()
    camera.until("trial")
    wait_for_start(camera)
    digest = bundle().sha256
    assert told == [("fetching", digest), ("checking", digest), ("trial", digest)]
