"""Values of the contract for tests: real ones, each with an id of its own."""

from edge.contract import ConfigReport, VisionHealth
from edge.privacy.event import UNSTAMPED, CrossingCount, LoiteringEvent


def event_id(number):
    return f"019b7a00-0000-7000-8000-{number:012x}"


def event(number=1, **changes):
    values = {
        "v": 1,
        "id": event_id(number),
        "episode": event_id(number),
        "session": UNSTAMPED,
        "seq": 0,
        "t": 1_770_000_000,
        "phase": "open",
        "severity": "warning",
        "label": "person",
        "zone": "platform",
        "dwell": "30-60s",
        "after_s": 30,
    }
    return LoiteringEvent(**{**values, **changes})


def count(line="gate", **changes):
    values = {"v": 1, "line": line, "label": "person", "t": 1_770_000_000, "window_s": 900}
    return CrossingCount(**{**values, "count_in": 3, "count_out": 4, **changes})


def report(version=1, state="applied"):
    return ConfigReport(state=state, version=version, desired_version=version)


def vision_health(**changes):
    values = {
        "t": 1_770_000_000,
        "uptime_s": 60,
        "source": "simulator",
        "camera": "ok",
        "detector": "ok",
        "clock": "set",
        "fps": 10.0,
        "latency_ms_p50": 20.0,
        "latency_ms_p95": 30.0,
        "looks_per_s": 4.0,
        "load": "ok",
        "frames": 600,
        "dropped_frames": 0,
        "masked_frames": 600,
        "failed_closed_frames": 0,
        "seen_bytes": 1_000_000,
        "rejected_events": 0,
    }
    return VisionHealth(**{**values, **changes})
