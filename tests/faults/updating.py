"""A whole camera that is given new models while its processes are killed and its server fails.

    python -m tests.faults.updating

The real `passerby run`, a broker, a server over TLS. Prints what became of each update as JSON;
exits with 1 where that is not what it should be.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from edge.contract import topic
from edge.governance.signing import seal
from edge.perception.manifest import models_folder
from edge.update.pack import pack
from simulator.broker import start_broker
from tests.desk import CAMERA, Desk, Listener
from tests.edge.update.updated import bundle
from tests.https_server import Server, serving
from tests.keys import KEYS
from tests.patience import wait_until

# What has to be said in the end of each.
EXPECTED = {
    "cut, stalled, uplink and vision killed on the way": "applied",
    "vision killed on trial": "rolled-back",
    "after that": "applied",
    "something else at the address": "rejected",
}


class Fleet:
    """One camera, its operator and its oversight."""

    def __init__(self, server: Server, listener: Listener, desk: Desk) -> None:
        self.server, self.listener, self.desk = server, listener, desk
        self.version = 0
        self.states: list[str] = []

    def push(self, content: bytes) -> None:
        self.version += 1
        self.server.content = content
        body = bundle(content, kind="models", version=self.version, url=self.server.url)
        raw = seal(
            msgspec.json.encode(body).decode(),
            purpose="update",
            audience=[CAMERA],
            by=[KEYS.oversight],
            expires=int(time.time()) + 3_600,
        )
        self.listener._client.publish(topic(CAMERA, "update/desired"), raw, qos=1, retain=True)

    def reports(self) -> list[dict[str, Any]]:
        told = [message.json() for message in self.listener.of("update/reported")]
        return [report for report in told if report["desired_version"] == self.version]

    def until(self, *states: str) -> dict[str, Any]:
        """Wait until one of these is said of the last update."""

        def found() -> dict[str, Any] | None:
            return next((r for r in self.reports() if r["state"] in states), None)

        return wait_until(found, f"{states} of {self.version}")

    def kill(self, name: Any) -> None:
        wait_until(lambda: self.desk.kill(name), f"a {name} to kill")


def run(folder: Path) -> dict[str, dict[str, Any]]:
    """Give it four updates. Returns the last report on each."""
    pack(models_folder(), folder / "models.zip")
    content = (folder / "models.zip").read_bytes()
    (folder / "config.yaml").write_text("version: 1\n")
    with start_broker() as broker, serving(folder / "server", content) as server:
        # As a system that trusts this server's authority.
        os.environ["SSL_CERT_FILE"] = str(server.authority)
        listener = Listener(broker.url)
        with Desk(
            url=broker.url,
            source="sim:street",
            config=folder / "config.yaml",
            state=folder / "state",
        ) as desk:
            fleet = Fleet(server, listener, desk)
            ways = (_badly, _killed_on_trial, _well, _something_else)
            told = {name: way(fleet, content) for name, way in zip(EXPECTED, ways, strict=True)}
        listener.close()
    return told


def _badly(fleet: Fleet, content: bytes) -> dict[str, Any]:
    fleet.server.faults[:] = ["cut", "stall"]
    fleet.push(content)
    fleet.until("fetching")
    wait_until(lambda: len(fleet.server.asked) == 2, "a stalled server")
    fleet.kill("uplink")
    fleet.until("checking")
    fleet.kill("vision")
    return fleet.until("applied", "rejected", "rolled-back")


def _killed_on_trial(fleet: Fleet, content: bytes) -> dict[str, Any]:
    fleet.push(_another(content))
    fleet.until("trial")
    first = fleet.desk.child("vision")
    wait_until(lambda: fleet.desk.child("vision") not in (None, first), "the start on trial")
    _wait_for_trial(fleet)
    fleet.kill("vision")
    return fleet.until("applied", "rejected", "rolled-back")


def _wait_for_trial(fleet: Fleet) -> None:
    """Until the start has been counted: before that it would be a start like any other."""
    record = fleet.desk.state / "update" / "record.json"
    wait_until(lambda: json.loads(record.read_bytes())["document"]["starts"] == 1, "the trial")


def _well(fleet: Fleet, content: bytes) -> dict[str, Any]:
    fleet.push(_another(_another(content)))
    return fleet.until("applied", "rejected", "rolled-back")


def _something_else(fleet: Fleet, content: bytes) -> dict[str, Any]:
    fleet.push(content)
    fleet.server.content = bytes(len(content))
    return fleet.until("applied", "rejected", "rolled-back")


def _another(content: bytes) -> bytes:
    """The same models in another file: a zip may begin with anything."""
    return b"#" + content


def main(say: Callable[[str], object] = print) -> int:
    with tempfile.TemporaryDirectory() as folder:
        told = run(Path(folder))
    say(json.dumps(told, indent=2))
    return 0 if {name: one["state"] for name, one in told.items()} == EXPECTED else 1


if __name__ == "__main__":
    sys.exit(main())
