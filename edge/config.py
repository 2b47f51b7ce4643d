"""What one camera does: zones, lines, rules and how little of it may be told."""

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta, Struct

from edge import strict
from edge.errors import DocumentError, Fault, refuse
from edge.geometry import crossing_edges, polygon_area
from edge.label import Label
from edge.oversight.public.words import OperatorWords
from edge.terms import (
    WHOLE_CAMERA,
    EpsilonMilli,
    PlaceId,
    PrivacyLevel,
    PurposeId,
    Severity,
    Tamper,
)

Fraction = Annotated[float, Meta(ge=0.0, le=1.0)]
Corner = tuple[Fraction, Fraction]
TimeOfDay = Annotated[str, Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]\\Z")]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Labels = Annotated[tuple[Label, ...], Meta(min_length=1, max_length=5)]
Limit = Annotated[int, Meta(ge=1, le=1000)]
Places = Annotated[tuple[PlaceId, ...], Meta(min_length=1, max_length=64)]

DAYS: Final[tuple[Day, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY: Final = DAYS
# A dark night is no tampering, but where it is always lit.
TAMPERS: Final[tuple[Tamper, ...]] = tuple(t for t in get_args(Tamper) if t != "darkened")
# A zone smaller than this is a slip of the mouse: no foot would ever stand in it.
MIN_ZONE_AREA: Final = 0.0001
MIN_LINE_LENGTH: Final = 0.01
NOISY_WINDOW_S: Final = 3_600


class _Section(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Zone(_Section, frozen=True, kw_only=True):
    """A part of the picture: a polygon that does not cross itself, 3 to 32 corners."""

    polygon: Annotated[tuple[Corner, ...], Meta(min_length=3, max_length=32)]

    def __post_init__(self) -> None:
        if len(set(self.polygon)) < len(self.polygon):
            raise refuse("polygon", "a corner stands twice: the last edge closes by itself")
        crossing = crossing_edges(self.polygon)
        if crossing is not None:
            raise refuse(
                "polygon",
                f"edge {crossing[0]} crosses edge {crossing[1]}: draw it without crossing",
            )
        if polygon_area(self.polygon) < MIN_ZONE_AREA:
            raise refuse("polygon", "has no area")


class Line(_Section, frozen=True, kw_only=True):
    """A directed line; `in` is the crossing from its left to its right, seen along it."""

    start: Corner = msgspec.field(name="from")
    end: Corner = msgspec.field(name="to")

    def __post_init__(self) -> None:
        across, down = self.end[0] - self.start[0], self.end[1] - self.start[1]
        if across * across + down * down < MIN_LINE_LENGTH**2:
            raise refuse("to", "the line has no length")


class Hours(_Section, frozen=True, kw_only=True):
    """A weekly window of local time; one that ends before it starts runs past midnight.

    days: those on which the window starts. from = to means the whole day.
    """

    start: TimeOfDay = msgspec.field(name="from")
    end: TimeOfDay = msgspec.field(name="to")
    days: Annotated[tuple[Day, ...], Meta(min_length=1, max_length=7)] = EVERY_DAY


Schedule = Annotated[tuple[Hours, ...], Meta(min_length=1, max_length=16)]


class _Rule(_Section, frozen=True, kw_only=True, tag_field="rule"):
    """severity: how much what it tells matters; what matters more is told first in a storm.

    cooldown_s: after it has told something, what else it would tell at this place is only counted
    for so long.
    """

    severity: Severity = "warning"
    cooldown_s: Annotated[float, Meta(ge=0.0, le=86_400.0)] = 0.0


class RestrictedZone(_Rule, frozen=True, kw_only=True, tag="restricted_zone"):
    """Report when something stands in a zone, always or only within the schedule."""

    zone: PlaceId
    labels: Labels = ("person",)
    severity: Severity = "alarm"
    schedule: Schedule | None = None
    min_dwell_s: Annotated[float, Meta(ge=0.0, le=60.0)] = 0.5


LoiteringTime = Annotated[float, Meta(ge=1.0, le=86_400.0)]


class Loitering(_Rule, frozen=True, kw_only=True, tag="loitering"):
    """Report when one thing stays in a zone for longer than after_s.

    after_s_of: other lengths for some of the labels, as a delivery van may stay for longer.
    grace_s: an absence shorter than this (stepped out, lost from sight) does not reset its dwell.
    """

    zone: PlaceId
    after_s: LoiteringTime
    after_s_of: Annotated[dict[Label, LoiteringTime], Meta(max_length=5)] = {}
    grace_s: Annotated[float, Meta(ge=0.0, le=600.0)] = 3.0
    labels: Labels = ("person",)

    def __post_init__(self) -> None:
        for label in self.after_s_of:
            if label not in self.labels:
                raise refuse(f"after_s_of.{label}", "is not among the rule's labels")

    def limit_s(self, label: Label) -> float:
        """How long a thing of a label may stay."""
        return self.after_s_of.get(label, self.after_s)


class LineCrossing(_Rule, frozen=True, kw_only=True, tag="line_crossing"):
    """Report and count what passes a line, by direction."""

    line: PlaceId
    labels: Labels = ("person",)
    severity: Severity = "info"


class Occupancy(_Rule, frozen=True, kw_only=True, tag="occupancy"):
    """Count what is in a zone, and report when a limit is reached.

    limits: ascending numbers of things; none reports counts alone. after_s: how long a limit has
    to be reached before it is told, and missed before it counts as left.
    """

    zone: PlaceId
    labels: Labels = ("person",)
    limits: Annotated[tuple[Limit, ...], Meta(max_length=8)] = ()
    after_s: Annotated[float, Meta(ge=0.0, le=3600.0)] = 10.0

    def __post_init__(self) -> None:
        if any(low >= high for low, high in pairwise(self.limits)):
            raise refuse("limits", "each one is above the one before it")


class WrongWay(_Rule, frozen=True, kw_only=True, tag="wrong_way"):
    """Report when something goes through a zone against the way of a line for after_s.

    along: the line whose way from its start to its end is permitted.
    """

    zone: PlaceId
    along: PlaceId
    labels: Labels = ("person",)
    after_s: Annotated[float, Meta(ge=1.0, le=60.0)] = 2.0


class UnattendedObject(_Rule, frozen=True, kw_only=True, tag="unattended_object"):
    """Report when something stands in a zone whose owner has been away from it for after_s.

    apart_m: how far away is away, in metres, judged by how tall people are in the picture.
    """

    zone: PlaceId
    severity: Severity = "alarm"
    after_s: Annotated[float, Meta(ge=10.0, le=1800.0)] = 60.0
    apart_m: Annotated[float, Meta(ge=1.5, le=20.0)] = 3.0


class ObjectRemoved(_Rule, frozen=True, kw_only=True, tag="object_removed"):
    """Report when what has belonged in a zone for a while has been gone for after_s.

    Draw the zone closely round it.
    """

    zone: PlaceId
    severity: Severity = "alarm"
    after_s: Annotated[float, Meta(ge=10.0, le=1800.0)] = 30.0


class Tampering(_Rule, frozen=True, kw_only=True, tag="tampering"):
    """Report when something is done to the camera, or its view is lost some other way.

    kinds: blinded is by light; darkened is for places that are always lit. after_s: how long it has
    to go on; a hand that wipes the lens passes.
    """

    kinds: Annotated[tuple[Tamper, ...], Meta(min_length=1, max_length=6)] = TAMPERS
    severity: Severity = "alarm"
    after_s: Annotated[float, Meta(ge=0.0, le=600.0)] = 3.0


class UnusualActivity(_Rule, frozen=True, kw_only=True, tag="unusual_activity"):
    """Report when more things come into a zone than is usual at this hour of the week.

    The camera learns what is usual from its own counts. once_in_days: where habits do not change,
    a false one comes so rarely; it watches for as long, and a week, before it tells anything.
    """

    zone: PlaceId
    labels: Labels = ("person",)
    once_in_days: Annotated[int, Meta(ge=7, le=90)] = 30


RuleConfig = (
    RestrictedZone
    | Loitering
    | LineCrossing
    | Occupancy
    | WrongWay
    | UnattendedObject
    | ObjectRemoved
    | Tampering
    | UnusualActivity
)


class Privacy(_Section, frozen=True, kw_only=True):
    """level: how much an event may tell. mask: how people are hidden in masked pictures.

    strict: whole people are hidden, from top to toe, not head and upper body alone.
    areas: parts of the picture that nobody may see, not even the models: a neighbour's window.
    """

    level: PrivacyLevel = "P1"
    mask: Literal["fill"] = "fill"
    strict: bool = False
    areas: Annotated[dict[PlaceId, Zone], Meta(max_length=32)] = {}


class Noise(_Section, frozen=True, kw_only=True):
    """Counts are told with exact discrete Laplace noise alone, and null once the budget is spent.

    epsilon_milli: what one window of one place tells of any one pass, in thousandths of epsilon.
    total_milli: of all windows of all places together, within any `days` days.
    """

    epsilon_milli: EpsilonMilli
    total_milli: Annotated[int, Meta(ge=10, le=1_000_000_000)]
    days: Annotated[int, Meta(ge=1, le=31)]

    def __post_init__(self) -> None:
        if self.total_milli < self.epsilon_milli:
            raise refuse("total_milli", "less than a single window costs")


class Counts(_Section, frozen=True, kw_only=True):
    """Counts are reported as totals of windows this long.

    noise: None tells what was counted. With noise a pass counts once a window, and a shorter one
    than an hour would only spend the budget sooner.
    """

    window_s: Annotated[int, Meta(ge=10, le=86_400)] = 900
    noise: Noise | None = None

    def __post_init__(self) -> None:
        if self.noise is not None and self.window_s < NOISY_WINDOW_S:
            raise refuse("window_s", f"noise is for windows of {NOISY_WINDOW_S} s at least")


class Clips(_Section, frozen=True, kw_only=True):
    """Keep masked video from before_s before an event to after_s after the last one near it.

    keep_hours: a clip is deleted when it is that old; beyond 72 data protection authorities ask
    why (EDPB Guidelines 3/2019, 121). quota_mb: above it the oldest go. At P0 there are no events,
    and so no clips. What is written wears a memory card: 15 MB a minute of clips at most, 3 on a
    drawn street, so 0.2 to 0.9 GB a day where one minute in 24 has an event.
    """

    before_s: Annotated[float, Meta(ge=0.0, le=30.0)] = 5.0
    after_s: Annotated[float, Meta(ge=1.0, le=60.0)] = 10.0
    quota_mb: Annotated[int, Meta(ge=100, le=1_000_000)] = 1_000
    keep_hours: Annotated[int, Meta(ge=1, le=720)] = 24


class Config(_Section, frozen=True, kw_only=True):
    """All that can be changed from afar. Everything has a default but the version.

    version: counts up; a camera remembers the highest it was given.
    timezone: IANA name, for the hours of schedules.
    clips: None keeps no pictures at all. sealed: the same for unmasked originals, which only two of
    three holders together can open, and only a policy can permit (edge/oversight/sealed).
    statement: what the operator says in public; without it the statement says that he does not.
    purposes: what zones and lines are watched for, which a policy permits or not
    (edge/governance/policy.py); one that is not named here serves GENERAL.
    """

    version: Annotated[int, Meta(ge=1, le=2_147_483_647)]
    timezone: str = "UTC"
    privacy: Privacy = Privacy()
    counts: Counts = Counts()
    clips: Clips | None = None
    sealed: Clips | None = None
    zones: Annotated[dict[PlaceId, Zone], Meta(max_length=32)] = {}
    lines: Annotated[dict[PlaceId, Line], Meta(max_length=32)] = {}
    purposes: Annotated[dict[PurposeId, Places], Meta(max_length=16)] = {}
    rules: Annotated[tuple[RuleConfig, ...], Meta(max_length=64)] = ()
    statement: OperatorWords | None = None

    def __post_init__(self) -> None:
        faults = [*_timezone_faults(self.timezone), *_place_faults(self), *_repeated_rules(self)]
        faults += [*_purpose_faults(self), *_noise_faults(self)]
        if faults:
            raise DocumentError(faults)


def place_of(rule: RuleConfig) -> PlaceId:
    """The zone or line that a rule watches; WHOLE_CAMERA for the view itself."""
    if isinstance(rule, Tampering):
        return WHOLE_CAMERA
    return rule.line if isinstance(rule, LineCrossing) else rule.zone


def places_of(rule: RuleConfig) -> dict[str, tuple[Literal["zone", "line"], PlaceId]]:
    """Every zone and line that a rule needs, by the key that names it."""
    if isinstance(rule, Tampering):
        return {}
    if isinstance(rule, LineCrossing):
        return {"line": ("line", rule.line)}
    if isinstance(rule, WrongWay):
        return {"zone": ("zone", rule.zone), "along": ("line", rule.along)}
    return {"zone": ("zone", rule.zone)}


def _timezone_faults(name: str) -> list[Fault]:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return [Fault(path="timezone", reason="not an IANA time zone such as Europe/Berlin")]
    return []


def _place_faults(config: Config) -> list[Fault]:
    faults = [
        Fault(path=f"lines.{name}", reason="a zone has this name already")
        for name in config.lines
        if name in config.zones
    ]
    for index, rule in enumerate(config.rules):
        for key, (kind, name) in places_of(rule).items():
            if name not in (config.lines if kind == "line" else config.zones):
                faults.append(
                    Fault(path=f"rules[{index}].{key}", reason=f"there is no {kind} {name!r}")
                )
    return faults


def _purpose_faults(config: Config) -> list[Fault]:
    return [
        Fault(path=f"purposes.{purpose}[{index}]", reason=f"there is no zone or line {place!r}")
        for purpose, places in config.purposes.items()
        for index, place in enumerate(places)
        if place not in config.zones and place not in config.lines
    ]


def _noise_faults(config: Config) -> list[Fault]:
    if config.counts.noise is None or config.privacy.level == "P0":
        return []
    return [Fault(path="counts.noise", reason="is for P0: events would tell what it hides")]


def _repeated_rules(config: Config) -> list[Fault]:
    seen: set[tuple[type, str]] = set()
    faults = []
    for index, rule in enumerate(config.rules):
        place = place_of(rule)
        if (type(rule), place) in seen:
            faults.append(
                Fault(path=f"rules[{index}]", reason=f"{place!r} has such a rule already")
            )
        seen.add((type(rule), place))
    return faults


def parse_config(raw: bytes) -> Config:
    """Read a configuration from YAML or JSON bytes.

    Raises DocumentError with the path and reason of every fault, 20 at most.
    """
    return strict.parse(raw, Config)


def read_config(path: Path) -> Config:
    """Read a configuration file. Raises DocumentError as parse_config, naming the file too."""
    return strict.read_file(path, Config)
