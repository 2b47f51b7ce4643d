"""A week without a broker, on a virtual clock: what is kept, dropped and told."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec

from edge.clock import ManualClock
from edge.contract import Health, topic
from edge.door.door import MAX_OUTBOX_BYTES, Door
from edge.privacy.event import CrossingCount, Event
from edge.uplink.link import Message
from edge.uplink.settings import UplinkSettings
from edge.uplink.uplink import Uplink
from simulator.lab.memory_broker import MemoryBroker
from simulator.lab.memory_client import MemoryClient
from simulator.lab.memory_link import dialling
from tests.edge.samples import count, event

_CAMERA: Final = "cam-1"
_START_UTC_S: Final = 1_780_000_200.0
_WINDOW_S: Final = 900
_MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """reported: what health says was dropped, events and counts. newest: whether the newest events
    came, without a gap. late: whether all that came says that it is replayed."""

    told_events: int
    told_counts: int
    events: int
    counts: int
    reported: tuple[int, int]
    newest: bool
    late: bool
    file_bytes: int
    cap_bytes: int

    @property
    def is_clean(self) -> bool:
        return (
            self.counts == self.told_counts
            and self.reported == (self.told_events - self.events, 0)
            and self.newest
            and self.late
        )


def run(
    folder: Path,
    *,
    hours: int = 7 * 24,
    events_a_minute: int = 30,
    lines: int = 4,
    cap_bytes: int = MAX_OUTBOX_BYTES,
) -> Week:
    """Let a camera work through an outage and drain after it."""
    clock = ManualClock(utc_s=_START_UTC_S)
    broker = MemoryBroker(clock)
    heard: list[Message] = []
    operator = MemoryClient(broker, "operator", on_message=heard.append)
    operator.connect()
    operator.subscribe(topic(_CAMERA, "#"))
    path = folder / "door.sqlite"
    settings = UplinkSettings(camera=_CAMERA, broker="mqtt://localhost")
    with (
        Door(path, mono_s=clock.mono_s, max_outbox_bytes=cap_bytes) as vision,
        Door(path, mono_s=clock.mono_s, max_outbox_bytes=cap_bytes) as theirs,
    ):
        uplink = Uplink(
            settings,
            theirs,
            clock,
            random=lambda: 0.5,
            dial=dialling(broker, clock.mono_s, on_dial=lambda wire: None),
            wait=clock.advance,
        )
        broker.stop()
        told_counts = 0
        for minute in range(hours * 60):
            t = int(_START_UTC_S) + minute * _MINUTE_S
            first = minute * events_a_minute
            totals = []
            if minute % (_WINDOW_S // _MINUTE_S) == 0:
                totals = [count(f"line-{n}", t=t, window_s=_WINDOW_S) for n in range(lines)]
            vision.put([event(first + n, t=t) for n in range(events_a_minute)], totals)
            told_counts += len(totals)
            while clock.mono_s() < (minute + 1) * _MINUTE_S:
                uplink.step((minute + 1) * _MINUTE_S - clock.mono_s())
        file_bytes = path.stat().st_size
        broker.start()
        operator.connect()
        operator.subscribe(topic(_CAMERA, "#"))
        while theirs.depth() or not _healths(heard):
            uplink.step(1.0)
            broker.step()
            operator.step()
            clock.advance(0.01)
        uplink.close()
        operator.step()
        told_events = hours * 60 * events_a_minute
    return _judged(heard, told_events, told_counts, file_bytes=file_bytes, cap_bytes=cap_bytes)


def _judged(
    heard: list[Message], told_events: int, told_counts: int, *, file_bytes: int, cap_bytes: int
) -> Week:
    events = [msgspec.json.decode(m.payload, type=Event) for m in heard if "/event/" in m.topic]
    counts = {
        (one.line, one.t)
        for m in heard
        if "/count/" in m.topic
        for one in [msgspec.json.decode(m.payload, type=CrossingCount)]
    }
    seqs = [one.seq for one in events]
    jumps = [b for a, b in pairwise(seqs) if b != a + 1]
    uplink = _healths(heard)[-1].uplink
    return Week(
        told_events=told_events,
        told_counts=told_counts,
        events=len(set(seqs)),
        counts=len(counts),
        reported=(uplink.dropped_events, uplink.dropped_counts),
        newest=seqs[-1] == told_events and len(jumps) <= 1 and seqs == sorted(seqs),
        late=all(one.replayed for one in events),
        file_bytes=file_bytes,
        cap_bytes=cap_bytes,
    )


def _healths(heard: list[Message]) -> list[Health]:
    return [
        msgspec.json.decode(m.payload, type=Health) for m in heard if m.topic.endswith("/health")
    ]
