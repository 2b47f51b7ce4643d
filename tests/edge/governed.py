"""A camera's configuration side, alone: what it judges, keeps and reports, and how it begins."""

import dataclasses
import os
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from edge.assemble import Bench
from edge.config import Config, parse_config
from edge.contract import ConfigReport, PolicyReport
from edge.desired.beginning import begin
from edge.desired.desired import Build, Desired
from edge.desired.memory import Memory
from edge.desired.probation import Vitals
from edge.door.door import Door
from edge.errors import DocumentError, Fault
from edge.governance.authority import Authority
from edge.governance.policy import Policy
from edge.governance.trust import Trust
from edge.kept import Write
from edge.loop.judges import Judges
from edge.whole_file import keep_whole
from simulator.keyring import WIDEST
from tests.keys import CAMERA, KEYS, signed

T = TypeVar("T")
NOW_UTC_S = 1_800_000_000.0


class Governed:
    """A camera that begins with a configuration; another one over the same folder is a restart.

    local: the file on the camera. policy: that the oversight gave it before, None for none.
    """

    def __init__(
        self,
        folder: Path,
        *,
        local: bytes = b"version: 5",
        policy: Policy | None = WIDEST,
        trust: Trust = KEYS.trust(CAMERA),  # noqa: B008  frozen
        write: Write = keep_whole,
        utc_s: float | None = NOW_UTC_S,
    ) -> None:
        self.memory = Memory(folder, write=write)
        if policy is not None and not (folder / "policy.json").exists():
            Memory(folder).policy.keep(policy)
        self.uplink = Door(folder / "door.sqlite")
        self._door = Door(folder / "door.sqlite")
        self.authority = Authority(trust=trust, kept=self.memory.policy)
        self.built: list[Config | None] = []
        beginning = begin(
            lambda: parse_config(local), memory=self.memory, authority=self.authority, utc_s=utc_s
        )
        self._bench = Bench(random_bytes=os.urandom)
        self.desired = Desired(
            door=self._door,
            memory=self.memory,
            build=self._build,
            authority=self.authority,
            beginning=beginning,
        )
        self.judges = self._bench.build(beginning.within)
        self.vitals = Vitals(
            mono_s=100.0, utc_s=utc_s, frames=0, looks=0, camera_ok=True, causes=frozenset()
        )
        self._door.begin_boot(self.desired.report)

    def _build(self, config: Config | None, old: Judges | None) -> Judges:
        self.built.append(config)
        return self._bench.build(config, old)

    @property
    def version(self) -> int | None:
        return self.judges.version

    def receive(self, raw: bytes) -> ConfigReport:
        """Judge what the broker brings as a configuration."""
        self.uplink.deliver("config", raw)
        self.turn()
        return self.report()

    def push(self, document: str) -> ConfigReport:
        return self.receive(signed(document))

    def govern(self, raw: bytes) -> PolicyReport:
        """Judge what the broker brings as a policy, and hold the configuration against it."""
        self.uplink.deliver("policy", raw)
        self.turn()
        self.turn()
        return self._told("policy/reported", PolicyReport)

    def turn(self) -> None:
        """Use the door once."""
        self.judges = self.desired.judge(self.judges, self.vitals)

    def live(self, seconds: float, *, frames: int = 100, looks: int = 10, **how: Any) -> None:
        """Let time pass, as a rule with frames that models look at."""
        now = self.vitals
        self.vitals = dataclasses.replace(
            now,
            mono_s=now.mono_s + seconds,
            frames=now.frames + frames,
            looks=now.looks + looks,
            **how,
        )
        self.turn()

    def acknowledge(self) -> None:
        """Let the broker have all that was said."""
        parcels = self.uplink.parcels(after=0, limit=1_000)
        self.uplink.sent(parcels[-1].row, forget=parcels[-1].row)

    def report(self) -> ConfigReport:
        return self._told("config/reported", ConfigReport)

    def _told(self, suffix: str, type_: type[T]) -> T:
        (raw,) = [
            parcel.payload
            for parcel in self.uplink.parcels(after=0, limit=1_000)
            if parcel.suffix == suffix
        ]
        return msgspec.json.decode(raw, type=type_)

    def end(self) -> None:
        """As a power cut does."""
        self.uplink.close()
        self._door.close()


def desired(
    folder: Path,
    *,
    door: Door,
    build: Build,
    config: Config | None,
    faults: tuple[Fault, ...] = (),
) -> Desired:
    """What takes configurations for a camera that may do anything, and begins with this one.

    faults: of the file on the camera; then this is the last good one.
    """
    memory = Memory(folder)
    memory.policy.keep(WIDEST)
    authority = Authority(trust=KEYS.trust(CAMERA), kept=memory.policy)
    if faults and config is not None:
        memory.config.keep(config)

    def read() -> Config:
        if faults or config is None:
            raise DocumentError(faults)
        return config

    beginning = begin(read, memory=memory, authority=authority, utc_s=NOW_UTC_S)
    return Desired(door=door, memory=memory, build=build, authority=authority, beginning=beginning)
