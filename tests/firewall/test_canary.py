"""A pattern painted into every picture must not come out: not on the wire, not on the disk."""

import base64
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from simulator.broker import start_broker
from simulator.picture.studio import Studio
from simulator.scenario.library import find
from simulator.scenario.read import read_scenario
from simulator.world.world import World
from tests.desk import Desk, Listener

# Four pixels of one colour that no street has; as raw bytes, as text of any usual encoding.
CANARY = bytes((0xC0, 0xFF, 0x2E)) * 4
SPELLINGS = (
    CANARY,
    CANARY[::-1],
    CANARY.hex().encode(),
    CANARY.hex().upper().encode(),
    *(base64.b64encode(CANARY[shift:])[:12] for shift in range(3)),
    b"192,255,46",
    b"192, 255, 46",
    b"46,255,192",
)
EVERYWHERE = """
version: 1
privacy: {{level: {level}}}
counts: {{window_s: 10}}
zones: {{everywhere: {{polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}}}
lines: {{middle: {{from: [0.5, 0], to: [0.5, 1]}}}}
rules:
  - {{rule: restricted_zone, zone: everywhere}}
  - {{rule: loitering, zone: everywhere, after_s: 2}}
  - {{rule: line_crossing, line: middle}}
"""


@pytest.fixture(scope="module")
def painted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of lossless street pictures with the canary in the background and on people."""
    folder = tmp_path_factory.mktemp("painted")
    scenario = read_scenario(find("street"))
    studio = Studio(scenario, World(scenario))
    for number in range(80):
        pixels = studio.picture(number / 10).pixels
        pixels[8:40, 8:200] = np.frombuffer(CANARY[:3], np.uint8)
        pixels[::24, ::12] = pixels[::24, 1::12] = np.frombuffer(CANARY[:3], np.uint8)
        cv2.imwrite(str(folder / f"{number:04d}.png"), pixels)
    return folder


@pytest.fixture(scope="module")
def broker_url() -> Iterator[str]:
    broker = start_broker()
    yield broker.url
    broker.close()


def _files_with_the_canary(folder: Path) -> list[str]:
    return [
        f"{path.name}: {spelling!r}"
        for path in folder.rglob("*")
        if path.is_file()
        for spelling in SPELLINGS
        if spelling in path.read_bytes()
    ]


def test_the_canary_is_really_in_the_pictures(painted: Path) -> None:
    pixels = cv2.imread(str(painted / "0007.png"))
    assert CANARY in pixels.tobytes()


@pytest.mark.parametrize("level", ["P0", "P1", "P2", "P3"])
def test_no_published_byte_and_no_file_holds_the_canary(
    level: str, painted: Path, broker_url: str, tmp_path: Path
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(EVERYWHERE.format(level=level))
    state = tmp_path / "state"
    listener = Listener(broker_url)
    arguments = {"url": broker_url, "source": str(painted), "config": config, "state": state}
    with Desk(**arguments, extra=("--preview", "--loop")) as desk:
        if level == "P0":
            listener.wait_for(lambda: listener.of("count/"))
            assert not listener.events()
        else:
            listener.wait_for(lambda: len(listener.events()) >= 2)
        listener.wait_for(lambda: listener.of("health"))
        on_disk_while_running = _files_with_the_canary(tmp_path)
        assert desk.stop() == 0
    listener.close()
    wire = b"\n".join(heard.topic.encode() + b" " + heard.payload for heard in listener.heard)
    assert [spelling for spelling in SPELLINGS if spelling in wire] == []
    assert on_disk_while_running == []
    assert _files_with_the_canary(tmp_path) == []
