"""The units of the installer's hour: who listens, to whom, and what a stick can do."""

import re
import shlex
import shutil
import subprocess
from ipaddress import ip_network

import pytest

from tests.deploy.device import DEPLOY

SYSTEMD = DEPLOY / "systemd"
OVERLAY = DEPLOY / "image/overlay/usr/lib"
# systemd-analyze's exposure, from 0 (safe) to 10. A network that it listens on is 0.8 of it.
AT_MOST = {
    "passerby-preview": 1.3,
    "passerby-preview-stick@sda1": 0.8,
    "passerby-preview-button": 0.8,
}


def lines(name):
    return (SYSTEMD / name).read_text().splitlines()


@pytest.mark.parametrize(("name", "limit"), AT_MOST.items())
def test_a_unit_is_exposed_to_little(tmp_path, name, limit):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    shutil.copytree(SYSTEMD, tmp_path / "etc/systemd/system")
    command = ["systemd-analyze", "security", "--offline=true", f"--root={tmp_path}"]
    done = subprocess.run([*command, f"{name}.service"], check=True, capture_output=True, text=True)
    rating = re.search(r"exposure level for \S+: (\d+\.\d)", done.stdout)
    assert rating is not None
    assert float(rating[1]) <= limit


def test_what_listens_is_started_by_the_windows_socket_and_by_nothing_else():
    service = lines("passerby-preview.service")
    assert "[Install]" not in service
    assert "PathExists=/run/passerby-window/preview.sock" in lines("passerby-preview.path")
    assert "ConditionPathExists=/run/passerby-window/preview.sock" in service
    assert "RuntimeMaxSec=65min" in service


def test_what_listens_does_so_on_one_port_for_who_is_near_and_sees_no_camera():
    service = set(lines("passerby-preview.service"))
    assert {"SocketBindAllow=tcp:8443", "SocketBindDeny=any", "IPAddressDeny=any"} <= service
    assert {"PrivateDevices=yes", "DevicePolicy=closed"} <= service
    allowed = [line for line in sorted(service) if line.startswith("IPAddressAllow=")]
    near = " ".join(line.removeprefix("IPAddressAllow=") for line in allowed).split()
    assert {"localhost", "link-local"} < set(near)
    assert all(ip_network(one).is_private for one in near if "/" in one)


def test_what_listens_can_read_nothing_of_vision_of_the_uplink_or_of_the_door():
    hidden = " ".join(line for line in lines("passerby-preview.service") if "Inaccessible" in line)
    for room in ("vision", "uplink", "door"):
        assert f"-/var/lib/passerby/{room}" in hidden


def test_nobody_but_its_user_is_of_the_group_that_may_open_the_windows_socket():
    text = (OVERLAY / "sysusers.d/passerby-preview.conf").read_text()
    members = re.findall(r"^m (\S+) +passerby-window$", text, re.MULTILINE)
    assert members == ["passerby-preview"]
    assert re.findall(r"^m (\S+) +passerby-asked$", text, re.MULTILINE) == ["passerby-vision"]


def test_a_stick_is_read_without_being_mounted_and_one_file_of_it_alone(tmp_path):
    if shutil.which("mcopy") is None:
        pytest.skip("mtools is not installed")
    asked, stick = tmp_path / "asked", tmp_path / "stick.img"
    asked.mkdir()
    subprocess.run(["mformat", "-C", "-i", stick, "-v", "ANY", "-T", "2880", "::"], check=True)
    (tmp_path / "passerby-open.json").write_bytes(b"{}")
    subprocess.run(["mcopy", "-i", stick, tmp_path / "passerby-open.json", "::"], check=True)
    for line in lines("passerby-preview-stick@.service"):
        if line.startswith("ExecStart="):
            words = line.removeprefix("ExecStart=").replace("/run/passerby-asked", str(asked))
            subprocess.run(shlex.split(words.replace("/dev/%I", str(stick))), check=True)
    assert {path.name: path.read_bytes() for path in asked.iterdir()} == {"stick": b"{}"}
