"""What a scenario may say: a place, a camera, who does what when, what breaks, what must come.

Ground is in metres as a camera at its origin sees it: [x to its right, distance ahead]. Times are
seconds since the scene began.
"""

from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct, field

from edge.label import Label
from edge.terms import Direction, PlaceId, RuleName

Metres = Annotated[float, Meta(ge=-200.0, le=200.0)]
Spot = tuple[Metres, Metres]
Seconds = Annotated[float, Meta(ge=0.0, le=604_800.0)]
Span = tuple[Seconds, Seconds]
Pace = Annotated[float, Meta(gt=0.0, le=30.0)]
Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Degrees = Annotated[float, Meta(ge=-180.0, le=180.0)]
Name = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,31}\\Z")]


BagKind = Literal["handbag", "backpack", "suitcase", "box"]
Place = Literal["street", "yard", "hall", "platform", "plain"]
Light = Literal["day", "overcast", "low_sun", "dusk", "night", "dark"]
Theme = Literal[
    "restricted_zone",
    "loitering",
    "line_crossing",
    "occupancy",
    "wrong_way",
    "objects",
    "camera",
    "network",
]
Kind = Literal["normal", "near_miss", "nasty"]

WALK_M_S: Final = 1.35
RUN_M_S: Final = 3.2
RIDE_M_S: Final = 4.5
DRIVE_M_S: Final = 8.0


