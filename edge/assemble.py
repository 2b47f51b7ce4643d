"""Configuration to objects: what this firmware is made of, and how it is put together."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import cv2

from edge import config as configuration
from edge.capture.sources import open_camera
from edge.clock import Clock, SystemClock
from edge.config import Config, RuleConfig, read_config
from edge.desired import Desired
from edge.door import Door
from edge.errors import NotNowError
from edge.last_good import LastGood, newest
from edge.perception.attention import Attention
from edge.perception.heads import (
    NetworkFaces,
    NetworkObjects,
    open_face_detector,
    open_object_detector,
)
from edge.perception.manifest import models_folder, read_manifest
from edge.pipeline import Judges, Pipeline
from edge.preview import Preview
from edge.privacy.counts import WindowCounter
from edge.privacy.mask import Masker
from edge.privacy.minimise import Minimiser
from edge.privacy.totals import counts
from edge.rules.line_crossing import LineCrossingRule
from edge.rules.loitering import LoiteringRule
from edge.rules.occupancy import OccupancyRule
from edge.rules.restricted_zone import RestrictedZoneRule
from edge.rules.rule import Rule
from edge.rules.throttle import Throttle
from edge.rules.wrong_way import WrongWayRule
from edge.vision import Vision

log = logging.getLogger(__name__)

# As long as the models rest where somebody moves: whoever was overlooked is found by then.
AHEAD_S: Final = 0.3
# More threads than this gain nothing on nets of this size.
_MAX_THREADS: Final = 4


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


RULES: Final[dict[type[RuleConfig], Callable[..., Rule]]] = {
    configuration.RestrictedZone: _restricted_zone,
    configuration.Loitering: _loitering,
    configuration.LineCrossing: _line_crossing,
    configuration.Occupancy: _occupancy,
    configuration.WrongWay: _wrong_way,
}


class Bench:
    """Builds the judges of one run: rules number their episodes from one common counter."""

    def __init__(self, *, random_bytes: Callable[[int], bytes]) -> None:
        self._random_bytes = random_bytes
        self._episodes = count(1)

    def build(self, config: Config, old: Judges | None = None) -> Judges:
        """Make the judges of a configuration; what is the same in the old ones goes on."""
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
            counting, window_s = _counted(config)
            counter = WindowCounter(counting, window_s=window_s)
        return Judges(
            config=config, rules=rules, counter=counter, throttle=throttle, minimiser=minimiser
        )

    def _rule(self, rule: RuleConfig, config: Config, old: Judges | None) -> Rule:
        if old is not None and rule in old.config.rules and _same_place(rule, config, old.config):
            return old.rules[old.config.rules.index(rule)]
        return RULES[type(rule)](rule, config, self._episodes)


def _same_place(rule: RuleConfig, config: Config, old: Config) -> bool:
    if config.timezone != old.timezone:
        return False
    return all(
        config.lines[name] == old.lines[name]
        if kind == "line"
        else config.zones[name] == old.zones[name]
        for kind, name in configuration.places_of(rule).values()
    )


def _counted(config: Config) -> tuple[tuple[RuleConfig, ...], int]:
    return tuple(rule for rule in config.rules if counts(rule)), config.counts.window_s


def threads_live() -> int:
    """Threads for a camera at work: one core stays free for capture, encoder and uplink.

    The runtime's threads spin while they wait. At 10 fps on two cores a second one took at best
    a fifth off the time of a frame, and cost 11 to 27 % more CPU time.
    """
    return max(1, threads_offline() - 1)


def threads_offline() -> int:
    """Threads for a recording that nothing waits beside: all cores."""
    return min(_MAX_THREADS, os.cpu_count() or 1)


def open_detectors(
    *, objects: str | None, faces: str | None, threads: int, folder: Path | None = None
) -> tuple[NetworkObjects, NetworkFaces]:
    """Load both detectors by manifest name, None for the default. Raises ModelError by name.

    folder: with the manifest and the models, our own unless given.
    """
    folder = folder or models_folder()
    manifest = read_manifest(folder)
    return (
        open_object_detector(
            manifest.card(objects) if objects else manifest.default("objects"),
            threads=threads,
            folder=folder,
        ),
        open_face_detector(
            manifest.card(faces) if faces else manifest.default("faces"),
            threads=threads,
            folder=folder,
        ),
    )


def open_pipeline(
    config: Config,
    *,
    objects: str | None,
    faces: str | None,
    bench: Bench,
    threads: int,
    every_frame: bool = False,
    live: bool = False,
) -> Pipeline:
    """Everything between a frame and an event. Raises ModelError.

    every_frame: both models look at each, whatever stirs. live: pictures leave from the first
    frame on, masked whole for as long as later ones are kept back.
    """
    # Two threads of OpenCV resize no sooner beside the runtime's own, and burn twice the time.
    cv2.setNumThreads(1)
    object_detector, face_detector = open_detectors(objects=objects, faces=faces, threads=threads)
    return Pipeline(
        objects=object_detector,
        faces=face_detector,
        masker=Masker(ahead_s=AHEAD_S, starts_blind=live),
        judges=bench.build(config),
        attention=None if every_frame else Attention(),
    )


def open_vision(
    *,
    source: str,
    loop: bool,
    config_path: Path,
    state: Path,
    door_path: Path,
    preview: bool,
    objects: str | None,
    faces: str | None,
    clock: Clock | None = None,
) -> Vision:
    """Put the vision process together, also on a disk that takes nothing now.

    Raises BadInputError for what a person can mend (source, configuration, model).
    """
    clock = clock or SystemClock()
    # Where that fails the door says so, and waits for room.
    with suppress(OSError):
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
    last_good = LastGood(state / "config.json")
    config = newest(read_config(config_path), last_good.load())
    bench = Bench(random_bytes=os.urandom)
    camera = open_camera(source, clock=clock, loop=loop)
    pipeline = open_pipeline(
        config, objects=objects, faces=faces, bench=bench, threads=threads_live(), live=True
    )
    door = Door(door_path)
    return Vision(
        camera=camera,
        pipeline=pipeline,
        door=door,
        desired=Desired(door=door, last_good=last_good, build=bench.build),
        preview=_open_preview(state) if preview else None,
        clock=clock,
    )


def _open_preview(state: Path) -> Preview | None:
    """None where no socket can be made now: a camera that nobody can look at still works."""
    if not state.is_dir():
        log.error("no preview: %s: no such folder", state)
        return None
    try:
        return Preview(state / "preview.sock")
    except NotNowError as error:
        log.error("no preview: %s", error)
        return None
