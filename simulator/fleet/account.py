"""From what the fleet and its observer know to the figures of a run."""

import time
from dataclasses import dataclass

from simulator.fleet.ear import Ear
from simulator.fleet.fleet import Fleet
from simulator.fleet.memory import Growth, resident_mib
from simulator.fleet.observer import Seen
from simulator.fleet.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The state of things at one moment."""

    mono_s: float
    cpu_s: float
    observer_cpu_s: float
    sent_messages: int
    rss_mib: float


def mark(fleet: Fleet, ear: Ear) -> Mark:
    """What is so now."""
    return Mark(
        mono_s=time.monotonic(),
        cpu_s=time.process_time(),
        observer_cpu_s=ear.seen.cpu_s,
        sent_messages=fleet.tallies.sent_messages,
        rss_mib=resident_mib(),
    )


def outcome_of(
    *,
    cameras: int,
    connected: int,
    connect_s: float,
    before_mib: float,
    start: Mark,
    end: Mark,
    growth: Growth,
    storms: int,
    fleet: Fleet,
    seen: Seen,
) -> Outcome:
    """Put it all together. before_mib: before the first camera; start, end: as the ramp ended,
    and as quiet began."""
    tallies, heard, pushed = fleet.tallies, seen.heard, seen.pushed
    told = fleet.events() + fleet.counts()
    received = heard.events + heard.counts
    span_s = max(end.mono_s - start.mono_s, 1e-3)
    return Outcome(
        cameras=cameras,
        connected=connected,
        published=told,
        acknowledged=tallies.acknowledged,
        unacknowledged=told - tallies.acknowledged,
        received=received,
        lost=told - received,
        duplicates=heard.duplicates,
        out_of_order=heard.out_of_order,
        invalid=heard.invalid,
        messages_per_s=round((end.sent_messages - start.sent_messages) / span_s, 1),
        latency_ms_p50=heard.latency_ms_p50,
        latency_ms_p95=heard.latency_ms_p95,
        latency_ms_p99=heard.latency_ms_p99,
        connect_s=round(connect_s, 2),
        storms=storms,
        dropped=tallies.dropped,
        wills=heard.wills,
        pushes=pushed.pushes,
        pushes_answered=len(pushed.all_s),
        applied=pushed.applied,
        rejected=pushed.rejected,
        push_s_p50=_seconds(seen.push_ms_p50),
        push_s_p95=_seconds(seen.push_ms_p95),
        push_s_all=max(pushed.all_s, default=None),
        rss_mib_start=round(start.rss_mib, 1),
        rss_mib_end=round(end.rss_mib, 1),
        rss_mib_per_min=growth.mib_per_min(),
        kib_per_connection=round((start.rss_mib - before_mib) * 1024 / cameras, 2),
        kib_per_connection_end=round((end.rss_mib - before_mib) * 1024 / cameras, 2),
        cpu_share=round((end.cpu_s - start.cpu_s) / span_s, 4),
        observer_cpu_share=round((end.observer_cpu_s - start.observer_cpu_s) / span_s, 4),
        observer_reconnects=seen.reconnects,
        seconds=round(span_s, 1),
        troubles=dict(tallies.troubles),
    )


def _seconds(span_ms: float | None) -> float | None:
    return None if span_ms is None else round(span_ms / 1000, 4)
