"""An hour of the worst crowd: python -m tests.benchmarks.storm [--minutes N] [--fps N].

Every rule at work on a square where some 25 people are at any time, 60 a minute pass, and loiter,
crowd and go the wrong way. Prints the most messages that left in any minute (at most 20 may),
whether what was counted is all that was told or summed up, and how the counts compare to the truth.
"""

import argparse
from collections import Counter
from collections.abc import Sequence

import msgspec

from edge.privacy.event import CrossingCount
from edge.strict import convert
from simulator.lab.record import Record
from simulator.lab.run import run_scenario
from simulator.scenario.schema import Scenario
from simulator.score.lines import passages
from simulator.score.outcome import episodes, summed_up
from simulator.score.whereabouts import whereabouts
from simulator.world.world import World

MINUTE_S = 60.0
ACROSS = [[[-14, 11], [14, 11]], [[15, 13], [-15, 13]], [[-14, 17], [-2, 12], [14, 10]]]


def square(*, minutes: float, fps: float) -> Scenario:
    places = {"ground": [[-2, 9.5], [2, 9.5], [2.5, 14.5], [-2.5, 14.5]]}
    rules = [
        {"rule": "restricted_zone", "zone": "fountain", "min_dwell_s": 1},
        {"rule": "loitering", "zone": "fountain", "after_s": 3},
        {"rule": "occupancy", "zone": "fountain", "limits": [2, 4, 6], "after_s": 1},
        {"rule": "wrong_way", "zone": "fountain", "along": "crossing", "after_s": 1},
        {"rule": "line_crossing", "line": "crossing"},
        {"rule": "line_crossing", "line": "kerb"},
    ]
    lines = {
        "crossing": {"ground": [[0, 7], [0, 24]]},
        "kerb": {"ground": [[3, 7], [3, 24]]},
    }
    return convert(
        {
            "name": "the worst crowd",
            "about": "Everybody, everywhere, all the time.",
            "theme": "occupancy",
            "kind": "nasty",
            "duration_s": 60 * minutes,
            "seed": 3,
            "camera": {"fps": fps, "height_m": 4.5, "pitch_deg": 16, "fov_deg": 70},
            "scene": {"place": "plain"},
            "crowds": [{"count": 8, "area": [-3, 9, 3, 15]}],
            "traffic": [{"per_minute": 60, "ways": ACROSS, "pause": 0.1, "spread_m": 0.5}],
            "config": {
                "counts": {"window_s": 60},
                "zones": {"fountain": places},
                "lines": lines,
                "rules": rules,
            },
        },
        Scenario,
    )


def most_in_a_minute(times_s: Sequence[float]) -> int:
    """The most in any span of 60 s. times_s: ascending."""
    most, first = 0, 0
    for last, t_s in enumerate(times_s):
        while t_s - times_s[first] >= MINUTE_S:
            first += 1
        most = max(most, last - first + 1)
    return most


def counted(record: Record) -> dict[str, tuple[int, int]]:
    """In and out of every line, of all windows that were told."""
    totals: dict[str, tuple[int, int]] = {}
    for message in record.happened:
        if message.topic.startswith("count/") and b'"line":' in message.payload:
            one = msgspec.json.decode(message.payload, type=CrossingCount)
            came, went = totals.get(one.line, (0, 0))
            totals[one.line] = came + (one.count_in or 0), went + (one.count_out or 0)
    return totals


def told(record: Record, line: str) -> int:
    """Passages of a line that were told one by one or as a number."""
    one_by_one = sum(event.place == line for event in episodes(record))
    return one_by_one + sum(summed.count for summed in summed_up(record) if summed.place == line)


def true_counts(record: Record) -> dict[str, tuple[int, int]]:
    bodies = [
        body
        for body in whereabouts(record.scenario, World(record.scenario, seed=record.seed))
        if body.kind == "person"
    ]
    passed = {
        name: [p.direction for body in bodies for p in passages(line, body)]
        for name, line in record.config.lines.items()
    }
    return {name: (ways.count("in"), ways.count("out")) for name, ways in passed.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--fps", type=float, default=5.0)
    args = parser.parse_args()
    record = run_scenario(square(minutes=args.minutes, fps=args.fps))
    times_s = sorted(message.t_s for message in record.heard)
    events = sorted(m.t_s for m in record.heard if m.topic.startswith("event/"))
    counts = sorted(m.t_s for m in record.heard if m.topic.startswith("count/"))
    print(f"messages {len(times_s)}, the most in a minute {most_in_a_minute(times_s)}")
    worst = max(times_s, key=lambda t_s: sum(t_s <= other < t_s + MINUTE_S for other in times_s))
    kinds = Counter(m.topic.split("/")[0] for m in record.heard if 0 <= m.t_s - worst < MINUTE_S)
    print(f"in the worst minute {dict(kinds)}")
    print(f"events {len(events)}, the most in a minute {most_in_a_minute(events)}")
    print(f"counts {len(counts)}, the most in a minute {most_in_a_minute(counts)}")
    for line, true in true_counts(record).items():
        print(
            f"{line}: counted in, out {counted(record).get(line)}, told or summed up "
            f"{told(record, line)} of both ways, true {true}"
        )


if __name__ == "__main__":
    main()
