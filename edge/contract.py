"""The MQTT contract beside events: topics, and what a camera says of itself."""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from edge.errors import Fault, refuse
from edge.terms import Cause, SourceKind
from edge.yaml_text import MAX_DOCUMENT_BYTES

ROOT: Final = "passerby/v1"
# The camera id is its user name, its certificate's common name and its topic prefix at once.
CameraId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,62}\Z")]
Natural = Annotated[int, Meta(ge=0)]
# A JSON envelope spends a few bytes on escaping the document inside it.
MAX_ENVELOPE_BYTES: Final = 2 * MAX_DOCUMENT_BYTES


def topic(camera: str, suffix: str) -> str:
    """Full topic of one camera, e.g. passerby/v1/cam-1/status."""
    return f"{ROOT}/{camera}/{suffix}"


class _Message(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    v: Literal[1] = 1


class Status(_Message, frozen=True, kw_only=True):
    """Retained at `status`; with online false it is also the connection's last will.

    session: the numbering that events count in. boot: how often vision has started with it.
    config_version: None until a configuration is at work. Both are None in a will, which is
    written when the connection begins and cannot know them; a goodbye knows them.
    """

    online: bool
    session: str
    boot: Natural | None
    firmware: str
    config_version: int | None = None
    policy_version: int | None = None


class ConfigFault(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    path: str
    reason: str


class ConfigReport(_Message, frozen=True, kw_only=True):
    """Retained at `config/reported`: what became of the last desired configuration.

    version: the one that is at work now; desired_version: the one that was judged, when it
    could be read. faults: empty unless rejected.
    """

    state: Literal["applied", "rejected", "rolled-back"]
    version: int | None
    desired_version: int | None
    faults: tuple[ConfigFault, ...] = ()


def config_faults(faults: tuple[Fault, ...]) -> tuple[ConfigFault, ...]:
    return tuple(ConfigFault(path=fault.path, reason=fault.reason) for fault in faults)


class VisionHealth(_Message, frozen=True, kw_only=True):
    """What vision knows of itself; cumulative counts are since its start.

    seen_bytes: raw picture bytes looked at. masked_frames: handed out with people masked;
    failed_closed_frames: masked whole, whatever the cause. masked_whole: the cause now, None while
    pictures are shown. dropped_clips: the disk did not take them, or not to their end.
    rejected_events: values that the schema refused, or for which a full disk left no room.
    latency: age of a frame when it is handed out. dropped_frames: came and were not taken.
    looks_per_s: frames that a model looked at; load: whether there are fewer than there should be,
    because the loop would not keep up otherwise (shedding) or the chip would be throttled (hot).
    """

    t: Natural | None
    uptime_s: Natural
    source: SourceKind
    camera: Literal["ok", "lost"]
    detector: Literal["ok", "failed"]
    clock: Literal["set", "unset"]
    fps: float
    latency_ms_p50: float
    latency_ms_p95: float
    looks_per_s: float
    load: Literal["ok", "shedding", "hot"]
    frames: Natural
    dropped_frames: Natural
    masked_frames: Natural
    failed_closed_frames: Natural
    seen_bytes: Natural
    rejected_events: Natural
    temperature_c: float | None = None
    throttled: bool | None = None
    masked_whole: Cause | None = None
    dropped_clips: Natural = 0


class UplinkHealth(_Message, frozen=True, kw_only=True):
    """What the uplink adds: how full the door is, what it had to drop, what it has sent.

    vision: `stale` when nothing was heard from it for 30 s. sent_bytes: topics and payloads.
    damaged_doors: how often a damaged door was set aside; its events are lost.
    """

    door_depth: Natural
    dropped_events: Natural
    damaged_doors: Natural
    sent_bytes: Natural
    sent_messages: Natural
    vision: Literal["ok", "stale", "absent"]


class Health(_Message, frozen=True, kw_only=True):
    """QoS 0 at `health`, every few seconds."""

    vision: VisionHealth | None
    uplink: UplinkHealth


class Envelope(_Message, frozen=True, kw_only=True):
    """How a configuration travels: its text, and room for signatures over exactly that text."""

    body: str
    signatures: tuple[str, ...] = ()


def open_envelope(raw: bytes) -> bytes:
    """Return the document inside an envelope from `config/desired`.

    Signatures have a place but are not asked for yet. Raises DocumentError.
    """
    if len(raw) > MAX_ENVELOPE_BYTES:
        raise refuse("envelope", f"larger than {MAX_ENVELOPE_BYTES} bytes")
    try:
        return msgspec.json.decode(raw, type=Envelope).body.encode()
    except (msgspec.DecodeError, UnicodeError) as error:
        raise refuse("envelope", str(error)) from error


def seal_envelope(document: str) -> bytes:
    """Wrap a configuration text for `config/desired`."""
    return msgspec.json.encode(Envelope(body=document))
