"""Left objects, judged: python -m tests.benchmarks.left_objects [--scenes N] [--days N] [--cost].

--scenes: F1 of unattended_object on scenes drawn by lot, at truth level: usual
errors of detector and things, a fifth of all meetings swap two numbers, a tenth of the frames
lost, 2 to 30 fps. --days: false alarms of the real model of things on whole days of light, drawn
160x120 at a picture every two seconds (day.py), with the truth about people in place of a detector
that misses a tenth of the looks. --cost: the model's share of the time of both default detectors.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

import cv2
import numpy as np

from edge.config import Config, UnattendedObject
from edge.perception.frame import Frame
from edge.perception.things import Things
from edge.rules.finding import Unattended
from edge.rules.rule import Scene
from edge.rules.unattended_object import UnattendedObjectRule
from edge.rules.who import Who
from edge.tracking.track import Track, TrackId, boxes_of
from simulator.lab.mixing import trackers
from simulator.scenario.lot.unattended_object import unattended_object
from simulator.scenario.schema import Scenario
from simulator.score.due import Due
from simulator.score.match import Came, Matched, match
from simulator.score.oracle import due_events
from simulator.truth.detector import TruthDetector
from simulator.truth.things import TruthThings
from simulator.world.body import Sight
from simulator.world.places import config_of
from simulator.world.world import World
from tests.benchmarks import day

ID_SWITCHES = 0.2
DROPS = 0.1
MISSED = 0.1
NEVER_FOUND = 0.03
DAY_STEP_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day's outcome. things: how many of each kind the model told; matched: of the rule."""

    things: Counter[str]
    matched: Matched


def judged(scenario: Scenario) -> Matched:
    """One scene at truth level, rule and tracker alone."""
    world, config = World(scenario), config_of(scenario)
    detector = TruthDetector(scenario, world, seed=scenario.seed)
    things = TruthThings(scenario, world, seed=scenario.seed)
    tracker, who = trackers(ID_SWITCHES, seed=scenario.seed)(), Who()
    lost = np.random.default_rng(scenario.seed)
    camera = scenario.camera
    aspect = camera.width_px / camera.height_px

    def scenes() -> Iterator[Scene]:
        for index in range(int(scenario.duration_s * camera.fps)):
            t_s = index / camera.fps
            if lost.random() < DROPS:
                continue
            tracks = tracker.update(detector.detections(t_s), mono_s=t_s)
            told = things.notice(_blank(t_s), boxes_of(tracks))
            known = who.told_apart(tracks, mono_s=t_s)
            yield Scene(tracks=known, mono_s=t_s, utc_s=None, things=told, aspect=aspect)

    return match(_due(scenario, world, config), _came(config, scenes()))


def lived(scenario: Scenario, *, step_s: float = DAY_STEP_S) -> Day:
    """One day of drawn light before the model of things and the rule."""
    world, config = World(scenario), config_of(scenario)
    sky = day.Sky(scenario.seed, scenario.duration_s)
    studio, model = day.DayStudio(scenario, world, sky), Things()
    people, seen = _People(scenario.seed), Counter[str]()
    counted: set[int] = set()

    def scenes() -> Iterator[Scene]:
        for t_s in np.arange(0.0, scenario.duration_s, step_s).tolist():
            picture = studio.picture(t_s)
            tracks = people.follow(picture.sights, t_s)
            told = model.notice(Frame(picture.pixels, mono_s=t_s), boxes_of(tracks))
            for thing in told:
                if thing.id not in counted:
                    counted.add(thing.id)
                    seen[thing.change] += 1
            yield Scene(tracks=tracks, mono_s=t_s, utc_s=None, things=told)

    came = _came(config, scenes())
    return Day(things=seen, matched=match(_due(scenario, world, config), came))


