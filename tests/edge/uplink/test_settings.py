"""Where the broker is: refused with a name before anything is sent."""

import ssl
import sys
from pathlib import Path

import pytest

from edge.errors import BadInputError
from edge.uplink.settings import Broker, UplinkSettings, parse_broker, password, tls_context
from tests.brokers import certificates


@pytest.fixture(scope="module")
def pems(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pems")
    certificates.make_all(folder, ["cam-1", "cam-2"], ["localhost"])
    return folder


def settings(**changes):
    return UplinkSettings(**{"camera": "cam-1", "broker": "mqtts://broker.example", **changes})


@pytest.mark.parametrize(
    ("url", "broker"),
    [
        ("mqtts://broker.example", Broker(host="broker.example", port=8883, tls=True)),
        ("mqtts://broker.example:443", Broker(host="broker.example", port=443, tls=True)),
        ("mqtt://127.0.0.1", Broker(host="127.0.0.1", port=1883, tls=False)),
        ("mqtts://[::1]:8883", Broker(host="::1", port=8883, tls=True)),
    ],
)
def test_a_broker_is_a_scheme_a_host_and_a_port(url, broker):
    assert parse_broker(url) == broker


@pytest.mark.parametrize(
    "url",
    [
        "",
        "broker.example",
        "http://broker.example",
        "mqtts://",
        "mqtts://broker:99999",
        "mqtts://broker:0",
        "mqtts://broker:x",
        "mqtts://broker/path",
        "mqtts://[::1",
    ],
)
def test_any_other_address_is_refused(url):
    with pytest.raises(BadInputError, match="broker"):
        settings(broker=url)


def test_a_password_in_an_address_is_refused_and_not_repeated():
    with pytest.raises(BadInputError) as refused:
        settings(broker="mqtts://me:hunter2@broker.example")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("camera", ["", "Cam", "cam/1", "cam+", "#", "-cam", "c" * 64])
def test_a_camera_id_cannot_change_the_topic(camera):
    with pytest.raises(BadInputError, match="camera"):
        settings(camera=camera)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"])
def test_plain_text_may_stay_on_this_machine(host):
    assert tls_context(settings(broker=f"mqtt://{host}:1883")) is None


@pytest.mark.parametrize("host", ["broker.example", "192.168.1.2", "localhost.example"])
def test_plain_text_to_another_machine_must_be_asked_for(host):
    with pytest.raises(BadInputError, match="not encrypted"):
        settings(broker=f"mqtt://{host}:1883")
    assert settings(broker=f"mqtt://{host}:1883", allow_plaintext=True)


def test_a_password_is_never_sent_in_plain_text_to_another_machine():
    with pytest.raises(BadInputError, match="password_file"):
        settings(broker="mqtt://b.example", allow_plaintext=True, password_file=Path("secret"))


def test_certificates_with_plain_text_are_a_mistake(pems):
    with pytest.raises(BadInputError, match="mqtts"):
        settings(broker="mqtt://localhost", ca=pems / "ca.pem")


def test_a_certificate_needs_its_key(pems):
    with pytest.raises(BadInputError, match="both"):
        settings(cert=pems / "cam-1.pem")


def test_tls_is_recent_and_checks_the_host_name(pems):
    context = tls_context(
        settings(ca=pems / "ca.pem", cert=pems / "cam-1.pem", key=pems / "cam-1.key")
    )
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)


def test_a_key_that_does_not_fit_is_named(pems):
    with pytest.raises(BadInputError, match=r"cam-2\.key: the key does not belong"):
        tls_context(settings(cert=pems / "cam-1.pem", key=pems / "cam-2.key"))


@pytest.mark.parametrize("which", ["ca", "cert", "key"])
def test_a_file_that_is_not_there_is_named(pems, which):
    files = {"ca": pems / "ca.pem", "cert": pems / "cam-1.pem", "key": pems / "cam-1.key"}
    with pytest.raises(BadInputError, match=r"nowhere\.pem: No such file"):
        tls_context(settings(**{**files, which: pems / "nowhere.pem"}))


@pytest.mark.parametrize("which", ["ca", "cert", "key"])
def test_a_file_that_is_no_pem_is_named(pems, tmp_path, which):
    (tmp_path / "junk.pem").write_text("junk")
    files = {"ca": pems / "ca.pem", "cert": pems / "cam-1.pem", "key": pems / "cam-1.key"}
    with pytest.raises(BadInputError, match=r"junk\.pem"):
        tls_context(settings(**{**files, which: tmp_path / "junk.pem"}))


def test_the_first_line_is_the_password(tmp_path):
    (tmp_path / "secret").write_text("open sesame\n")
    assert password(settings(password_file=tmp_path / "secret")) == "open sesame"


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_a_password_file_without_a_password_is_named(tmp_path, content):
    if content is not None:
        (tmp_path / "secret").write_text(content)
    with pytest.raises(BadInputError, match="secret"):
        password(settings(password_file=tmp_path / "secret"))


def test_the_uplink_loads_nothing_that_could_look_at_a_picture():
    import subprocess

    program = (
        "import sys, edge.uplink.uplink;"
        "print(*(m for m in ('numpy', 'cv2', 'ai_edge_litert', 'edge.perception', 'edge.capture')"
        " if m in sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert loaded.stdout.split() == []
