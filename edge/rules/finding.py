"""What a rule says about a track or a place: the last value that may hold a track's number."""

from dataclasses import dataclass

from edge.geometry import Box
from edge.label import Label
from edge.terms import Direction, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Intrusion:
    """Something stands in a zone where, at this hour, nothing of its kind should be.

    episode: number that an open and its close share, unique within one run of the process.
    zone: id from the configuration. dwell_s: how long the zone has been occupied.
    """

    episode: int
    phase: Phase
    zone: str
    label: Label
    box: Box
    dwell_s: float
    mono_s: float
    utc_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loitering:
    """One thing stayed in a zone for longer than its limit. Fields as in Intrusion."""

    episode: int
    phase: Phase
    zone: str
    label: Label
    box: Box
    dwell_s: float
    mono_s: float
    utc_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """One thing passed a line from one side to the other.

    direction: `in` is from the left to the right of someone who walks the line from its start
    to its end, `out` the other way.
    """

    episode: int
    line: str
    label: Label
    direction: Direction
    box: Box
    mono_s: float
    utc_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowding:
    """A zone holds so many things that a limit is reached. Other fields as in Intrusion.

    label: of most of them. count: of all. limit: the highest reached now, at a close the last.
    box: round all of them. dwell_s: how long the lowest limit has been reached.
    """

    episode: int
    phase: Phase
    zone: str
    label: Label
    count: int
    limit: int
    box: Box
    dwell_s: float
    mono_s: float
    utc_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    """How many things of one label are in a zone at this moment: for counts alone."""

    zone: str
    label: Label
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongWay:
    """Something goes through a zone against its way. Fields as in Intrusion.

    dwell_s: how long somebody has been doing so.
    """

    episode: int
    phase: Phase
    zone: str
    label: Label
    box: Box
    dwell_s: float
    mono_s: float
    utc_s: float | None


Told = Intrusion | Loitering | Crossing | Crowding | WrongWay
Finding = Told | Headcount
