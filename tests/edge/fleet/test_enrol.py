"""A new camera: invited once, its key made where it stays, its certificate for nothing else."""

from datetime import UTC, datetime

import pytest
from cryptography import x509

from edge.errors import BadInputError
from edge.fleet import enrol
from tests.brokers import Listener, Mosquitto, certificates

NOW = datetime.now(UTC)


@pytest.fixture
def place(tmp_path):
    certificates.make_all(tmp_path, [], ["localhost"])
    return tmp_path


def approve(place, request_file):
    return enrol.approve(
        request_file,
        register=place / "register.json",
        ca=place / "ca.pem",
        ca_key=place / "ca.key",
        days=30,
        now=NOW,
    )


def invited(place, camera="gate-3"):
    return enrol.invite(place / "register.json", camera)


def test_an_invited_camera_gets_a_certificate_for_its_own_key(place):
    request = enrol.request(place, "gate-3", invited(place))
    made = x509.load_pem_x509_certificate(approve(place, request))
    asked = x509.load_pem_x509_csr(request.read_bytes())
    assert made.subject.rfc4514_string() == "CN=gate-3"
    assert made.public_key() == asked.public_key()
    assert (place / "gate-3.key").stat().st_mode & 0o777 == 0o600


def test_a_code_works_once(place):
    code = invited(place)
    approve(place, enrol.request(place, "gate-3", code))
    (place / "gate-3.key").unlink()
    with pytest.raises(BadInputError, match="was used"):
        approve(place, enrol.request(place, "gate-3", code))


def test_a_camera_that_is_invited_again_gets_another(place):
    approve(place, enrol.request(place, "gate-3", invited(place)))
    (place / "gate-3.key").unlink()
    approve(place, enrol.request(place, "gate-3", invited(place)))


@pytest.mark.parametrize("camera", ["gate-3", "gate-4"])
def test_nobody_gets_in_with_another_code_or_another_name(place, camera):
    code = invited(place, "gate-3")
    request = enrol.request(place, camera, code if camera == "gate-4" else "guess")
    with pytest.raises(BadInputError, match="not invited"):
        approve(place, request)


def test_the_register_holds_no_code(place):
    code = invited(place)
    assert code not in (place / "register.json").read_text()


def test_a_key_that_is_there_is_not_replaced(place):
    enrol.request(place, "gate-3", "x")
    with pytest.raises(BadInputError, match=r"gate-3\.key: File exists"):
        enrol.request(place, "gate-3", "x")


@pytest.mark.parametrize("camera", ["", "Gate", "a/b", "+", "x" * 64])
def test_only_an_id_can_be_invited(place, camera):
    with pytest.raises(BadInputError, match="not an id"):
        invited(place, camera)


def test_a_request_that_was_changed_on_its_way_is_refused(place):
    request = enrol.request(place, "gate-3", invited(place))
    request.write_bytes(request.read_bytes()[:200])
    with pytest.raises(BadInputError, match="not a certificate request"):
        approve(place, request)


def test_an_enrolled_camera_is_let_in_by_a_real_broker(tmp_path):
    broker = Mosquitto(tmp_path, ["cam-1"])
    folder = broker.certificates
    request = enrol.request(folder, "gate-3", invited(folder))
    (folder / "gate-3.pem").write_bytes(approve(folder, request))
    operator = broker.client("operator").subscribe("passerby/v1/gate-3/status")
    camera = Listener(folder, "gate-3", broker.port, kept=False)
    camera.publish("passerby/v1/gate-3/status", b"here")
    operator.wait_for("passerby/v1/gate-3/status")
    camera.close()
    operator.close()
    broker.stop()
