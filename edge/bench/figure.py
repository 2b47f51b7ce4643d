"""One figure: a number, what it must be, and the raw numbers it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from edge.errors import BadInputError

Raw = dict[str, object]


class MissingError(BadInputError):
    """Something that a figure needs is not here; the message says how to get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A figure must be at most (or at least) `bound`. unit: empty for a ratio."""

    about: str
    bound: float
    at_least: bool = False
    unit: str = ""

    def holds(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound

    def used(self, value: float) -> float:
        """How much of the limit is used up: up to 1 it holds, whichever way it points."""
        if self.at_least:
            return self.bound / value if value > 0 else float("inf")
        return value / self.bound

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.bound:g}{self.unit}"


LIMITS: Final[Mapping[str, Limit]] = {
    "loop_over_models": Limit(about="whole loop over its bare models, crowd", bound=1.10),
    "fps_over_deface": Limit(about="frames a second over deface's", bound=8, at_least=True),
    "fps_over_every_frame": Limit(
        about="the same over both models on every frame", bound=3, at_least=True
    ),
    "quiet_over_always": Limit(about="CPU where nothing moves over always on", bound=0.05),
    "vision_rss_mib": Limit(about="memory of vision in a crowd", bound=180, unit=" MiB"),
    "uplink_rss_mib": Limit(about="memory of uplink", bound=45, unit=" MiB"),
    "start_over_load": Limit(about="first masked frame over loading alone", bound=1.3),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """value: None where it could not be taken; raw then holds the reason.

    beside: more numbers of the same run that stand at the top of the report.
    """

    name: str
    value: float | None
    raw: Raw
    beside: Mapping[str, float | None] = field(default_factory=dict)


def missing(name: str, error: MissingError) -> Figure:
    return Figure(name=name, value=None, raw={"reason": str(error)})


def ratio(above: float, below: float) -> float | None:
    return above / below if below > 0 else None


def mean_ms(seconds: float, times: int) -> float:
    return round(1000 * seconds / max(times, 1), 3)
