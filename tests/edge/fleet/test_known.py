"""What an operator makes of what cameras say."""

import msgspec
import pytest

from edge.contract import ConfigFault, ConfigReport, Health, UplinkHealth
from edge.fleet.known import Known
from edge.update.document import UpdateReport
from tests.edge.samples import vision_health
from tests.keys import signed

NAME = "passerby/v1/cam-1"
ONLINE = b'{"v":1,"online":true,"session":"00000000","boot":1,"firmware":"1"}'


def heard(**messages: bytes):
    known = Known()
    for suffix, payload in messages.items():
        known.note(f"{NAME}/{suffix.replace('_', '/')}", payload)
    return known.cameras["cam-1"]


def health(*, vision="ok", **changes):
    uplink = UplinkHealth(
        door_depth=0,
        dropped_events=0,
        dropped_counts=0,
        damaged_doors=0,
        sent_bytes=0,
        sent_messages=0,
        vision=vision,
    )
    return msgspec.json.encode(Health(vision=vision_health(**changes), uplink=uplink))


def reported(state, version, desired, *faults):
    report = ConfigReport(state=state, version=version, desired_version=desired, faults=faults)
    return msgspec.json.encode(report)


@pytest.mark.parametrize(
    ("said", "ailment"),
    [
        (health(), None),
        (health(vision="stale"), "vision is stale"),
        (health(camera="lost"), "the camera is lost"),
        (health(detector="failed"), "the detector failed"),
        (health(masked_whole="config"), "masked whole: config"),
        # Night falls on the best of cameras.
        (health(masked_whole="dark"), None),
    ],
)
def test_what_ails_a_camera_is_told_from_its_health(said, ailment):
    assert heard(status=ONLINE, health=said).ailment() == ailment


def test_a_camera_that_is_gone_ails_whatever_it_last_said():
    offline = ONLINE.replace(b"true", b"false")
    assert heard(status=offline, health=health()).ailment() == "offline"


DESIRED = signed("version: 7", camera="cam-1")


@pytest.mark.parametrize(
    ("report", "drift"),
    [
        (reported("applied", 7, 7), None),
        (reported("trial", 7, 7), None),
        (reported("applied", 6, 6), "7 is desired, 6 is at work"),
        (
            reported("rejected", 6, 7, ConfigFault(path="zones", reason="too many")),
            "rejected: zones: too many",
        ),
        (reported("rolled-back", 6, 7), "rolled-back"),
        # It has restarted since, and reports what it began with.
        (reported("applied", 7, None), None),
    ],
)
def test_who_is_not_what_was_desired_has_drifted(report, drift):
    camera = heard(status=ONLINE, config_desired=DESIRED, config_reported=report)
    assert camera.drift() == drift


def test_who_never_reported_has_drifted_and_who_was_never_told_has_not():
    assert heard(config_desired=DESIRED).drift() == "7 is desired, and it never reported"
    assert heard(config_reported=reported("applied", 6, 6)).drift() is None


UPDATE = signed("kind: models\nversion: 4", camera="cam-1")


def updated(state, desired, *faults, kind="models"):
    report = UpdateReport(state=state, kind=kind, version=3, desired_version=desired, faults=faults)
    return msgspec.json.encode(report)


@pytest.mark.parametrize(
    ("report", "drift"),
    [
        (updated("applied", 4), None),
        (updated("trial", 4), None),
        (updated("fetching", 4), "models 4: fetching"),
        (
            updated("rolled-back", 4, ConfigFault(path="models", reason="too slow")),
            "models 4: rolled-back: models: too slow",
        ),
        (updated("applied", 3), "models 4 is desired, and it never reported on it"),
        (
            updated("applied", 4, kind="firmware"),
            "models 4 is desired, and it never reported on it",
        ),
    ],
)
def test_who_has_not_the_update_that_was_desired_has_drifted(report, drift):
    assert heard(update_desired=UPDATE, update_reported=report).drift() == drift


def test_all_that_has_drifted_is_told_at_once():
    camera = heard(config_desired=DESIRED, update_desired=UPDATE)
    assert camera.drift() == (
        "7 is desired, and it never reported; models 4 is desired, and it never reported on it"
    )


@pytest.mark.parametrize("payload", [b"", b"{", b'{"v":9}', b"\xff"])
@pytest.mark.parametrize(
    "suffix", ["status", "health", "config/reported", "config/desired", "update/desired"]
)
def test_what_nobody_can_read_is_counted_and_changes_nothing(suffix, payload):
    known = Known()
    known.note(f"{NAME}/{suffix}", payload)
    assert (known.cameras, known.invalid) == ({}, int(payload != b""))
