"""A camera's update side, alone: what it takes up, fetches, proves, and begins with."""

import dataclasses
import hashlib
import sys
from pathlib import Path
from typing import Any

import msgspec

from edge.desired.probation import Vitals
from edge.door.door import Door
from edge.governance.authority import Authority
from edge.governance.policy import Policy
from edge.governance.signing import seal
from edge.governance.trust import Trust
from edge.kept import Kept, Write
from edge.update.beginning import models_to_use
from edge.update.document import Bundle, Order, UpdateReport
from edge.update.install import Hook
from edge.update.record import Records
from edge.update.staging import Staging
from edge.update.trial import Trial
from edge.update.updates import Updates
from edge.whole_file import keep_whole
from tests.keys import CAMERA, KEYS
from tests.patience import wait_until

NOW_UTC_S = 1_800_000_000.0
TOMORROW = int(NOW_UTC_S) + 86_400
FIRMWARE = "0.1.0"
CONTENT = b"a bundle of a few bytes"
# In place of prove.py, whose own tests are in test_prove.py: it finds nothing wrong, and at once.
QUICK = ["/bin/sh", "-c", "printf '[]'", "prover"]
PROVER = [sys.executable, "-m", "edge.update.prove"]


def bundle(content: bytes = CONTENT, **changes: Any) -> Bundle:
    values: dict[str, Any] = {
        "kind": "firmware",
        "version": 7,
        "url": "https://updates.example/firmware.raucb",
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "format": "raucb",
        "release": "0.2.0",
    }
    if changes.get("kind") == "models":
        values |= {"format": "zip", "release": None}
    return Bundle(**{**values, **changes})


def signed(wanted: Bundle, **changes: Any) -> bytes:
    """As the oversight sends it."""
    values: dict[str, Any] = {
        "purpose": "update",
        "audience": [CAMERA],
        "by": [KEYS.oversight],
        "expires": TOMORROW,
    }
    return seal(msgspec.json.encode(wanted).decode(), **{**values, **changes})


class Updated:
    """Another one over the same folder is a restart. hook: what installs firmware.

    firmware: what this one calls itself.
    """

    def __init__(
        self,
        folder: Path,
        *,
        trust: Trust = KEYS.trust(CAMERA),  # noqa: B008  frozen
        write: Write = keep_whole,
        hook: Path | None = None,
        prover: list[str] | None = None,
        firmware: str = FIRMWARE,
        utc_s: float | None = NOW_UTC_S,
    ) -> None:
        self.folder = folder
        self.shared = folder / "updates"
        self.uplink = Door(folder / "door.sqlite")
        self._door = Door(folder / "door.sqlite")
        self.records = Records(folder / "state", write=write)
        self.models = models_to_use(self.records, firmware=firmware)
        policy = Kept(folder / "policy.json", Policy)
        self.authority = Authority(trust=trust, kept=policy)
        self.updates = Updates(
            door=self._door,
            authority=self.authority,
            records=self.records,
            staging=Staging(self.shared, self.records, prover=prover or PROVER),
            trial=Trial(Hook(folder / "no-hook" if hook is None else hook)),
        )
        self.vitals = Vitals(
            mono_s=100.0, utc_s=utc_s, frames=0, looks=0, camera_ok=True, causes=frozenset()
        )
        self._door.begin_boot()
        self.updates.announce()

    def receive(self, raw: bytes) -> UpdateReport | None:
        """Judge what the broker brings. Returns what is said of it."""
        self.uplink.deliver("update", raw)
        self.turn()
        return self.report()

    def turn(self) -> bool:
        """As the frame loop does four times a second. Returns whether it has to start anew."""
        return self.updates.turn(self.vitals)

    def live(self, seconds: float, *, frames: int = 100, looks: int = 10, **how: Any) -> bool:
        """Let time pass, as a rule with frames that models look at."""
        now = self.vitals
        self.vitals = dataclasses.replace(
            now,
            mono_s=now.mono_s + seconds,
            frames=now.frames + frames,
            looks=now.looks + looks,
            **how,
        )
        return self.turn()

    def order(self) -> Order | None:
        path = self.shared / "order.json"
        return msgspec.json.decode(path.read_bytes(), type=Order) if path.exists() else None

    def fetch(self, content: bytes = CONTENT) -> None:
        """As the uplink does."""
        order = self.order()
        assert order is not None
        (self.shared / order.part).write_bytes(content)

    def until(self, state: str) -> UpdateReport:
        """Wait for what another process is at work on."""
        wait_until(lambda: self.turn() or self.report().state == state, state)
        return self.report()

    def acknowledge(self) -> None:
        """Let the broker have all that was said."""
        parcels = self.uplink.parcels(after=0, limit=1_000)
        self.uplink.sent(parcels[-1].row)

    def report(self) -> UpdateReport | None:
        found = [
            parcel.payload
            for parcel in self.uplink.parcels(after=0, limit=1_000)
            if parcel.suffix == "update/reported"
        ]
        return msgspec.json.decode(found[0], type=UpdateReport) if found else None

    def said(self) -> list[str]:
        """The faults of the last report, in words."""
        report = self.report()
        assert report is not None
        return [f"{fault.path}: {fault.reason}" for fault in report.faults]

    def end(self) -> None:
        """As a power cut does, which ends who is at work for vision as well."""
        for child in (self.updates._prover, self.updates._trial._child):
            if child is not None:
                child.end()
        self.uplink.close()
        self._door.close()
