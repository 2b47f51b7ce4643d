"""One camera without pictures: what it says, in the form and order of the real one."""

from collections.abc import Callable
from typing import Final, Literal

import msgspec

from edge.config import Config
from edge.contract import ConfigFault, ConfigReport, Status, topic
from edge.privacy.event import CrossingCount, count_bytes, event_bytes, rule_of
from edge.privacy.minimise import Minimiser
from edge.rules.finding import Crossing
from edge.uplink.backoff import Backoff
from edge.uplink.link import Message
from simulator.fleet import vitals
from simulator.fleet.counting import Counting, count_alike
from simulator.fleet.faulty import Faulty
from simulator.fleet.judge import judge
from simulator.fleet.link import Link
from simulator.fleet.outbox import Outbox, Parcel
from simulator.fleet.traffic import Traffic

FIRMWARE: Final = "fleet"


class FleetCamera:
    """What it has to say goes into its outbox; when, and over which link, is for others to know.

    link: None while there is no connection. file, flags: how the link is watched.
    backoff: None while the last connection was well. faulty: how it fares with a new configuration.
    """

    __slots__ = (
        "_boot_s",
        "_counting",
        "_counts",
        "_detector",
        "_minimiser",
        "_random_bytes",
        "_seq",
        "_session",
        "backoff",
        "config",
        "faulty",
        "file",
        "flags",
        "index",
        "link",
        "moved_s",
        "name",
        "outbox",
        "sent_bytes",
        "sent_messages",
        "traffic",
        "up_s",
    )

    def __init__(
        self,
        *,
        index: int,
        name: str,
        session: str,
        config: Config,
        traffic: Traffic,
        random_bytes: Callable[[int], bytes],
        mono_s: float,
        utc_s: float,
        faulty: Faulty | None = None,
    ) -> None:
        self.faulty = faulty
        self._detector: Literal["ok", "failed"] = "ok"
        self.index = index
        self.name = name
        self.config = config
        self.traffic = traffic
        self.link: Link | None = None
        self.backoff: Backoff | None = None
        self.file = -1
        self.flags = 0
        self.up_s: float | None = None
        self.moved_s = mono_s
        self.sent_bytes = 0
        self.sent_messages = 0
        self.outbox = Outbox()
        self._session = session
        self._random_bytes = random_bytes
        self._boot_s = mono_s
        self._seq = 0
        self._counts = 0
        self._counting = Counting(config, utc_s=utc_s)
        self._minimise_anew()

    @property
    def events(self) -> int:
        """How many events it has told so far: the seq of the last one."""
        return self._seq

    @property
    def counts(self) -> int:
        """How many counts it has told so far."""
        return self._counts

    def status(self, *, online: bool) -> Message:
        return self._status(online=online, boot=1, config_version=self.config.version)

    def will(self) -> Message:
        """What the broker says of it once it is silent: no boot, no version, as of a device."""
        return self._status(online=False, boot=None, config_version=None)

    def _status(self, *, online: bool, boot: int | None, config_version: int | None) -> Message:
        content = Status(
            online=online,
            session=self._session,
            boot=boot,
            firmware=FIRMWARE,
            config_version=config_version,
        )
        return self._message("status", msgspec.json.encode(content), retain=True)

    def health(self, mono_s: float, utc_s: float | None) -> Message:
        """At QoS 0: a late one is worth nothing."""
        content = vitals.health(
            self.index,
            utc_s=utc_s,
            uptime_s=mono_s - self._boot_s,
            depth=len(self.outbox),
            sent_bytes=self.sent_bytes,
            sent_messages=self.sent_messages,
            detector=self._detector,
        )
        return Message(
            topic=topic(self.name, "health"), payload=msgspec.json.encode(content), qos=0
        )

    def greet(self) -> None:
        """Say that it is there, before all else; the first time, what it has started with too."""
        self.outbox.add_first(Parcel(message=self.status(online=True), lasting=False))
        if not self.sent_messages:
            version = self.config.version
            self._report(ConfigReport(state="applied", version=version, desired_version=None))

    def look(self, mono_s: float, utc_s: float) -> None:
        """Tell what has happened in front of it by now."""
        for finding in self.traffic.tell(mono_s, utc_s, self.config.rules):
            if isinstance(finding, Crossing):
                self._counting.add(finding)
            event = self._minimiser.minimise(finding)
            if event is None:
                continue
            self._seq += 1
            stamped = msgspec.structs.replace(event, session=self._session, seq=self._seq)
            message = self._message(f"event/{rule_of(event)}", event_bytes(stamped))
            self.outbox.add(Parcel(message=message, event=self._seq))

    def close_window(self, utc_s: float) -> None:
        """Tell the totals of the window that is over."""
        self._tell(self._counting.turn(utc_s))

    def window_end_utc_s(self) -> int:
        """When the window at hand is over."""
        return self._counting.end_utc_s()

    def take(self, envelope: bytes, utc_s: float) -> None:
        """Judge what is desired, and answer."""
        config, report = judge(envelope, self.config)
        if config is not self.config and self.faulty == "is silent":
            return
        if config is not self.config and self.faulty == "rolls back":
            self._report(_rolled_back(self.config.version, config.version))
            return
        if config is not self.config:
            self._detector = "failed" if self.faulty == "falls ill" else "ok"
            self._apply(config, utc_s)
        self._report(report)

    def leave(self) -> None:
        """Say that it goes, after all else."""
        self.outbox.add(Parcel(message=self.status(online=False), lasting=False))

    def _apply(self, config: Config, utc_s: float) -> None:
        if not count_alike(config, self.config):
            self._tell(self._counting.give_up())
            self._counting = Counting(config, utc_s=utc_s)
        self.config = config
        self._minimise_anew()
        self.outbox.add(Parcel(message=self.status(online=True), lasting=False))

    def _minimise_anew(self) -> None:
        self._minimiser = Minimiser(self.config.privacy.level, random_bytes=self._random_bytes)

    def _report(self, report: ConfigReport) -> None:
        payload = msgspec.json.encode(report)
        message = self._message("config/reported", payload, retain=True)
        self.outbox.add(Parcel(message=message))

    def _tell(self, counts: list[CrossingCount]) -> None:
        for count in counts:
            self._counts += 1
            message = self._message(f"count/{count.line}", count_bytes(count))
            self.outbox.add(Parcel(message=message, count=self._counts))

    def _message(self, suffix: str, payload: bytes, *, retain: bool = False) -> Message:
        return Message(topic=topic(self.name, suffix), payload=payload, retain=retain)


def _rolled_back(version: int, desired_version: int) -> ConfigReport:
    fault = ConfigFault(path="probation", reason="no frames for 20 s")
    return ConfigReport(
        state="rolled-back", version=version, desired_version=desired_version, faults=(fault,)
    )
