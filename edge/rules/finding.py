"""What a rule says about a track or a place: the last value that may hold a track's number."""

from dataclasses import dataclass
from typing import ClassVar

from edge.geometry import Box
from edge.label import Label
from edge.terms import WHOLE_CAMERA, Direction, LeftEnd, Phase, RuleName, Severity, Tamper
from edge.tracking.track import TrackId


@dataclass(frozen=True, slots=True, kw_only=True)
class _Episode:
    """Something that goes on in a zone.

    episode: number that an open and its close share, unique within one run of the process.
    zone: id from the configuration. dwell_s: how long it has gone on. after_s: how long it had to
    go on before it was told.
    """

    episode: int
    phase: Phase
    severity: Severity
    zone: str
    label: Label
    box: Box
    dwell_s: float
    after_s: float
    mono_s: float
    utc_s: float | None

    @property
    def place(self) -> str:
        return self.zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Intrusion(_Episode):
    """Something stands in a zone where, at this hour, nothing of its kind should be."""

    rule: ClassVar[RuleName] = "restricted_zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loitering(_Episode):
    """One thing stayed in a zone for longer than its limit."""

    rule: ClassVar[RuleName] = "loitering"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowding(_Episode):
    """A zone holds so many things that a limit is reached.

    label: of most of them. count: of all. limit: the highest reached now, at a close the last.
    box: round all of them. dwell_s: how long the lowest limit has been reached.
    """

    rule: ClassVar[RuleName] = "occupancy"
    count: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongWay(_Episode):
    """Something goes through a zone against its way; dwell_s: how long somebody has."""

    rule: ClassVar[RuleName] = "wrong_way"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unattended(_Episode):
    """Something stands in a zone whose owner has gone; dwell_s: how long it has been alone.

    label: `bag`, whatever it is. ended: how, at a close alone; None where its rule is taken away.
    """

    rule: ClassVar[RuleName] = "unattended_object"
    ended: LeftEnd | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing(_Episode):
    """What belongs in a zone is gone; dwell_s: for how long. label: `bag`, whatever it is.

    ended: `reclaimed`: it is back, `settled`: it has been gone for so long that the place is
    empty now; None as in Unattended.
    """

    rule: ClassVar[RuleName] = "object_removed"
    ended: LeftEnd | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusual(_Episode):
    """More have come in this hour than usual; count, usual: how many. label, box: of the last."""

    rule: ClassVar[RuleName] = "unusual_activity"
    count: int
    usual: int
    once_in_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """One thing passed a line from one side to the other.

    thing: its number. direction: `in` is from the left to the right of someone who walks the line
    from its start to its end, `out` the other way.
    """

    rule: ClassVar[RuleName] = "line_crossing"
    episode: int
    severity: Severity
    line: str
    thing: TrackId
    label: Label
    direction: Direction
    box: Box
    mono_s: float
    utc_s: float | None

    @property
    def place(self) -> str:
        return self.line


@dataclass(frozen=True, slots=True, kw_only=True)
class Tampering:
    """Something has been done to the camera for dwell_s; after_s as in an episode of a zone."""

    rule: ClassVar[RuleName] = "tampering"
    place: ClassVar[str] = WHOLE_CAMERA
    label: ClassVar[None] = None
    episode: int
    phase: Phase
    severity: Severity
    kind: Tamper
    dwell_s: float
    after_s: float
    mono_s: float
    utc_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    """Which things of one label are in a zone at this moment: for counts alone.

    things: for each of them all numbers that it was followed under.
    """

    zone: str
    label: Label
    things: tuple[frozenset[TrackId], ...]

    @property
    def count(self) -> int:
        return len(self.things)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """So many times a rule would have told something at one place and did not, for over_s.

    label: of the first.
    """

    rule: RuleName
    place: str
    direction: Direction | None
    severity: Severity
    label: Label | None
    count: int
    over_s: float
    mono_s: float
    utc_s: float | None


# What concerns something in the picture.
Seen = Intrusion | Loitering | Crossing | Crowding | WrongWay | Unattended | Missing | Unusual
Told = Seen | Tampering
Finding = Told | Headcount


def phase_of(finding: Told) -> Phase:
    """A crossing is over as it is told: it opens an episode of one message."""
    return "open" if isinstance(finding, Crossing) else finding.phase


def way_of(finding: Told) -> Direction | None:
    return finding.direction if isinstance(finding, Crossing) else None
