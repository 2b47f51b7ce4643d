"""The operator: gives cameras a new configuration, and times how long they take to answer."""

import time
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

import msgspec
import numpy as np
import yaml

from edge.config import Config, parse_config
from edge.contract import ConfigReport, topic
from edge.uplink.link import Message
from simulator.fleet.latency import Latencies
from simulator.fleet.settings import Access
from simulator.keyring import Keyring

_DOCUMENT: Final = files("simulator.fleet") / "fleet.yaml"
# The same in every process of a run.
KEYS: Final = Keyring.of(b"load")
EVERYBODY: Final = "fleet:load"
# At night nobody stands for less; what changes is not the point.
_LONGEST_DWELL_S: Final = 10


def first_config() -> Config:
    """What every camera starts with."""
    return parse_config(_DOCUMENT.read_bytes())


def envelope(version: int) -> bytes:
    """A valid configuration that differs in more than its version."""
    document: dict[str, Any] = yaml.safe_load(_DOCUMENT.read_bytes())
    document["version"] = version
    document["rules"][0]["min_dwell_s"] = version % _LONGEST_DWELL_S
    return KEYS.config(msgspec.json.encode(document).decode(), audience=[EVERYBODY])


@dataclass(slots=True, kw_only=True)
class Pushed:
    """How it went so far. all_s: seconds until the last camera had reported, one a push."""

    pushes: int = 0
    applied: int = 0
    rejected: int = 0
    all_s: list[float] = field(default_factory=list)


class Pushes:
    """One push at a time: a new one gives up waiting for the answers to the one before.

    share: of the cameras, chosen anew each time.
    """

    def __init__(self, access: Access, *, cameras: int, share: float, seed: int) -> None:
        self.pushed = Pushed()
        self.latencies = Latencies()
        self._access = access
        self._cameras = cameras
        self._share = share
        self._random = np.random.default_rng(seed)
        self._version = 0
        self._began_s = 0.0
        self._sent_s: dict[int, float] = {}
        self._waiting: list[int] = []
        self._body = b""

    def begin(self) -> None:
        """Choose cameras and a version above all that were ever given: the second of the day."""
        self._version = max(int(time.time()), self._version + 1)
        self._body = envelope(self._version)
        count = max(1, round(self._cameras * self._share))
        self._waiting = self._random.choice(self._cameras, count, replace=False).tolist()
        self._sent_s.clear()
        self._began_s = time.monotonic()
        self.pushed.pushes += 1

    def next(self) -> Message | None:
        """What to publish now; None when all are told."""
        if not self._waiting:
            return None
        camera = self._waiting.pop()
        self._sent_s[camera] = time.monotonic()
        name = topic(self._access.name(camera), "config/desired")
        return Message(topic=name, payload=self._body, retain=True)

    def reported(self, camera: int, report: ConfigReport) -> None:
        """Note an answer; only the first one of a camera to this push is timed."""
        if report.desired_version != self._version or camera not in self._sent_s:
            return
        now_s = time.monotonic()
        self.latencies.add(now_s - self._sent_s.pop(camera))
        self.pushed.applied += report.state == "applied"
        self.pushed.rejected += report.state != "applied"
        if not self._sent_s and not self._waiting:
            self.pushed.all_s.append(round(now_s - self._began_s, 3))
