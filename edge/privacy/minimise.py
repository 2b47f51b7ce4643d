"""A finding into an event: everything finer than the privacy level is left behind here."""

from collections.abc import Callable
from math import ceil
from typing import Final, Literal, TypedDict

from edge.geometry import Box
from edge.label import Label
from edge.privacy.event import (
    UNSTAMPED,
    BoxPercent,
    CountBucket,
    DwellBucket,
    Event,
    LineCrossingEvent,
    LoiteringEvent,
    ObjectRemovedEvent,
    OccupancyEvent,
    RestrictedZoneEvent,
    SummaryEvent,
    TamperingEvent,
    UnattendedObjectEvent,
    UnusualActivityEvent,
    WrongWayEvent,
)
from edge.rules.finding import (
    Crossing,
    Crowding,
    Intrusion,
    Loitering,
    Missing,
    Seen,
    Summary,
    Tampering,
    Told,
    Unattended,
    Unusual,
    WrongWay,
    phase_of,
)
from edge.terms import Phase, PrivacyLevel, Severity

# Step of an event's time by level, in seconds. P0 sends no events at all.
STEP_S: Final[dict[PrivacyLevel, int]] = {"P1": 60, "P2": 60, "P3": 1}
GRID: Final = 8
# An episode whose close never comes must not be remembered for ever; a zone has one open at a
# time and a crowd that loiters is a few hundred.
MAX_OPEN: Final = 1024
_BUCKETS: Final[tuple[tuple[float, DwellBucket], ...]] = (
    (10, "0-10s"),
    (30, "10-30s"),
    (60, "30-60s"),
    (300, "1-5min"),
    (900, "5-15min"),
    (3600, "15-60min"),
)
_COUNTS: Final[tuple[tuple[int, CountBucket], ...]] = (
    (1, "0"),
    (2, "1"),
    (5, "2-4"),
    (10, "5-9"),
    (20, "10-19"),
    (50, "20-49"),
    (100, "50-99"),
)
_RANDOM_BYTES: Final = 10
_MAX_COUNT: Final = 1_000_000


class _Common(TypedDict):
    v: Literal[1]
    id: str
    episode: str
    session: str
    seq: int
    t: int | None
    phase: Phase
    severity: Severity


class _Seen(_Common):
    label: Label
    cell: int | None
    box: BoxPercent | None


class _OfZone(_Seen):
    zone: str
    dwell: DwellBucket
    after_s: int


class Minimiser:
    """Tells as much of a finding as one privacy level allows, and remembers open episodes.

    random_bytes: returns that many unpredictable bytes, such as secrets.token_bytes.
    """

    def __init__(self, level: PrivacyLevel, *, random_bytes: Callable[[int], bytes]) -> None:
        self._level = level
        self._random_bytes = random_bytes
        self._episodes: dict[int, str] = {}

    def at(self, level: PrivacyLevel) -> "Minimiser":
        """Return one of another level that knows the episodes of this one."""
        if level == self._level:
            return self
        other = Minimiser(level, random_bytes=self._random_bytes)
        other._episodes = self._episodes
        return other

    def minimise(self, finding: Told | Summary) -> Event | None:
        """Return the event of a finding, unstamped, or None at P0.

        An update or close whose opening was not told opens an episode itself.
        """
        if self._level == "P0":
            return None
        t = _coarse(finding.utc_s, STEP_S[self._level])
        id_ = event_id(t, self._random_bytes(_RANDOM_BYTES))
        if isinstance(finding, Summary):
            return _summary(finding, t=t, id_=id_)
        common = self._common(finding, t=t, id_=id_)
        if isinstance(finding, Tampering):
            return TamperingEvent(
                **common,
                kind=finding.kind,
                dwell=dwell_bucket(finding.dwell_s),
                after_s=ceil(finding.after_s),
            )
        return self._event(finding, self._seen(finding, common))

    def _event(self, finding: Seen, common: _Seen) -> Event:
        if isinstance(finding, Crossing):
            return LineCrossingEvent(**common, line=finding.line, direction=finding.direction)
        common_of_zone = _OfZone(
            **common,
            zone=finding.zone,
            dwell=dwell_bucket(finding.dwell_s),
            after_s=ceil(finding.after_s),
        )
        if isinstance(finding, Crowding | Unusual):
            return _counted(finding, common_of_zone)
        return _of_zone(finding, common_of_zone)

    def _common(self, finding: Told, *, t: int | None, id_: str) -> _Common:
        return _Common(
            v=1,
            id=id_,
            episode=self._episode(finding, id_),
            session=UNSTAMPED,
            seq=0,
            t=t,
            phase=phase_of(finding),
            severity=finding.severity,
        )

    def _seen(self, finding: Seen, common: _Common) -> _Seen:
        return _Seen(
            **common,
            label=finding.label,
            cell=cell_of(finding.box) if self._level in ("P2", "P3") else None,
            box=percent_of(finding.box) if self._level == "P3" else None,
        )

    def _episode(self, finding: Told, id_: str) -> str:
        if isinstance(finding, Crossing):
            return id_
        if finding.phase == "close":
            return self._episodes.pop(finding.episode, id_)
        while len(self._episodes) >= MAX_OPEN and finding.episode not in self._episodes:
            del self._episodes[next(iter(self._episodes))]
        return self._episodes.setdefault(finding.episode, id_)


