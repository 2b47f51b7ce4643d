"""An installer's hour with a real camera: what sees has no network, what listens sees nothing."""

import json
import os
import re
import shutil
import struct
import sys
from pathlib import Path

import pytest

from edge.governance.signing import key_id
from edge.installer.identity import make
from edge.installer.opening import opening
from edge.installer.said import SOCKET
from edge.installer.window import STICK
from tests.edge.installer.hour import Client, listens
from tests.keys import CAMERA, KEYS, enrol
from tests.patience import started, wait_until
from tests.ports import free_port

CONFIG = """
version: 1
zones: {everywhere: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}
rules: [{rule: restricted_zone, zone: everywhere}]
"""
# What decodes pictures, runs models or reads cameras.
SEEING = re.compile(r"cv2|litert|/dev/video|/dev/media")


def test_a_stick_opens_a_window_that_shows_masked_pictures_and_closes_with_the_camera(
    tmp_path: Path,
) -> None:
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed")
    window, asked, keys, state = (tmp_path / name for name in ("window", "asked", "keys", "state"))
    for room in (window, asked, keys):
        room.mkdir()
    (tmp_path / "config.yaml").write_text(CONFIG)
    pin = make(keys, CAMERA).splitlines()[1].partition(" ")[2].replace(" ", "")
    port = free_port()
    vision = [
        *("unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"])),
        *(sys.executable, "-m", "edge", "vision", "--source", "sim:street"),
        *("--config", str(tmp_path / "config.yaml"), "--state", str(state)),
        *("--door", str(tmp_path / "door.sqlite"), *enrol(tmp_path)),
        *("--window", str(window), "--asked", str(asked)),
    ]
    serve = [
        *(sys.executable, "-m", "edge", "installer", "serve", "--address", "127.0.0.1"),
        *("--port", str(port), "--window", str(window), "--keys", str(keys)),
    ]
    with started(vision) as seeing:
        wait_until(lambda: _logged(state), "a camera at work")
        assert not (window / SOCKET).exists()
        (asked / STICK).write_bytes(
            opening([CAMERA], minutes=5, utc_s=0, expires=1 << 33, key=KEYS.operator)
        )
        wait_until((window / SOCKET).is_socket, "the window")
        with started(serve) as serving:
            wait_until(lambda: listens(port), "the page")
            browser = Client(port)
            assert browser.enter(pin) == 204
            wait_until(lambda: _shown(browser), "a picture that is not masked whole")
            loaded = Path(f"/proc/{serving.pid}/maps").read_text()
            seeing.terminate()
            assert serving.wait() == 0
            browser.connection.close()
    assert SEEING.findall(loaded) == []
    assert not listens(port)
    assert not (window / SOCKET).exists()
    assert _logged(state)[-1]["kind"] == "stopped"
    watched = [entry["open"] for entry in _logged(state) if entry["kind"] == "preview"]
    assert (watched[0], watched[-1]) == (True, False)
    entries = [entry for entry in _logged(state) if entry["kind"] == "maintenance"]
    assert [entry["state"] for entry in entries] == ["opened", "entered", "closed"]
    assert entries[0]["by"] == "stick"
    assert entries[0]["keys"] == [key_id(KEYS.operator.public_key())]


def _shown(browser: Client) -> dict[str, object] | None:
    _, message, _ = browser.ask("GET", "/picture?after=0")
    if not message:
        return None
    (length,) = struct.unpack(">I", message[:4])
    header: dict[str, object] = json.loads(message[4 : 4 + length])
    return None if header["whole"] else header


def _logged(state: Path) -> list[dict[str, object]]:
    path = state / "log/entries.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
