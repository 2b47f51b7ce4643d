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


Finding = Intrusion | Loitering | Crossing
