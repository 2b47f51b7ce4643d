"""What one configuration makes of tracks: its rules, its counters, how little it tells."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from edge import config as configuration
from edge.config import Config, Counts, RuleConfig
from edge.loop.habits import key_of
from edge.privacy.counts import WindowCounter
from edge.privacy.minimise import Minimiser
from edge.privacy.noise import uniform
from edge.privacy.passes import Noisy, Spend, spend_nothing
from edge.privacy.totals import counts
from edge.rules.habit import Known, nothing_known
from edge.rules.line_crossing import LineCrossingRule
from edge.rules.loitering import LoiteringRule
from edge.rules.object_removed import ObjectRemovedRule
from edge.rules.occupancy import OccupancyRule
from edge.rules.restricted_zone import RestrictedZoneRule
from edge.rules.rule import Rule
from edge.rules.tampering import TamperingRule
from edge.rules.throttle import Throttle
from edge.rules.unattended_object import UnattendedObjectRule
from edge.rules.unusual_activity import UnusualActivityRule
from edge.rules.wrong_way import WrongWayRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """is_ready: False where there is no configuration to judge by, and config is an empty one."""

    config: Config
    rules: tuple[Rule, ...]
    counter: WindowCounter
    throttle: Throttle
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

    @property
    def needs_things(self) -> bool:
        """Whether a rule is about what stands in the picture."""
        about = configuration.UnattendedObject | configuration.ObjectRemoved
        return any(isinstance(rule, about) for rule in self.config.rules)


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


def _occupancy(rule: configuration.Occupancy, config: Config, episodes: Iterator[int]) -> Rule:
    return OccupancyRule(rule, zone=config.zones[rule.zone], episodes=episodes)


def _wrong_way(rule: configuration.WrongWay, config: Config, episodes: Iterator[int]) -> Rule:
    zone, way = config.zones[rule.zone], config.lines[rule.along]
    return WrongWayRule(rule, zone=zone, way=way, episodes=episodes)


def _unattended_object(
    rule: configuration.UnattendedObject, config: Config, episodes: Iterator[int]
) -> Rule:
    return UnattendedObjectRule(rule, zone=config.zones[rule.zone], episodes=episodes)


def _object_removed(
    rule: configuration.ObjectRemoved, config: Config, episodes: Iterator[int]
) -> Rule:
    return ObjectRemovedRule(rule, zone=config.zones[rule.zone], episodes=episodes)


def _tampering(rule: configuration.Tampering, _: Config, episodes: Iterator[int]) -> Rule:
    return TamperingRule(rule, episodes=episodes)


RULES: Final[dict[type[RuleConfig], Callable[..., Rule]]] = {
    configuration.RestrictedZone: _restricted_zone,
    configuration.Loitering: _loitering,
    configuration.LineCrossing: _line_crossing,
    configuration.Occupancy: _occupancy,
    configuration.WrongWay: _wrong_way,
    configuration.UnattendedObject: _unattended_object,
    configuration.ObjectRemoved: _object_removed,
    configuration.Tampering: _tampering,
}


class Bench:
    """Builds the judges of one run: rules number their episodes from one common counter.

    habits: what was learned in earlier runs, by habits.key_of. spend: keeps account of noise
    budgets; without one counts that need noise are withheld.
    """

    def __init__(
        self,
        *,
        random_bytes: Callable[[int], bytes],
        habits: Mapping[str, Known] | None = None,
        spend: Spend = spend_nothing,
    ) -> None:
        self._spend = spend
        self._habits = dict(habits or {})
        self._random_bytes = random_bytes
        self._episodes = count(1)

    def build(self, config: Config | None, old: Judges | None = None) -> Judges:
        """Make the judges of a configuration; what is the same in the old ones goes on.

        config: None where there is none that can be read: nobody judges.
        """
        if config is None:
            nothing = self.build(Config(version=1), old)
            return Judges(
                config=nothing.config,
                rules=(),
                counter=nothing.counter,
                throttle=nothing.throttle,
                minimiser=nothing.minimiser,
                is_ready=False,
            )
        rules = tuple(self._rule(rule, config, old) for rule in config.rules)
        level = config.privacy.level
        if old is None:
            throttle = Throttle(config.rules)
            minimiser = Minimiser(level, random_bytes=self._random_bytes)
        else:
            throttle, minimiser = old.throttle.of(config.rules), old.minimiser.at(level)
        if old is not None and _counted(old.config) == _counted(config):
            counter = old.counter
        else:
            counter = self._counter(config)
        return Judges(
            config=config, rules=rules, counter=counter, throttle=throttle, minimiser=minimiser
        )

    def _rule(self, rule: RuleConfig, config: Config, old: Judges | None) -> Rule:
        if old is not None and rule in old.config.rules and _same_place(rule, config, old.config):
            return old.rules[old.config.rules.index(rule)]
        if isinstance(rule, configuration.UnusualActivity):
            return self._unusual_activity(rule, config)
        return RULES[type(rule)](rule, config, self._episodes)

    def _counter(self, config: Config) -> WindowCounter:
        rules, counts = _counted(config)
        noisy = None
        if counts.noise is not None:
            noisy = Noisy(noise=counts.noise, spend=self._spend, below=uniform(self._random_bytes))
        return WindowCounter(rules, window_s=counts.window_s, noisy=noisy)

    def _unusual_activity(self, rule: configuration.UnusualActivity, config: Config) -> Rule:
        return UnusualActivityRule(
            rule,
            zone=config.zones[rule.zone],
            timezone=ZoneInfo(config.timezone),
            known=self._habits.setdefault(key_of(rule, config), nothing_known()),
            episodes=self._episodes,
        )


def _same_place(rule: RuleConfig, config: Config, old: Config) -> bool:
    if config.timezone != old.timezone:
        return False
    return all(
        config.lines[name] == old.lines[name]
        if kind == "line"
        else config.zones[name] == old.zones[name]
        for kind, name in configuration.places_of(rule).values()
    )


def _counted(config: Config) -> tuple[tuple[RuleConfig, ...], Counts]:
    return tuple(rule for rule in config.rules if counts(rule)), config.counts