class _People:
    """Tracks by the truth: some are never found, all are missed now and then."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng([seed, 23])
        self._numbers: dict[str, int] = {}
        self._last: dict[str, Track] = {}

    def follow(self, sights: Sequence[Sight], t_s: float) -> tuple[Track, ...]:
        for sight in sights:
            if sight.label != "person" or sight.share_visible < 0.3:
                continue
            if sight.name not in self._numbers:
                found = self._rng.random() >= NEVER_FOUND
                self._numbers[sight.name] = len(self._numbers) + 1 if found else 0
            known = self._last.get(sight.name)
            if self._numbers[sight.name] == 0 or (known and self._rng.random() < MISSED):
                continue
            self._last[sight.name] = Track(
                id=TrackId(self._numbers[sight.name]),
                label="person",
                box=sight.box,
                score=0.7,
                first_mono_s=known.first_mono_s if known else t_s,
                seen_mono_s=t_s,
                confirmed=True,
            )
        self._last = {n: t for n, t in self._last.items() if t_s - t.seen_mono_s <= 2.0}
        return tuple(self._last.values())


def _blank(t_s: float) -> Frame:
    return Frame(np.zeros((3, 4, 3), np.uint8), mono_s=t_s)


def _due(scenario: Scenario, world: World, config: Config) -> list[Due]:
    return due_events(scenario, world, config, start_utc_s=0.0)


def _came(config: Config, scenes: Iterator[Scene]) -> list[Came]:
    (asked,) = (rule for rule in config.rules if isinstance(rule, UnattendedObject))
    rule = UnattendedObjectRule(asked, zone=config.zones[asked.zone], episodes=count(1))
    came: dict[int, Came] = {}
    for scene in scenes:
        for found in rule.observe(scene):
            assert isinstance(found, Unattended)
            if found.phase == "open":
                came[found.episode] = Came(
                    rule="unattended_object",
                    place=asked.zone,
                    label="bag",
                    direction=None,
                    open_s=scene.mono_s,
                    close_s=None,
                )
            else:
                came[found.episode] = replace(came[found.episode], close_s=scene.mono_s)
    return list(came.values())


def cost() -> tuple[float, float]:
    """CPU seconds that one second of ten pictures costs: the model's, and both detectors'."""
    from tests.benchmarks.pixel_level import detectors

    cv2.setNumThreads(1)
    look, model = detectors(), Things()
    pixels = np.random.default_rng(0).integers(90, 110, (576, 768, 3), np.uint8)
    people = np.array([[0.4, 0.3, 0.5, 0.8], [0.1, 0.4, 0.2, 0.7]], np.float32)
    spent = [0.0, 0.0]
    for index in range(200):
        frame = Frame(pixels, mono_s=index / 10)
        begin_s = time.process_time()
        model.notice(frame, people)
        spent[0] += time.process_time() - begin_s
        if index % 10 == 0:
            begin_s = time.process_time()
            look(pixels)
            spent[1] += 10 * (time.process_time() - begin_s)
    return spent[0] / 20, spent[1] / 20


def summary(matched: Sequence[Matched]) -> str:
    hits = sum(len(one.hits) for one in matched)
    missed = sum(len(one.missed) for one in matched)
    false = sum(len(one.false) for one in matched)
    late = [abs(came.open_s - due.due_s) for one in matched for due, came in one.hits if due.must]
    f1 = 2 * hits / max(2 * hits + missed + false, 1)
    ends = sum(len(one.wrong_closes) for one in matched)
    return (
        f"F1 {f1:.3f}: {hits} told, {missed} missed, {false} false; {ends} ended at another time; "
        f"95 % within {np.percentile(late or [0.0], 95):.1f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--scenes", type=int, default=0)
    parser.add_argument("--days", type=int, default=0)
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--cost", action="store_true")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    if args.scenes:
        seeds = range(args.first, args.first + args.scenes)
        print(summary([judged(unattended_object(seed)) for seed in seeds]))
    for seed in range(args.first, args.first + args.days):
        one = lived(day.scenario(seed, duration_s=args.hours * 3600))
        print(f"day {seed}: {dict(one.things)} things; {summary([one.matched])}", flush=True)
        for due in one.matched.missed:
            print(f"  missed: due at {due.due_s:.0f} s")
        for came in one.matched.false:
            print(f"  false: {came.open_s:.0f} s to {came.close_s}")
    if args.cost:
        own_s, both_s = cost()
        print(
            f"{1000 * own_s:.2f} ms a second of {1000 * both_s:.0f}: {100 * own_s / both_s:.2f} %"
        )


if __name__ == "__main__":
    main()
