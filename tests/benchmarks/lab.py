"""How much faster than the world the lab runs: the library, and an hour with 20 people in view.

    python -m tests.benchmarks.lab [--library] [--fps 2 5 10] [--minutes 60]

Truth level. Prints seconds of the scene for each second of processor time and of the clock on the
wall; on a machine with other work only the first says something.
"""

import argparse
import time

from edge import strict
from simulator.lab.record import Record
from simulator.lab.run import run_scenario
from simulator.scenario.library import library
from simulator.scenario.read import read_scenario
from simulator.scenario.schema import Scenario
from simulator.truth.truth import Truth
from simulator.world.world import World

# At 0.13 people a metre and lane some twenty are in view at once.
HOUR = """
name: an hour with twenty people
about: people walk both ways along a wide street, some of them stop for a while
theme: line_crossing
kind: normal
duration_s: {seconds}
camera: {{fps: {fps}, height_m: 5, pitch_deg: 18}}
traffic:
  - per_minute: 125
    ways:
      - [[-10, 10], [10, 10]]
      - [[10, 13], [-10, 13]]
      - [[-12, 16], [12, 16]]
      - [[14, 19], [-14, 19]]
    pause: 0.1
config:
  zones:
    square: {{ground: [[-3, 9], [3, 9], [3, 14], [-3, 14]]}}
  lines:
    middle: {{ground: [[0, 8], [0, 22]]}}
  rules:
    - {{rule: restricted_zone, zone: square}}
    - {{rule: loitering, zone: square, after_s: 30}}
    - {{rule: line_crossing, line: middle}}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", action="store_true")
    parser.add_argument("--fps", type=float, nargs="*", default=[2.0, 5.0, 10.0])
    parser.add_argument("--minutes", type=float, default=60.0)
    args = parser.parse_args()
    for fps in args.fps:
        text = HOUR.format(fps=fps, seconds=60 * args.minutes)
        scenario = strict.parse(text.encode(), Scenario)
        print(f"{in_view(scenario):.1f} people in view, {fps} fps: {measured(scenario)}")
    if args.library:
        print(f"the library: {measured(*(read_scenario(path) for path in library().values()))}")


def measured(*scenarios: Scenario) -> str:
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    records: list[Record] = [run_scenario(scenario) for scenario in scenarios]
    cpu_s, wall_s = time.process_time() - cpu_s, time.perf_counter() - wall_s
    scene_s = sum(record.scenario.duration_s for record in records)
    frames = sum(record.frames for record in records)
    return (
        f"{scene_s:.0f} s in {cpu_s:.1f} s of processor time ({scene_s / cpu_s:.0f} times), "
        f"{wall_s:.1f} s on the wall ({scene_s / wall_s:.0f} times), "
        f"{1000 * cpu_s / frames:.2f} ms a frame"
    )


def in_view(scenario: Scenario) -> float:
    truth = Truth(scenario, World(scenario))
    times = [60.0 + 7.0 * step for step in range(20)]
    return sum(len(truth.sights(t_s)) for t_s in times) / len(times)


if __name__ == "__main__":
    main()
