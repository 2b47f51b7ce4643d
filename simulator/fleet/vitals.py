"""How a camera of the fleet says that it is well: plausible numbers, none of them measured."""

import math
from typing import Final, Literal

from edge.contract import Health, UplinkHealth, VisionHealth

_FPS: Final = 10.0
_LATENCY_MS: Final = 62.0
_SEEN_BYTES_PER_FRAME: Final = 640 * 480 * 3
_DAY_S: Final = 86_400.0


def health(
    camera: int,
    *,
    utc_s: float | None,
    uptime_s: float,
    depth: int,
    sent_bytes: int,
    sent_messages: int,
    detector: Literal["ok", "failed"] = "ok",
) -> Health:
    """Numbers of a Pi 4 in the street: the lens of each sees a little more or less to do.

    depth: messages that wait or are under way.
    """
    own = (camera * 2_654_435_761 % 1000) / 1000
    frames = int(uptime_s * _FPS)
    busy = 1 + 0.2 * math.sin(uptime_s / 97 + 6.28 * own)
    vision = VisionHealth(
        t=None if utc_s is None else int(utc_s),
        uptime_s=int(uptime_s),
        source="simulator",
        camera="ok",
        detector=detector,
        clock="unset" if utc_s is None else "set",
        fps=round(_FPS - 0.4 * own, 2),
        latency_ms_p50=round(_LATENCY_MS * busy, 1),
        latency_ms_p95=round(_LATENCY_MS * busy * (1.3 + 0.4 * own), 1),
        looks_per_s=round(2 + 2 * own, 1),
        load="ok",
        frames=frames,
        dropped_frames=0,
        masked_frames=int(frames * 0.6),
        failed_closed_frames=frames // 50_000,
        seen_bytes=frames * _SEEN_BYTES_PER_FRAME,
        rejected_events=0,
        temperature_c=round(52 + 8 * own + 6 * math.sin(6.28 * (utc_s or 0.0) / _DAY_S), 1),
        throttled=False,
    )
    uplink = UplinkHealth(
        door_depth=depth,
        dropped_events=0,
        damaged_doors=0,
        sent_bytes=sent_bytes,
        sent_messages=sent_messages,
        vision="ok",
    )
    return Health(vision=vision, uplink=uplink)