class _Section(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


# -- the place and the camera


class CameraAt(_Section, frozen=True, kw_only=True):
    """height_m: above the ground; pitch_deg: how far it looks down; fov_deg: across the width.

    distortion: k1 of the lens (Brown 1966), negative for a barrel; radii in half widths.
    """

    width_px: Annotated[int, Meta(ge=64, le=3840)] = 768
    height_px: Annotated[int, Meta(ge=64, le=2160)] = 576
    fps: Annotated[float, Meta(ge=0.5, le=60.0)] = 10.0
    height_m: Annotated[float, Meta(ge=0.5, le=30.0)] = 2.8
    pitch_deg: Annotated[float, Meta(ge=0.0, le=90.0)] = 11.0
    fov_deg: Annotated[float, Meta(ge=10.0, le=120.0)] = 50.0
    distortion: Annotated[float, Meta(ge=-0.3, le=0.3)] = 0.0


class Sensor(_Section, frozen=True, kw_only=True):
    """noise: times a usual sensor's; exposure: times the right one; shutter_s: smears what moves.

    jpeg_quality: the camera's own compression; None for none.
    """

    noise: Annotated[float, Meta(ge=0.0, le=10.0)] = 1.0
    exposure: Annotated[float, Meta(gt=0.0, le=10.0)] = 1.0
    shutter_s: Annotated[float, Meta(ge=0.0, le=0.5)] | None = None
    jpeg_quality: Annotated[int, Meta(ge=10, le=100)] | None = None


class Occluder(_Section, frozen=True, kw_only=True):
    """Something that stands and hides. size: [width, height] in metres, None for the usual."""

    kind: Literal["pillar", "hedge", "wall", "kiosk", "car", "bench", "sign"]
    at: Spot
    size: tuple[Pace, Pace] | None = None


class Scene(_Section, frozen=True, kw_only=True):
    """lamps: where street lamps stand. background: a recording of the empty place instead.

    footage: a recording that is the whole scene; then nobody is drawn.
    """

    place: Place = "street"
    light: Light = "day"
    rain: Share = 0.0
    lamps: Annotated[tuple[Spot, ...], Meta(max_length=16)] = ()
    occluders: Annotated[tuple[Occluder, ...], Meta(max_length=32)] = ()
    background: str | None = None
    footage: str | None = None
    sensor: Sensor = Sensor()


class Belonging(_Section, frozen=True, kw_only=True):
    """A thing that stands there from the start. facing_deg: as of Wait."""

    name: Name
    kind: BagKind
    at: Spot
    facing_deg: Degrees = 0.0


# -- who is there


class _Step(_Section, frozen=True, kw_only=True, tag_field="do"):
    pass


class Walk(_Step, frozen=True, kw_only=True, tag="walk"):
    """Go straight to a spot. pace_m_s: None for the usual one (a rider rides, a car drives)."""

    to: Spot
    pace_m_s: Pace | None = None


class Run(_Step, frozen=True, kw_only=True, tag="run"):
    to: Spot
    pace_m_s: Pace = RUN_M_S


class Wait(_Step, frozen=True, kw_only=True, tag="wait"):
    """Stand still. facing_deg: 0 towards the camera's wall, 90 to its right; None as arrived."""

    for_s: Seconds
    facing_deg: Degrees | None = None


class WaitUntil(_Step, frozen=True, kw_only=True, tag="wait_until"):
    """Stand still until a time of the scene; no time at all when that has passed."""

    at_s: Seconds
    facing_deg: Degrees | None = None


class Sit(_Step, frozen=True, kw_only=True, tag="sit"):
    for_s: Seconds
    facing_deg: Degrees | None = None


class Wander(_Step, frozen=True, kw_only=True, tag="wander"):
    """Stroll and pause at random within a radius of where it began, and come back to there."""

    for_s: Seconds
    radius_m: Pace = 1.0


class PutDown(_Step, frozen=True, kw_only=True, tag="put_down"):
    """Bend (1.2 s) and leave a bag 0.4 m ahead."""

    bag: Name


class PickUp(_Step, frozen=True, kw_only=True, tag="pick_up"):
    """Bend (1.2 s) and take a bag that stands within reach (1.5 m)."""

    bag: Name


class Give(_Step, frozen=True, kw_only=True, tag="give"):
    """Hand a carried bag over to somebody within reach (2 m)."""

    bag: Name
    to: Name


Step = Walk | Run | Wait | WaitUntil | Sit | Wander | PutDown | PickUp | Give
Way = Annotated[tuple[Step, ...], Meta(min_length=1, max_length=256)]


class Actor(_Section, frozen=True, kw_only=True):
    """One who comes at at_s to the spot `start`, goes their way, and is gone at its end.

    look: a character of the cast (a colour for a bicycle or car); None: chosen by the seed.
    carries: bags by name and kind, in hand from the beginning. repeat: begin the way anew, going
    back to its start first, for ever. tall: times the character's own size.
    """

    name: Name
    kind: Literal["person", "bicycle", "car"] = "person"
    look: str | None = None
    start: Spot
    at_s: Seconds = 0.0
    carries: Annotated[dict[Name, BagKind], Meta(max_length=4)] = {}
    way: Way
    repeat: bool = False
    tall: Annotated[float, Meta(ge=0.2, le=3.0)] = 1.0


class Traffic(_Section, frozen=True, kw_only=True):
    """Passers-by at random: Poisson arrivals, each takes one of the ways at a pace of its own.

    ways: corners from start to end. spread_m: how far lanes lie beside the corners (normal).
    pace_m_s: [slowest, fastest], None for the usual. pause: share who stop for a while on the way.
    carrying: share of persons with a bag. during: None for the whole scene.
    """

    kind: Literal["person", "bicycle", "car"] = "person"
    per_minute: Annotated[float, Meta(gt=0.0, le=600.0)]
    ways: Annotated[
        tuple[Annotated[tuple[Spot, ...], Meta(min_length=2, max_length=32)], ...],
        Meta(min_length=1, max_length=32),
    ]
    spread_m: Annotated[float, Meta(ge=0.0, le=20.0)] = 0.3
    pace_m_s: tuple[Pace, Pace] | None = None
    pause: Share = 0.0
    carrying: Share = 0.0
    during: Span | None = None


class Crowd(_Section, frozen=True, kw_only=True):
    """People who stand about and wander in an area, [x_min, ahead_min, x_max, ahead_max]."""

    count: Annotated[int, Meta(ge=1, le=200)]
    area: tuple[Metres, Metres, Metres, Metres]
    during: Span | None = None


# -- what goes wrong


class _Fault(_Section, frozen=True, kw_only=True, tag_field="kind"):
    """Holds from at_s on for for_s; None: to the end (a kill, a push: that moment)."""

    at_s: Seconds
    for_s: Seconds | None = None


class BrokerDown(_Fault, frozen=True, kw_only=True, tag="broker_down"):
    pass


class BrokerSlow(_Fault, frozen=True, kw_only=True, tag="broker_slow"):
    """Every answer comes later by delay_s."""

    delay_s: Annotated[float, Meta(gt=0.0, le=120.0)] = 5.0


class BrokerHalfOpen(_Fault, frozen=True, kw_only=True, tag="broker_half_open"):
    """Connections stay, nothing comes through either way."""


class BrokerHostile(_Fault, frozen=True, kw_only=True, tag="broker_hostile"):
    """Refuses, hangs up at random, and sends what nobody should send."""


class DiskFull(_Fault, frozen=True, kw_only=True, tag="disk_full"):
    pass


class DiskReadOnly(_Fault, frozen=True, kw_only=True, tag="disk_read_only"):
    pass


class ClockUnset(_Fault, frozen=True, kw_only=True, tag="clock_unset"):
    pass


class ClockJump(_Fault, frozen=True, kw_only=True, tag="clock_jump"):
    """Calendar time is off by by_s while it lasts."""

    by_s: Annotated[float, Meta(ge=-1e9, le=1e9)]


class KillVision(_Fault, frozen=True, kw_only=True, tag="kill_vision"):
    pass


class KillUplink(_Fault, frozen=True, kw_only=True, tag="kill_uplink"):
    pass


class CameraFrozen(_Fault, frozen=True, kw_only=True, tag="camera_frozen"):
    """The same picture again and again, with new times."""


class CameraUnplugged(_Fault, frozen=True, kw_only=True, tag="camera_unplugged"):
    pass


class CameraCovered(_Fault, frozen=True, kw_only=True, tag="camera_covered"):
    pass


class CameraMoved(_Fault, frozen=True, kw_only=True, tag="camera_moved"):
    """Turned to the right by by_deg."""

    by_deg: Degrees = 12.0


class CameraDefocused(_Fault, frozen=True, kw_only=True, tag="camera_defocused"):
    pass


class CameraBlinded(_Fault, frozen=True, kw_only=True, tag="camera_blinded"):
    """A strong lamp or a laser is pointed at the lens."""


class CameraDark(_Fault, frozen=True, kw_only=True, tag="camera_dark"):
    pass


class ModelDamaged(_Fault, frozen=True, kw_only=True, tag="model_damaged"):
    pass


class Heat(_Fault, frozen=True, kw_only=True, tag="heat"):
    """The chip reads temperature_c; a throttled one says so."""

    temperature_c: Annotated[float, Meta(ge=-40.0, le=130.0)] = 85.0
    throttled: bool = True


class Push(_Fault, frozen=True, kw_only=True, tag="push"):
    """A configuration is published from afar: `config` in place of the scenario's, or raw text.

    version counts up by itself unless `config` names one. times: how often the text is written
    one after the other, for what is too large to be written here.
    """

    config: dict[str, Any] | None = None
    text: str | None = None
    times: Annotated[int, Meta(ge=1, le=1_000_000)] = 1


Fault = (
    BrokerDown
    | BrokerSlow
    | BrokerHalfOpen
    | BrokerHostile
    | DiskFull
    | DiskReadOnly
    | ClockUnset
    | ClockJump
    | KillVision
    | KillUplink
    | CameraFrozen
    | CameraUnplugged
    | CameraCovered
    | CameraMoved
    | CameraDefocused
    | CameraBlinded
    | CameraDark
    | ModelDamaged
    | Heat
    | Push
)


# -- what must come of it


class ExpectedEvent(_Section, frozen=True, kw_only=True):
    """One event: open_s is when it may open, close_s when it may close (None: any time or never).

    place: the zone or line, or what is done to the camera. direction: of a crossing.
    """

    rule: RuleName
    place: PlaceId
    label: Label = "person"
    open_s: Span
    close_s: Span | None = None
    direction: Direction | None = None


class ExpectedCount(_Section, frozen=True, kw_only=True):
    """Crossings of one line over the whole scene."""

    count_in: Annotated[int, Meta(ge=0)] = field(name="in", default=0)
    count_out: Annotated[int, Meta(ge=0)] = field(name="out", default=0)
    within: Annotated[int, Meta(ge=0)] = 0


class Expect(_Section, frozen=True, kw_only=True):
    """events: None asks the scene's own truth (see simulator/score); () says that none may come.

    extra: so many others are forgiven. f1: of a scene that asks the truth, the least F1 over all
    its events with which it passes: among hundreds of passers-by somebody is always missed.
    lost: events that may be missing at the broker. failed_closed: spans in which every picture
    must be masked whole. config: what the last configuration pushed must come to. camera_lost:
    spans in which health must say so.
    """

    events: tuple[ExpectedEvent, ...] | None = None
    extra: Annotated[int, Meta(ge=0)] = 0
    f1: Share = 1.0
    counts: dict[PlaceId, ExpectedCount] = {}
    lost: Annotated[int, Meta(ge=0)] = 0
    config: Literal["applied", "rejected"] | None = None
    failed_closed: tuple[Span, ...] = ()
    camera_lost: tuple[Span, ...] = ()


class Scenario(_Section, frozen=True, kw_only=True):
    """One scene and what a camera should make of it.

    about: one or two sentences for the catalogue. start: when it begins, in UTC, as
    2026-05-04T12:00:00Z. config: the camera's configuration as it reads it (version and rules),
    where a zone may say `ground: [[x, ahead], ...]` and a line `ground: [[x, ahead], [x, ahead]]`
    instead of picture coordinates. hard_for_pixels: why models may fail here, shown in scores.
    """

    name: Annotated[str, Meta(min_length=3, max_length=80)]
    about: Annotated[str, Meta(min_length=10, max_length=400)]
    theme: Theme
    kind: Kind
    seed: Annotated[int, Meta(ge=0, le=2**31)] = 1
    duration_s: Annotated[float, Meta(gt=0.0, le=604_800.0)]
    start: str = "2026-05-04T12:00:00Z"
    camera: CameraAt = CameraAt()
    scene: Scene = Scene()
    things: Annotated[tuple[Belonging, ...], Meta(max_length=32)] = ()
    actors: Annotated[tuple[Actor, ...], Meta(max_length=200)] = ()
    traffic: Annotated[tuple[Traffic, ...], Meta(max_length=16)] = ()
    crowds: Annotated[tuple[Crowd, ...], Meta(max_length=16)] = ()
    faults: Annotated[tuple[Fault, ...], Meta(max_length=64)] = ()
    config: dict[str, Any] = {}
    expect: Expect = Expect()
    hard_for_pixels: str | None = None
