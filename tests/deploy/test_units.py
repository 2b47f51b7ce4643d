"""The units, as systemd itself reads and rates them."""

import re
import shutil
import subprocess

import pytest

from tests.deploy.device import DEPLOY

UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
# systemd-analyze's exposure, from 0 (safe) to 10.
AT_MOST = {"vision": 1.0, "uplink": 2.0, "first-boot": 2.0, "enrol": 2.0}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    root = tmp_path_factory.mktemp("root")
    shutil.copytree(DEPLOY / "systemd", root / "etc/systemd/system")
    return root


def settings(name: str) -> list[str]:
    return (DEPLOY / f"systemd/passerby-{name}.service").read_text().splitlines()


@pytest.mark.parametrize(("name", "limit"), AT_MOST.items())
def test_a_unit_is_exposed_to_little(root, name, limit):
    command = ["systemd-analyze", "security", "--offline=true", f"--root={root}"]
    done = subprocess.run(
        [*command, f"passerby-{name}.service"], check=True, capture_output=True, text=True
    )
    rating = re.search(r"exposure level for \S+: (\d+\.\d)", done.stdout)
    assert rating is not None
    assert float(rating[1]) <= limit


def test_what_sees_has_no_network_and_no_swap():
    vision = settings("vision")
    assert {"PrivateNetwork=yes", "IPAddressDeny=any", "MemorySwapMax=0"} <= set(vision)
    assert [line for line in vision if line.startswith("DeviceAllow=")] == [
        "DeviceAllow=char-video4linux rw",
        "DeviceAllow=char-media rw",
        "DeviceAllow=char-dma_heap rw",
    ]


def test_what_speaks_has_no_camera():
    uplink = settings("uplink")
    assert {"PrivateDevices=yes", "DevicePolicy=closed"} <= set(uplink)
    assert not [
        line for line in uplink if line.startswith(("DeviceAllow=", "SupplementaryGroups="))
    ]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_no_unit_dumps_core_or_takes_all_memory(unit):
    lines = set(unit.read_text().splitlines())
    assert {"LimitCORE=0", "MemorySwapMax=0", "NoNewPrivileges=yes"} <= lines
    assert any(line.startswith("MemoryMax=") for line in lines)


@pytest.mark.parametrize("name", ["vision", "uplink"])
def test_who_falls_silent_is_started_anew(name):
    lines = set(settings(name))
    assert {"Type=notify", "WatchdogSec=120", "Restart=always"} <= lines


def test_neither_can_enter_the_others_room():
    assert "InaccessiblePaths=-/var/lib/passerby/uplink" in settings("vision")
    assert "InaccessiblePaths=-/var/lib/passerby/vision" in settings("uplink")
