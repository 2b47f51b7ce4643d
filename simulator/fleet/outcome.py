"""What a run came to: one value, as a table or as JSON."""

from collections.abc import Iterator

from msgspec import Struct


class Outcome(Struct, frozen=True, kw_only=True):
    """Counts are of events and counts together, each once; rates and shares after the ramp.

    lost: told by a camera and never heard. unacknowledged: of these, still waiting at the end;
    the broker has lost the rest after its PUBACK. wills: heard; dropped: connections that storms
    cut. kib_per_connection: of our memory, all that came with the cameras: once all stand, and at
    the end, when everything has been sent and received before. push_s_all: until the last camera
    had reported, the slowest push. troubles: why connections failed or ended, and how often.
    """

    cameras: int
    connected: int
    published: int
    acknowledged: int
    unacknowledged: int
    received: int
    lost: int
    duplicates: int
    out_of_order: int
    invalid: int
    messages_per_s: float
    latency_ms_p50: float | None
    latency_ms_p95: float | None
    latency_ms_p99: float | None
    connect_s: float
    storms: int
    dropped: int
    wills: int
    pushes: int
    pushes_answered: int
    applied: int
    rejected: int
    push_s_p50: float | None
    push_s_p95: float | None
    push_s_all: float | None
    rss_mib_start: float
    rss_mib_end: float
    rss_mib_per_min: float | None
    kib_per_connection: float
    kib_per_connection_end: float
    cpu_share: float
    observer_cpu_share: float
    observer_reconnects: int
    seconds: float
    troubles: dict[str, int]

    @property
    def good(self) -> bool:
        """Nothing was lost, and nothing came in an order or form that it must not have."""
        return not (self.lost or self.out_of_order or self.invalid)


def table(outcome: Outcome) -> Iterator[str]:
    """Lines to read: one figure each, then what went wrong."""
    for name in outcome.__struct_fields__:
        value = getattr(outcome, name)
        if value is None or isinstance(value, dict):
            continue
        shown = (
            f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
        )
        yield f"{name:<22}{shown:>14}"
    for reason, count in sorted(outcome.troubles.items(), key=lambda item: -item[1]):
        yield f"{count:,} x {reason}"
