"""Small fleets against real brokers."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.broker import start_broker
from simulator.fleet.outcome import Outcome
from simulator.fleet.run import run_fleet
from simulator.fleet.settings import Access, Load
from tests.brokers import Mosquitto

CAMERAS = 12


@pytest.fixture(scope="module")
def embedded() -> Iterator[Access]:
    with start_broker() as broker:
        yield Access(broker=broker.url, operators=broker.url)


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    broker = Mosquitto(tmp_path, [f"fleet-{number:05}" for number in range(1, CAMERAS + 1)])
    yield broker
    broker.stop()


def with_certificates(broker: Mosquitto) -> Access:
    return Access(
        broker=f"mqtts://127.0.0.1:{broker.port}",
        operators=f"mqtts://127.0.0.1:{broker.operator_port}",
        ca=broker.certificates / "ca.pem",
        certs=broker.certificates,
    )


def run(access: Access, show: Callable[[str], None] = lambda line: None, **load: Any) -> Outcome:
    """A fleet in which much happens: every camera sees somebody every second."""
    busy = Load(**{"cameras": CAMERAS, "seconds": 2.5, "episodes_per_hour": 2000.0, **load})
    return run_fleet(busy, access, show=show, stop=lambda: False)


def command(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "simulator", "fleet", *words],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def figures(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    return found
