"""What one configuration makes of tracks: its rules, its counters, how little it tells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from edge import config as configuration
from edge.config import Config, RuleConfig
from edge.privacy.counts import CrossingCounter
from edge.privacy.minimise import Minimiser
from edge.rules.line_crossing import LineCrossingRule
from edge.rules.loitering import LoiteringRule
from edge.rules.restricted_zone import RestrictedZoneRule
from edge.rules.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """is_ready: False where there is no configuration to judge by, and config is an empty one."""

    config: Config
    rules: tuple[Rule, ...]
    counter: CrossingCounter
    minimiser: Minimiser
    is_ready: bool = True

    @property
    def version(self) -> int | None:
        """Of the configuration at work, None for none."""
        return self.config.version if self.is_ready else None

    @property
    def needs_clock(self) -> bool:
        """Whether what a rule does depends on the time of day."""
        return any(
            isinstance(rule, configuration.RestrictedZone) and rule.schedule is not None
            for rule in self.config.rules
        )


def _restricted_zone(
    rule: configuration.RestrictedZone, config: Config, episodes: Iterator[int]
) -> Rule:
    timezone = ZoneInfo(config.timezone)
    return RestrictedZoneRule(
        rule, zone=config.zones[rule.zone], timezone=timezone, episodes=episodes
    )


def _loitering(rule: configuration.Loitering, config: Config, episodes: Iterator[int]) -> Rule:
    return LoiteringRule(rule, zone=config.zones[rule.zone], episodes=episodes)


def _line_crossing(
    rule: configuration.LineCrossing, config: Config, episodes: Iterator[int]
) -> Rule:
    return LineCrossingRule(rule, line=config.lines[rule.line], episodes=episodes)


RULES: Final[dict[type[RuleConfig], Callable[..., Rule]]] = {
    configuration.RestrictedZone: _restricted_zone,
    configuration.Loitering: _loitering,
    configuration.LineCrossing: _line_crossing,
}


class Bench:
    """Builds the judges of one run: rules number their episodes from one common counter."""

    def __init__(self, *, random_bytes: Callable[[int], bytes]) -> None:
        self._random_bytes = random_bytes
        self._episodes = count(1)

    def build(self, config: Config | None, old: Judges | None = None) -> Judges:
        """Make the judges of a configuration; what is the same in the old ones goes on.

        config: None where there is none that can be read: nobody judges.
        """
        if config is None:
            nothing = self.build(Config(version=1))
            return Judges(
                config=nothing.config,
                rules=(),
                counter=nothing.counter,
                minimiser=nothing.minimiser,
                is_ready=False,
            )
        rules = tuple(self._rule(rule, config, old) for rule in config.rules)
        if old is not None and old.config.privacy.level == config.privacy.level:
            minimiser = old.minimiser
        else:
            minimiser = Minimiser(config.privacy.level, random_bytes=self._random_bytes)
        if old is not None and _counted(old.config) == _counted(config):
            counter = old.counter
        else:
            lines, window_s = _counted(config)
            counter = CrossingCounter(lines, window_s=window_s)
        return Judges(config=config, rules=rules, minimiser=minimiser, counter=counter)

    def _rule(self, rule: RuleConfig, config: Config, old: Judges | None) -> Rule:
        if old is not None and rule in old.config.rules and _same_place(rule, config, old.config):
            return old.rules[old.config.rules.index(rule)]
        return RULES[type(rule)](rule, config, self._episodes)


def _same_place(rule: RuleConfig, config: Config, old: Config) -> bool:
    if config.timezone != old.timezone:
        return False
    if isinstance(rule, configuration.LineCrossing):
        return config.lines[rule.line] == old.lines[rule.line]
    return config.zones[rule.zone] == old.zones[rule.zone]


def _counted(config: Config) -> tuple[tuple[configuration.LineCrossing, ...], int]:
    lines = [rule for rule in config.rules if isinstance(rule, configuration.LineCrossing)]
    return tuple(lines), config.counts.window_s
