"""`simulator fleet` as a person calls it."""

import socket
from pathlib import Path

import pytest

from tests.brokers import Mosquitto

from .conftest import command, figures

PROMISED = {
    *("cameras", "connected", "published", "acknowledged", "received", "lost", "duplicates"),
    *("out_of_order", "latency_ms_p50", "latency_ms_p95", "latency_ms_p99", "connect_s", "storms"),
    *("push_s_p95", "rss_mib_start", "rss_mib_end", "kib_per_connection", "cpu_share"),
}


def test_the_figures_of_a_run_are_one_json_object_on_standard_output():
    done = command("--cameras", "5", "--seconds", "1", "--json")
    assert done.returncode == 0, done.stderr
    assert set(figures(done)) >= PROMISED


def test_without_json_the_figures_are_a_table():
    done = command("--cameras", "3", "--seconds", "1")
    assert done.returncode == 0, done.stderr
    assert any(line.split() == ["lost", "0"] for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--cameras", "0"], 2, "cameras: expected 1 to 99999"),
        (["--broker", "localhost"], 2, "broker: expected mqtts://host:port or mqtt://host:port"),
        (["--broker", "mqtt://192.0.2.1"], 2, "mqtt:// is not encrypted"),
        (["--broker", "mqtts://localhost", "--ca", "/nowhere.pem"], 2, "/nowhere.pem: No such"),
        (["--certs", "folder"], 2, "certs need mqtts://"),
    ],
)
def test_bad_input_is_named_in_one_line(words, code, said):
    done = command(*words)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broker_that_is_not_there_is_named():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    done = command("--broker", f"mqtt://127.0.0.1:{port}")
    assert done.returncode == 1
    assert f"no broker at mqtt://127.0.0.1:{port}: Connection refused" in done.stderr


def test_an_unknown_authority_is_named(mosquitto: Mosquitto):
    done = command(*_access(mosquitto, ca=mosquitto.certificates / "operators-ca.pem"))
    assert done.returncode == 1
    assert "the broker's certificate: unable to get local issuer certificate" in done.stderr


def test_a_camera_without_a_certificate_is_named(mosquitto: Mosquitto):
    done = command("--cameras", "13", *_access(mosquitto, ca=mosquitto.certificates / "ca.pem"))
    assert done.returncode == 2
    assert "fleet-00013.pem: No such file" in done.stderr


def test_cameras_that_the_broker_refuses_are_named(mosquitto: Mosquitto):
    words = list(_access(mosquitto, ca=mosquitto.certificates / "ca.pem"))
    words[1] = words[3]
    done = command("--cameras", "2", *words)
    assert done.returncode == 1
    assert "0 of 2 cameras connected" in done.stderr
    assert "does it accept the certificate?" in done.stderr


def _access(mosquitto: Mosquitto, *, ca: Path) -> tuple[str, ...]:
    return (
        *("--broker", f"mqtts://127.0.0.1:{mosquitto.port}"),
        *("--operators", f"mqtts://127.0.0.1:{mosquitto.operator_port}"),
        *("--ca", str(ca), "--certs", str(mosquitto.certificates)),
    )
