"""How right the rules are on scenes drawn by lot: python -m tests.benchmarks.rules [RULE ...].

Truth level: usual detector errors, a fifth of all meetings swap two numbers, a tenth of the
frames is lost, 2 to 30 fps. Prints precision, recall, F1 and latency of events, and what events
do not say: for lines how many passages were counted, for zones by how much a dwell was wrong, for
occupancy the share of seconds in which the count is within one of the truth.
"""

import argparse
from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np

from edge.config import Config, Occupancy
from edge.loop.judges import RULES
from edge.rules.finding import Crossing, Finding, Headcount, phase_of
from edge.rules.rule import Scene
from edge.rules.who import Who
from simulator.lab.mixing import trackers
from simulator.lab.run import run_scenario
from simulator.scenario.lot import LOTS
from simulator.scenario.read import start_utc_s
from simulator.scenario.schema import Scenario
from simulator.score import Verdict, score, verdict_lines, verdicts_json
from simulator.score.due import Due
from simulator.score.headcounts import headcount
from simulator.score.match import Came, Matched, match
from simulator.score.oracle import due_events
from simulator.score.whereabouts import whereabouts
from simulator.truth.detector import TruthDetector
from simulator.world.places import config_of
from simulator.world.world import World

ID_SWITCHES = 0.2
DROPS = 0.1


def judged(scenario: Scenario) -> Verdict:
    return score(run_scenario(scenario, id_switches=ID_SWITCHES, drop_share=DROPS))


def found(scenario: Scenario) -> Iterator[tuple[float, Finding]]:
    """What the scene's one rule finds, look by look, with no throttle behind it."""
    config = config_of(scenario)
    (rule,) = config.rules
    judge, who = RULES[type(rule)](rule, config, count(1)), Who()
    detector = TruthDetector(scenario, World(scenario), seed=scenario.seed)
    tracker = trackers(ID_SWITCHES, seed=scenario.seed)()
    lost = np.random.default_rng(scenario.seed)
    times = np.arange(0.0, scenario.duration_s, 1 / scenario.camera.fps)
    for t_s in times[lost.random(len(times)) >= DROPS].tolist():
        tracks = who.told_apart(tracker.update(detector.detections(t_s), mono_s=t_s), mono_s=t_s)
        for finding in judge.observe(Scene(tracks=tracks, mono_s=t_s, utc_s=None)):
            yield t_s, finding


def counted(scenario: Scenario) -> Matched:
    """Passages of a line against what the rule found of them, however late."""
    crossings = [
        Came(
            rule="line_crossing",
            place=f.line,
            label=f.label,
            direction=f.direction,
            open_s=t_s,
            close_s=t_s,
        )
        for t_s, f in found(scenario)
        if isinstance(f, Crossing)
    ]
    return match(due_of(scenario, config_of(scenario)), crossings)


def dwell_errors(scenario: Scenario) -> list[float]:
    """Seconds by which a dwell was too long when it was told, of all that was due for sure."""
    due = [one for one in due_of(scenario, config_of(scenario)) if one.must]
    errors = []
    for t_s, finding in found(scenario):
        if isinstance(finding, Crossing | Headcount) or phase_of(finding) != "open":
            continue
        near = [one for one in due if one.open_s[0] <= t_s <= one.open_s[1]]
        if len(near) == 1:
            errors.append(finding.dwell_s - finding.after_s - (t_s - near[0].due_s))
    return errors


def due_of(scenario: Scenario, config: Config) -> Sequence[Due]:
    return due_events(scenario, World(scenario), config, start_utc_s=start_utc_s(scenario))


def errors_by_second(scenario: Scenario) -> tuple[np.ndarray, np.ndarray]:
    """What the rule counts less what is true, and what is true, at each whole second."""
    world, config = World(scenario), config_of(scenario)
    (rule,) = (rule for rule in config.rules if isinstance(rule, Occupancy))
    seconds = np.arange(1.0, scenario.duration_s)
    bodies = [body for body in whereabouts(scenario, world) if body.kind == "person"]
    true = headcount(rule, config, bodies, seconds)
    told = np.zeros(len(seconds), np.int64)
    for t_s, finding in found(scenario):
        if isinstance(finding, Headcount):
            told[seconds >= t_s] = finding.count
    return told - true, true


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rules", nargs="*", default=list(LOTS), metavar="RULE")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--scenes", type=int, default=200)
    parser.add_argument("--failures", action="store_true", help="say what went wrong where")
    parser.add_argument("--no-events", action="store_true", help="what events do not say alone")
    args = parser.parse_args()
    for rule in args.rules:
        scenes = [LOTS[rule](seed) for seed in range(args.first, args.first + args.scenes)]
        if not args.no_events:
            verdicts = [judged(scene) for scene in scenes]
            if args.failures:
                print("\n".join(_failures(verdicts)))
            print("\n".join(verdict_lines(verdicts)[-1:]), verdicts_json(verdicts)["rules"])
        print(_beside(rule, scenes), flush=True)


def _beside(rule: str, scenes: Sequence[Scenario]) -> str:
    if rule == "occupancy":
        errors = np.concatenate([errors_by_second(scene)[0] for scene in scenes])
        return f"within one in {np.mean(np.abs(errors) <= 1):.4f} of {len(errors)} seconds"
    if rule == "line_crossing":
        matched = [counted(scene) for scene in scenes]
        right = sum(len(one.hits) for one in matched)
        missed = sum(len(one.missed) for one in matched)
        false = sum(len(one.false) for one in matched)
        return f"counted right {right} of {right + missed}, {false} that were not due"
    if rule in ("loitering", "restricted_zone"):
        errors = np.abs([error for scene in scenes for error in dwell_errors(scene)])
        share, middle, most = np.mean(errors < 0.5), np.median(errors), np.quantile(errors, 0.95)
        return (
            f"{len(errors)} dwells, {share:.3f} of them less than 0.5 s wrong; "
            f"median {middle:.2f} s, 95 % within {most:.2f} s"
        )
    return ""


def _failures(verdicts: list[Verdict]) -> list[str]:
    return [
        f"{v.record.seed:4} {v.record.scenario.camera.fps:4} fps  {failure}"
        for v in verdicts
        for failure in v.failures
    ]


if __name__ == "__main__":
    main()
