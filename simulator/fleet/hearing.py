"""What the observer makes of each message: is it of the schema, in order, how old."""

from dataclasses import dataclass
from typing import Final

import msgspec

from edge.contract import ROOT, ConfigReport, Health, Status
from edge.privacy.event import CrossingCount, Event
from simulator.fleet.latency import Latencies
from simulator.fleet.ledger import Ledger
from simulator.fleet.push import Pushes
from simulator.fleet.sequence import Sequences, Totals
from simulator.fleet.settings import Access

_EVENT: Final = msgspec.json.Decoder(Event)
_COUNT: Final = msgspec.json.Decoder(CrossingCount)
_STATUS: Final = msgspec.json.Decoder(Status)
_HEALTH: Final = msgspec.json.Decoder(Health)
_REPORT: Final = msgspec.json.Decoder(ConfigReport)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What has arrived so far.

    events, counts: each once. wills: live statuses that say offline. invalid: not of the
    contract. lost: sent, and not arrived yet.
    """

    messages: int
    events: int
    counts: int
    duplicates: int
    out_of_order: int
    lost: int
    wills: int
    invalid: int
    latency_ms_p50: float | None
    latency_ms_p95: float | None
    latency_ms_p99: float | None


class Hearing:
    """Sorts what one subscriber to all cameras receives."""

    def __init__(self, access: Access, ledger: Ledger, pushes: Pushes, *, cameras: int) -> None:
        self._access = access
        self._ledger = ledger
        self._pushes = pushes
        self._cameras = cameras
        self._events = Sequences(cameras)
        self._counts = Totals(cameras)
        self._latencies = Latencies()
        self._messages = 0
        self._wills = 0
        self._invalid = 0

    def take(self, topic: str, payload: bytes, *, retained: bool, mono_s: float) -> None:
        """Note one message; retained ones, of other times and other fleets, do not count."""
        name, _, suffix = topic.removeprefix(f"{ROOT}/").partition("/")
        camera = self._access.index(name)
        if retained or camera is None or not 0 <= camera < self._cameras:
            return
        self._messages += 1
        try:
            self._sort(camera, suffix, payload, mono_s)
        except msgspec.MsgspecError:
            self._invalid += 1

    def heard(self) -> Heard:
        sent = self._ledger.events(), self._ledger.counts()
        p50, p95, p99 = (self._latencies.percentile_ms(percent) for percent in (50, 95, 99))
        return Heard(
            messages=self._messages,
            events=self._events.received,
            counts=self._counts.received,
            duplicates=self._events.duplicates + self._counts.duplicates,
            out_of_order=self._events.out_of_order,
            lost=self._events.lost(sent[0]) + self._counts.lost(sent[1]),
            wills=self._wills,
            invalid=self._invalid,
            latency_ms_p50=p50,
            latency_ms_p95=p95,
            latency_ms_p99=p99,
        )

    def _sort(self, camera: int, suffix: str, payload: bytes, mono_s: float) -> None:
        kind = suffix.partition("/")[0]
        if kind == "event":
            self._take_event(camera, _EVENT.decode(payload).seq, mono_s)
        elif kind == "health":
            _HEALTH.decode(payload)
        elif kind == "count":
            _COUNT.decode(payload)
            self._counts.take(camera, suffix, payload)
        elif suffix == "status":
            self._wills += not _STATUS.decode(payload).online
        elif suffix == "config/reported":
            self._pushes.reported(camera, _REPORT.decode(payload))

    def _take_event(self, camera: int, seq: int, mono_s: float) -> None:
        if self._events.take(camera, seq) == "again":
            return
        age_s = self._ledger.age_s(camera, seq, mono_s=mono_s)
        if age_s is not None:
            self._latencies.add(age_s)
