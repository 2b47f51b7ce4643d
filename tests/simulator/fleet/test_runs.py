"""Whole runs of small fleets: nothing is lost, whatever happens to the connections."""

import msgspec

from edge.contract import ConfigReport, Status
from simulator.fleet.push import EVERYBODY, KEYS
from simulator.fleet.settings import Access
from tests.brokers import Mosquitto

from .conftest import CAMERAS, run, with_certificates


def assert_all_arrived(outcome):
    assert outcome.good, outcome
    assert outcome.connected == outcome.cameras
    assert outcome.received == outcome.published == outcome.acknowledged > 0


def test_all_that_cameras_say_arrives_at_the_embedded_broker(embedded: Access):
    outcome = run(embedded)
    assert_all_arrived(outcome)
    assert outcome.latency_ms_p50 is not None


def test_storms_at_the_embedded_broker_lose_nothing_and_every_will_is_heard(embedded: Access):
    outcome = run(embedded, storm_every_s=0.9, storm_share=0.5)
    assert_all_arrived(outcome)
    assert outcome.wills == outcome.dropped > 0


def test_a_push_is_answered_by_every_camera(embedded: Access):
    outcome = run(embedded, push_every_s=0.9)
    assert_all_arrived(outcome)
    assert outcome.pushes == outcome.pushes_answered > 0
    assert (outcome.applied, outcome.rejected) == (outcome.pushes * CAMERAS, 0)
    assert outcome.push_s_p95 is not None


def test_a_push_to_a_share_is_answered_by_that_share(embedded: Access):
    outcome = run(embedded, push_every_s=1.5, push_share=0.25)
    assert outcome.applied == outcome.pushes * CAMERAS // 4 > 0


def test_certificates_and_acl_let_every_camera_speak_for_itself(mosquitto: Mosquitto):
    outcome = run(with_certificates(mosquitto), storm_every_s=0.9, push_every_s=0.9)
    assert_all_arrived(outcome)
    assert outcome.wills == outcome.dropped > 0
    assert outcome.applied >= CAMERAS


def test_what_was_under_way_when_the_broker_stopped_is_sent_again(mosquitto: Mosquitto):
    seconds = iter(range(1000))

    def restart(line: str) -> None:
        if line.startswith("running") and next(seconds) == 1:
            mosquitto.stop()
            mosquitto.start()

    outcome = run(with_certificates(mosquitto), show=restart, seconds=4.0)
    assert_all_arrived(outcome)
    assert outcome.observer_reconnects == 1
    assert sum(outcome.troubles.values()) >= CAMERAS


def test_a_configuration_that_cannot_be_is_rejected_and_the_camera_goes_on(mosquitto: Mosquitto):
    name = "passerby/v1/fleet-00002/config"
    operator = mosquitto.client("operator").subscribe(f"{name}/reported")

    def push_nonsense(line: str) -> None:
        if line.startswith("running") and not operator.payloads(f"{name}/desired"):
            nonsense = KEYS.config("version: 5\nzones: 3", audience=[EVERYBODY])
            operator.publish(f"{name}/desired", nonsense, retain=True)

    outcome = run(with_certificates(mosquitto), show=push_nonsense)
    reports = [
        msgspec.json.decode(raw, type=ConfigReport) for raw in operator.payloads(f"{name}/reported")
    ]
    operator.close()
    assert_all_arrived(outcome)
    assert (reports[-1].state, reports[-1].version) == ("rejected", 1)
    assert reports[-1].faults[0].path == "zones"


def test_after_a_run_every_camera_is_said_to_be_offline(mosquitto: Mosquitto):
    run(with_certificates(mosquitto), seconds=1.0)
    operator = mosquitto.client("operator").subscribe("passerby/v1/+/status")
    for number in range(1, CAMERAS + 1):
        raw = operator.wait_for(f"passerby/v1/fleet-{number:05}/status")[-1]
        assert not msgspec.json.decode(raw, type=Status).online
    operator.close()
