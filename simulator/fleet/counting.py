"""How many crossed each line: windows of UTC, told whole or as unknown."""

from collections.abc import Iterator

from edge.config import Config, LineCrossing
from edge.privacy.event import CrossingCount
from edge.rules.finding import Crossing


class Counting:
    """The window at hand of one camera. A window that was not watched whole has no totals."""

    __slots__ = ("_config", "_start_utc_s", "_totals", "_watched")

    def __init__(self, config: Config, *, utc_s: float) -> None:
        self._config = config
        self._totals: dict[tuple[str, str, str], int] = {}
        self._start_utc_s = self._window_of(utc_s)
        self._watched = utc_s == self._start_utc_s

    def end_utc_s(self) -> int:
        """When the window at hand is over."""
        return self._start_utc_s + self._config.counts.window_s

    def add(self, crossing: Crossing) -> None:
        place = crossing.line, crossing.label, crossing.direction
        self._totals[place] = self._totals.get(place, 0) + 1

    def turn(self, utc_s: float) -> list[CrossingCount]:
        """End the window at hand and begin the next one."""
        counts = list(self._counts())
        self._start_utc_s = self._window_of(utc_s)
        self._watched = True
        self._totals.clear()
        return counts

    def give_up(self) -> list[CrossingCount]:
        """End the window at hand without totals: they would be of two configurations."""
        self._watched = False
        return list(self._counts())

    def _window_of(self, utc_s: float) -> int:
        window_s = self._config.counts.window_s
        return int(utc_s // window_s) * window_s

    def _counts(self) -> Iterator[CrossingCount]:
        lines = (rule for rule in self._config.rules if isinstance(rule, LineCrossing))
        for line, label in ((rule.line, label) for rule in lines for label in rule.labels):
            yield CrossingCount(
                v=1,
                line=line,
                label=label,
                t=self._start_utc_s,
                window_s=self._config.counts.window_s,
                count_in=self._totals.get((line, label, "in"), 0) if self._watched else None,
                count_out=self._totals.get((line, label, "out"), 0) if self._watched else None,
            )


def count_alike(config: Config, other: Config) -> bool:
    """True when two configurations count the same things in the same windows."""
    return _counted(config) == _counted(other)


def _counted(config: Config) -> object:
    """What a camera counts, and how."""
    rules = [rule for rule in config.rules if isinstance(rule, LineCrossing)]
    return config.counts, config.lines, rules