def _counted(finding: Crowding | Unusual, common: _OfZone) -> Event:
    count = count_bucket(finding.count)
    if isinstance(finding, Crowding):
        return OccupancyEvent(**common, limit=finding.limit, count=count)
    return UnusualActivityEvent(
        **common,
        count=count,
        usual=count_bucket(finding.usual),
        once_in_days=finding.once_in_days,
    )


def _of_zone(
    finding: Intrusion | Loitering | WrongWay | Unattended | Missing, common: _OfZone
) -> Event:
    match finding:
        case Intrusion():
            return RestrictedZoneEvent(**common)
        case Loitering():
            return LoiteringEvent(**common)
        case WrongWay():
            return WrongWayEvent(**common)
        case Unattended():
            return UnattendedObjectEvent(**common, ended=finding.ended)
        case Missing():
            return ObjectRemovedEvent(**common, ended=finding.ended)


def _summary(finding: Summary, *, t: int | None, id_: str) -> SummaryEvent:
    return SummaryEvent(
        v=1,
        id=id_,
        episode=id_,
        session=UNSTAMPED,
        seq=0,
        t=t,
        phase="open",
        severity=finding.severity,
        label=finding.label,
        of=finding.rule,
        place=finding.place,
        direction=finding.direction,
        count=min(finding.count, _MAX_COUNT),
        over_s=min(round(finding.over_s), _MAX_COUNT),
    )


def event_id(t: int | None, random: bytes) -> str:
    """A UUIDv7 (RFC 9562, 5.7) of the coarse second t, 0 where it is None, and 10 random bytes."""
    time_ms = (t or 0) * 1000
    bits = int.from_bytes(random, "big")
    high, low = bits >> 68, bits & ((1 << 62) - 1)
    value = (time_ms & ((1 << 48) - 1)) << 80 | 7 << 76 | high << 64 | 2 << 62 | low
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def dwell_bucket(dwell_s: float) -> DwellBucket:
    """Name the span that a dwell lies in; a limit itself belongs to the longer span."""
    for limit_s, name in _BUCKETS:
        if dwell_s < limit_s:
            return name
    return "over 1h"


def count_bucket(count: int) -> CountBucket:
    """Name the span that a number of things lies in."""
    for limit, name in _COUNTS:
        if count < limit:
            return name
    return "over 100"


def cell_of(box: Box) -> int:
    """Number of the cell the foot stands in, on an 8 x 8 grid counted row by row from the top."""
    column, row = (min(max(int(v * GRID), 0), GRID - 1) for v in box.foot)
    return row * GRID + column


def percent_of(box: Box) -> BoxPercent:
    """The box in whole percent of the picture, clipped to it."""
    x, y = _percent(box.x_min), _percent(box.y_min)
    return BoxPercent(x=x, y=y, w=_percent(box.x_max) - x, h=_percent(box.y_max) - y)


def _percent(fraction: float) -> int:
    return min(max(round(fraction * 100), 0), 100)


def _coarse(utc_s: float | None, step_s: int) -> int | None:
    return None if utc_s is None else int(utc_s // step_s) * step_s
