"""The uplink process against the broker that we deploy: TLS, certificates, and all."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from edge.contract import Health, Status
from edge.door.door import Door
from tests.brokers import Mosquitto, certificates
from tests.edge.samples import count, event, event_id, report, vision_health
from tests.keys import signed
from tests.patience import PATIENCE_S, wait_until
from tests.uplink_process import start_uplink

STATUS = "passerby/v1/cam-1/status"
DESIRED = "passerby/v1/cam-1/config/desired"
REPORTED = "passerby/v1/cam-1/config/reported"
LOITERING = "passerby/v1/cam-1/event/loitering"


@pytest.fixture
def broker(tmp_path):
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Mosquitto(folder, ["cam-1", "cam-2"])
    yield broker
    broker.stop()


@pytest.fixture
def door(tmp_path):
    with Door(tmp_path / "door.sqlite") as door:
        yield door


@pytest.fixture
def operator(broker):
    operator = broker.client("operator")
    yield operator
    operator.close()


@pytest.fixture
def start(broker, door, tmp_path):
    started = []

    def start(**changes):
        settings = broker.settings("cam-1", **changes)
        started.append(start_uplink(settings, tmp_path / "door.sqlite", tmp_path / "uplink.log"))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def log(tmp_path):
    return lambda: (tmp_path / "uplink.log").read_text()


def statuses(client):
    return [msgspec.json.decode(raw, type=Status) for raw in client.payloads(STATUS)]


def ids(client, topic=LOITERING):
    return [msgspec.json.decode(raw)["id"] for raw in client.payloads(topic)]


def test_it_says_online_with_session_boot_and_firmware(operator, door, start):
    operator.subscribe(STATUS)
    door.begin_boot()
    start()
    operator.wait_for(STATUS)
    status = statuses(operator)[0]
    assert (status.online, status.session, status.boot) == (True, door.session, 1)
    assert status.firmware


def test_a_clean_stop_says_offline_and_ends_with_0(operator, start):
    operator.subscribe(STATUS)
    process = start()
    operator.wait_for(STATUS)
    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    operator.wait_for(STATUS, 2)
    assert [status.online for status in statuses(operator)] == [True, False]


def test_a_kill_is_told_by_the_broker(operator, start):
    operator.subscribe(STATUS)
    process = start()
    operator.wait_for(STATUS)
    process.kill()
    operator.wait_for(STATUS, 2)
    assert [status.online for status in statuses(operator)] == [True, False]


def test_what_the_broker_says_of_a_dead_camera_is_nothing_it_cannot_know(operator, door, start):
    operator.subscribe(STATUS)
    process = start()
    operator.wait_for(STATUS)
    door.begin_boot(report(version=4))
    wait_until(lambda: statuses(operator)[-1].config_version == 4, "a new status")
    process.kill()
    wait_until(lambda: not statuses(operator)[-1].online, "the will")
    before, began, will = statuses(operator)
    assert (before.boot, before.config_version) == (0, None)
    assert (began.boot, began.config_version) == (1, 4)
    assert (will.session, will.boot, will.config_version) == (door.session, None, None)


def test_a_goodbye_knows_what_was_at_work(operator, door, start):
    operator.subscribe(STATUS)
    process = start()
    door.begin_boot(report(version=4))
    wait_until(lambda: statuses(operator) and statuses(operator)[-1].boot == 1, "a new status")
    process.terminate()
    process.wait(PATIENCE_S)
    wait_until(lambda: not statuses(operator)[-1].online, "the goodbye")
    assert (statuses(operator)[-1].boot, statuses(operator)[-1].config_version) == (1, 4)


def test_the_status_is_there_for_those_who_come_later(broker, operator, start):
    operator.subscribe(STATUS)
    start()
    operator.wait_for(STATUS)
    later = broker.client("operator").subscribe(STATUS)
    later.wait_for(STATUS)
    assert later.messages[0][2]
    later.close()


def test_events_and_counts_arrive_in_order_and_leave_the_door(operator, door, start):
    operator.subscribe("passerby/v1/cam-1/event/#", "passerby/v1/cam-1/count/#")
    door.put([event(n) for n in range(500)], [count("gate")])
    start()
    door.put([event(n) for n in range(500, 1000)])
    operator.wait_for(LOITERING, 1000)
    assert ids(operator) == [event_id(n) for n in range(1000)]
    assert len(operator.payloads("passerby/v1/cam-1/count/gate")) == 1
    wait_until(lambda: door.depth() == 0, "an empty door")


def test_what_happens_without_a_broker_arrives_once_it_is_back(broker, operator, door, start):
    operator.subscribe(LOITERING, STATUS)
    start()
    operator.wait_for(STATUS)
    broker.stop()
    door.put([event(n) for n in range(100)])
    broker.start()
    operator.wait_for(LOITERING, 100)
    assert sorted(set(ids(operator))) == [event_id(n) for n in range(100)]


def test_a_desired_configuration_reaches_the_door_as_it_is(operator, door, start):
    operator.publish(DESIRED, signed("version: 1"), retain=True)
    start()
    wait_until(lambda: door.changed() and door.take_config() is not None, "a configuration")


def test_a_vision_that_starts_anew_is_brought_what_is_desired(operator, door, start):
    operator.publish(DESIRED, signed("version: 2"), retain=True)
    start()
    wait_until(lambda: door.take_config() is not None, "the configuration")
    door.report_config(report(version=2))
    operator.subscribe(REPORTED).wait_for(REPORTED)
    assert door.take_config() is None
    door.begin_boot()
    wait_until(lambda: door.take_config() is not None, "the configuration again")


def test_a_judged_configuration_is_reported_and_not_delivered_again(operator, door, start):
    operator.publish(DESIRED, signed("version: 7"), retain=True)
    operator.subscribe(REPORTED, STATUS)
    first = start()
    wait_until(lambda: door.take_config() is not None, "a configuration")
    door.report_config(report(7))
    operator.wait_for(REPORTED)
    wait_until(lambda: 7 in [s.config_version for s in statuses(operator)], "a status")
    first.terminate()
    first.wait(PATIENCE_S)
    start()
    operator.wait_for(STATUS, 4)
    wait_until(lambda: door.depth() == 0, "an empty door")
    assert door.take_config() is None


def test_health_joins_what_vision_and_uplink_know(operator, door, start):
    operator.subscribe("passerby/v1/cam-1/health")
    door.set_health(vision_health())
    start()
    (raw, *_) = operator.wait_for("passerby/v1/cam-1/health")
    health = msgspec.json.decode(raw, type=Health)
    assert health.vision == vision_health()
    assert (health.uplink.vision, health.uplink.sent_messages) == ("ok", 2)


def test_a_door_that_was_started_afresh_is_a_new_session(operator, door, start, tmp_path):
    operator.subscribe(STATUS, LOITERING)
    start()
    operator.wait_for(STATUS)
    for ending in ("-wal", "-shm", ""):
        (tmp_path / f"door.sqlite{ending}").replace(tmp_path / f"old{ending}")
    door.put([event(1)])
    operator.wait_for(LOITERING)
    assert statuses(operator)[-1].session == door.session
    assert statuses(operator)[0].session != door.session


@pytest.mark.parametrize("fault", ["expired", "foreign"])
def test_a_certificate_that_is_not_good_is_refused_and_said_once(
    broker, operator, door, start, log, tmp_path, fault
):
    operator.subscribe("passerby/#")
    folder = tmp_path / "bad"
    folder.mkdir()
    if fault == "foreign":
        by, until = certificates.authority(folder, "other-ca"), None
    else:
        by = certificates.authority(broker.certificates, "ca")
        until = datetime.now(UTC) - timedelta(hours=1)
    certificates.issue(folder, "cam-1", by=by, usage="client", until=until)
    door.put([event(1)])
    start(cert=folder / "cam-1.pem", key=folder / "cam-1.key")
    wait_until(lambda: (broker.folder / "broker.log").read_text().count("error") >= 3, "attempts")
    assert log().count("no connection") <= 2
    assert (operator.messages, door.depth()) == ([], 1)


def test_a_broker_that_cannot_prove_itself_gets_nothing(broker, operator, door, start, log):
    operator.subscribe("passerby/#")
    door.put([event(1)])
    start(ca=broker.certificates / "operators-ca.pem")
    wait_until(lambda: "the broker's certificate" in log(), "a line in the log")
    assert (operator.messages, door.depth()) == ([], 1)


def test_a_broker_of_another_name_gets_nothing(tmp_path, broker, door, start, log):
    start(broker=f"mqtts://127.0.0.2:{broker.port}")
    wait_until(lambda: "no connection" in log(), "a line in the log")
    assert "connected to" not in log()


def test_a_key_that_does_not_fit_ends_it_at_once(broker, start, log):
    process = start(key=broker.certificates / "cam-2.key")
    assert process.wait(PATIENCE_S) != 0
    assert "cam-2.key: the key does not belong to the certificate" in log()


def test_a_camera_cannot_read_what_another_is_told(broker, operator):
    spy = broker.client("cam-2").subscribe("passerby/v1/#", DESIRED)
    operator.publish(DESIRED, b"for cam-1 only", retain=True)
    operator.publish("passerby/v1/cam-2/config/desired", b"for cam-2")
    spy.wait_for("passerby/v1/cam-2/config/desired")
    assert [topic for topic, _, _ in spy.messages] == ["passerby/v1/cam-2/config/desired"]
    spy.close()


@pytest.mark.parametrize(
    "topic", [STATUS, LOITERING, DESIRED, "passerby/v1/cam-2/config/desired", "other"]
)
def test_a_camera_cannot_write_elsewhere(broker, operator, topic):
    operator.subscribe("#")
    spy = broker.client("cam-2")
    spy.publish(topic, b"false")
    spy.publish("passerby/v1/cam-2/status", b"true")
    operator.wait_for("passerby/v1/cam-2/status")
    assert [topic for topic, _, _ in operator.messages] == ["passerby/v1/cam-2/status"]
    spy.close()


def test_an_operator_cannot_speak_for_a_camera(broker, operator):
    listener = broker.client("operator").subscribe("#")
    operator.publish(LOITERING, b"false")
    operator.publish(DESIRED, b"true")
    listener.wait_for(DESIRED)
    assert [topic for topic, _, _ in listener.messages] == [DESIRED]
    listener.close()


def test_a_camera_cannot_throw_another_out_by_taking_its_client_id(broker, operator, start):
    operator.subscribe(STATUS, "passerby/v1/cam-2/status")
    start()
    operator.wait_for(STATUS)
    thief = broker.client("cam-2", calls_itself="cam-1")
    thief.publish("passerby/v1/cam-2/status", b"true")
    operator.wait_for("passerby/v1/cam-2/status")
    operator.publish(DESIRED, b"a last message")
    assert [status.online for status in statuses(operator)] == [True]
    thief.close()


def test_a_message_that_the_broker_refuses_stays_in_the_door(broker, door, start, log):
    acl = (broker.folder / "cameras.acl").read_text()
    broker.stop()
    (broker.folder / "cameras.acl").write_text(acl.replace("%u/event", "%u/elsewhere"))
    broker.start()
    door.put([event(1)])
    start()
    wait_until(lambda: "refused a message: not authorized" in log(), "a line in the log")
    assert door.depth() == 1
