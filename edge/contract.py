"""The MQTT contract beside events: topics, and what a camera says of itself."""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from edge.errors import Fault
from edge.label import Label
from edge.terms import Cause, PlaceId, RuleName, SourceKind
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


class Mark(_Message, frozen=True, kw_only=True):
    """Retained at `mark`, by the camera for itself: up to this row the broker has acknowledged all.

    session: the numbering of rows. row: None, never retained, asks what is retained.
    """

    session: str
    row: Natural | None


class ConfigFault(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    path: str
    reason: str


class Watched(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rule at work, the zone or line that it watches, and for what."""

    rule: RuleName
    place: PlaceId
    labels: tuple[Label, ...] = ()


class ConfigReport(_Message, frozen=True, kw_only=True):
    """Retained at `config/reported`: what became of the last desired configuration.

    version: the one that is at work now; desired_version: the one that was judged, when it
    could be read. trial: at work, and still to prove itself. narrowed: at work as far as the
    policy permits; faults names the clauses. rolled-back: it was at work and did not prove itself.
    places: what is at work, whoever was judged.
    """

    state: Literal["applied", "trial", "narrowed", "rejected", "rolled-back"]
    version: int | None
    desired_version: int | None
    faults: tuple[ConfigFault, ...] = ()
    places: tuple[Watched, ...] = ()


class PolicyReport(_Message, frozen=True, kw_only=True):
    """Retained at `policy/reported`: what became of the last desired policy; as ConfigReport."""

    state: Literal["applied", "rejected"]
    version: int | None
    desired_version: int | None
    faults: tuple[ConfigFault, ...] = ()


def config_faults(faults: tuple[Fault, ...]) -> tuple[ConfigFault, ...]:
    return tuple(ConfigFault(path=fault.path, reason=fault.reason) for fault in faults)


class LogCheckpoint(_Message, frozen=True, kw_only=True):
    """Retained at `log/checkpoint`: the head of the camera's log, a signed note of C2SP."""

    note: Annotated[str, Meta(max_length=4_096)]


class VisionHealth(_Message, frozen=True, kw_only=True):
    """What vision knows of itself; cumulative counts are since its start.

    seen_bytes: raw picture bytes looked at. masked_frames: handed out with people masked;
    failed_closed_frames: masked whole, whatever the cause. masked_whole: the cause now, None while
    pictures are shown. dropped_clips: the disk did not take them, or not to their end.
    rejected_events: values that the schema refused, or for which a full disk left no room.
    latency: age of a frame when it is handed out. dropped_frames: came and were not taken.
    looks_per_s: frames that a model looked at; load: whether there are fewer than there should be,
    because the loop would not keep up otherwise (shedding) or the chip would be throttled (hot).
    refused_commands: that nobody who may had signed for this camera.
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
    refused_commands: Natural = 0


CommandName = Literal[
    "ping",
    "health",
    "pause",
    "maintenance",
    "restart",
    "self-test",
    "export-list",
    "log-proof",
]
# A version 4 or 7 UUID, chosen by who asks; the answer has it too.
CommandId = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
# A day: longer than any work before a camera, and short enough that one forgotten pause ends.
MAX_PAUSE_MINUTES: Final = 24 * 60
# An installer's hour: who needs longer is there to open it again.
MAX_WINDOW_MINUTES: Final = 60


class Command(_Message, frozen=True, kw_only=True):
    """The signed body of an envelope at `command/<name>`; never retained.

    t: when it was given, in seconds since 1970-01-01T00:00Z. It is obeyed for COMMAND_VALID_S
    (edge/commanding/commanding.py), and once. minutes: of a pause or of a maintenance window (60 at
    most), 0 ends it; of nothing else.
    Of a log-proof alone: entry, the place of what is to be proved to be in the log; since, the
    size of an earlier checkpoint that it is to be proved to continue.
    """

    id: CommandId
    name: CommandName
    t: Natural
    minutes: Annotated[int, Meta(ge=0, le=MAX_PAUSE_MINUTES)] | None = None
    entry: Natural | None = None
    since: Natural | None = None


Check = Literal["ok", "failed"]


class Checks(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a self-test found. objects, faces: a model's answer to a drawn picture of nobody."""

    objects: Check
    faces: Check
    camera: Check
    clock: Check
    door: Check


class Snapshot(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """vision: its health at this moment. The rest as in UplinkHealth."""

    vision: VisionHealth
    door_depth: Natural
    dropped_events: Natural
    dropped_counts: Natural
    damaged_doors: Natural


class Exported(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A clip that lies on the camera's disk. id, t: of the event that opened it."""

    id: str
    t: Natural | None
    length_s: float
    size_bytes: Natural


# Base64 of a SHA-256, one step of a proof (RFC 6962).
Step = Annotated[str, Meta(min_length=44, max_length=44)]


class LogProof(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What `passerby log proof` checks. checkpoint: the head that all of it is about.

    entry: as it stands in the log, with the path from it to the head. consistency: that the head
    continues the checkpoint of the size asked for.
    """

    checkpoint: str
    entry: str | None = None
    inclusion: tuple[Step, ...] = ()
    consistency: tuple[Step, ...] = ()


class Answer(_Message, frozen=True, kw_only=True, omit_defaults=True):
    """The one answer to a command, at `response/<name>` or where below response/ it was awaited.

    t: by the camera's clock, None while that is not set. state: `refused` says why. paused_s: how
    long a pause goes on, 0 for none; kept: whether it survives a restart. open_s: how long the
    maintenance window stays open. clips: newest first, as many as fit.
    """

    id: CommandId
    name: CommandName
    t: Natural | None
    state: Literal["done", "refused"]
    reason: Literal["expired", "early", "arguments", "unavailable"] | None = None
    health: Snapshot | None = None
    checks: Checks | None = None
    paused_s: Natural | None = None
    kept: bool | None = None
    open_s: Natural | None = None
    clips: tuple[Exported, ...] | None = None
    proof: LogProof | None = None


class UplinkHealth(_Message, frozen=True, kw_only=True):
    """What the uplink adds: how full the door is, what it had to drop, what it has sent.

    vision: `stale` when nothing was heard from it for 30 s. sent_bytes: topics and payloads.
    damaged_doors: how often a damaged door was set aside; its events are lost.
    """

    door_depth: Natural
    dropped_events: Natural
    dropped_counts: Natural = 0
    damaged_doors: Natural
    sent_bytes: Natural
    sent_messages: Natural
    vision: Literal["ok", "stale", "absent"]


class Health(_Message, frozen=True, kw_only=True):
    """QoS 0 at `health`, every few seconds."""

    vision: VisionHealth | None
    uplink: UplinkHealth


# The first 16 hexadecimal digits of the SHA-256 of a public key.
KeyId = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]


class Signature(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Ed25519 over one body, for one purpose; see edge/governance/signing.py.

    sig: base64 of its 64 bytes.
    """

    key: KeyId
    sig: Annotated[str, Meta(min_length=88, max_length=88)]


# A camera by its id, or all that belong to a fleet.
Addressee = Annotated[str, Meta(pattern=r"^(fleet:)?[a-z0-9][a-z0-9-]{0,62}\Z")]


class Envelope(_Message, frozen=True, kw_only=True):
    """How what comes from afar travels: its text, for whom, when, and signatures over all of it.

    audience: camera ids, and fleets as `fleet:<name>`. not_before, expires: seconds since
    1970-01-01T00:00Z; None for no limit.
    """

    body: str
    audience: Annotated[tuple[Addressee, ...], Meta(max_length=256)] = ()
    not_before: Natural | None = None
    expires: Natural | None = None
    signatures: Annotated[tuple[Signature, ...], Meta(max_length=8)] = ()
