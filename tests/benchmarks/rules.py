"""How right the rules are on scenes drawn by lot: python -m tests.benchmarks.rules [RULE ...].

Truth level: usual detector errors, a fifth of all meetings swap two numbers, a tenth of the
frames is lost, 2 to 30 fps. Prints precision, recall, F1 and latency of events; for occupancy
also the share of seconds in which the count is within one of the truth.
"""

import argparse
from collections.abc import Callable
from itertools import count

import numpy as np

from edge.config import Config, Occupancy
from edge.rules.finding import Headcount
from edge.rules.occupancy import OccupancyRule
from edge.rules.rule import Scene
from simulator.lab.mixing import trackers
from simulator.lab.run import run_scenario
from simulator.scenario.schema import Scenario
from simulator.score import Verdict, score, verdict_lines, verdicts_json
from simulator.score.headcounts import headcount
from simulator.score.whereabouts import whereabouts
from simulator.truth.detector import TruthDetector
from simulator.world.places import config_of
from simulator.world.world import World
from tests.benchmarks import rule_scenes

ID_SWITCHES = 0.2
DROPS = 0.1
SCENES: dict[str, Callable[[int], Scenario]] = {
    "wrong_way": rule_scenes.wrong_way,
    "occupancy": rule_scenes.occupancy,
}


def judged(scenario: Scenario) -> Verdict:
    return score(run_scenario(scenario, id_switches=ID_SWITCHES, drop_share=DROPS))


def errors_by_second(scenario: Scenario) -> tuple[np.ndarray, np.ndarray]:
    """What the rule counts less what is true, and what is true, at each whole second."""
    world, config = World(scenario), config_of(scenario)
    (rule,) = (rule for rule in config.rules if isinstance(rule, Occupancy))
    seconds = np.arange(1.0, scenario.duration_s)
    bodies = [body for body in whereabouts(scenario, world) if body.kind == "person"]
    true = headcount(rule, config, bodies, seconds)
    return _counted(scenario, world, config, rule, seconds) - true, true


def _counted(
    scenario: Scenario, world: World, config: Config, rule: Occupancy, seconds: np.ndarray
) -> np.ndarray:
    detector = TruthDetector(scenario, world, seed=scenario.seed)
    tracker = trackers(ID_SWITCHES, seed=scenario.seed)()
    counting = OccupancyRule(rule, zone=config.zones[rule.zone], episodes=count(1))
    lost = np.random.default_rng(scenario.seed)
    counted, last = np.zeros(len(seconds), np.int64), 0
    times = np.arange(0.0, scenario.duration_s, 1 / scenario.camera.fps)
    for t_s in times[lost.random(len(times)) >= DROPS].tolist():
        tracks = tracker.update(detector.detections(t_s), mono_s=t_s)
        for finding in counting.observe(Scene(tracks=tracks, mono_s=t_s, utc_s=None)):
            if isinstance(finding, Headcount):
                last = finding.count
        counted[seconds >= t_s] = last
    return counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rules", nargs="*", default=list(SCENES), metavar="RULE")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--scenes", type=int, default=200)
    parser.add_argument("--failures", action="store_true", help="say what went wrong where")
    args = parser.parse_args()
    seeds = range(args.first, args.first + args.scenes)
    for rule in args.rules:
        verdicts = [judged(SCENES[rule](seed)) for seed in seeds]
        if args.failures:
            print("\n".join(_failures(verdicts)))
        print("\n".join(verdict_lines(verdicts)[-1:]), verdicts_json(verdicts)["rules"])
        if rule == "occupancy":
            errors = np.concatenate([errors_by_second(SCENES[rule](seed))[0] for seed in seeds])
            print(f"within one in {np.mean(np.abs(errors) <= 1):.4f} of {len(errors)} seconds")


def _failures(verdicts: list[Verdict]) -> list[str]:
    return [
        f"{v.record.seed:4} {v.record.scenario.camera.fps:4} fps  {failure}"
        for v in verdicts
        for failure in v.failures
    ]


if __name__ == "__main__":
    main()
