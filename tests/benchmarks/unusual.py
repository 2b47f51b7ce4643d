"""How often `unusual_activity` speaks where nothing is unusual, over what it states.

`python -m tests.benchmarks.unusual [FILE]`. FILE: the counts of a real door (UCI's CalIt2.data:
flow, date, time, count by the half hour), of which all hours that would be told are printed.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np

from edge.rules.habit import HOURS_OF_WEEK, Habit, nothing_known

YEARS = 3
FLOW_OUT = "7"


def usual_in(hour: int) -> float:
    """Of a street: nearly nobody at night, forty at noon, fewer at the weekend."""
    of_day = 1 + 40 * np.exp(-(((hour % 24) - 13) ** 2) / 18)
    return float(of_day * (0.5 if hour % HOURS_OF_WEEK >= 120 else 1.0))


def poisson(rng: np.random.Generator, mean: float) -> int:
    return int(rng.poisson(mean))


def overspread(rng: np.random.Generator, mean: float) -> int:
    """Negative binomial: groups, weather; its variance grows with the mean's square."""
    return int(rng.poisson(rng.gamma(4.0, mean / 4.0)))


def ratio(
    draw: Callable[[np.random.Generator, float], int], *, days: int, seed: int
) -> tuple[int, float]:
    """Alarms of a place whose habits do not change, and those over the stated number."""
    rng, habit = np.random.default_rng(seed), Habit(nothing_known(), once_in_h=days * 24)
    told = hours = 0
    for hour in range(YEARS * 52 * HOURS_OF_WEEK):
        number, limit = draw(rng, usual_in(hour)), habit.limit(hour % HOURS_OF_WEEK)
        if limit is not None:
            hours += 1
            told += number > limit
        habit.learn(hour % HOURS_OF_WEEK, number)
    return told, told / (hours / (days * 24))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?")
    file = parser.parse_args().file
    for draw in (poisson, overspread):
        for days in (7, 30):
            told, over = np.transpose([ratio(draw, days=days, seed=seed) for seed in range(6)])
            stated = f"one in {days} days, {YEARS} years x 6"
            print(f"{draw.__name__:10} {stated}: {told.sum():.0f} told, {over.mean():.2f} of it")
    if file is not None:
        _tell_real(file)


def _tell_real(file: Path) -> None:
    counts: Counter[datetime] = Counter()
    for flow, date, time, count in filter(None, csv.reader(file.open())):
        if flow == FLOW_OUT:
            at = datetime.strptime(f"{date} {time}", "%m/%d/%y %H:%M:%S")
            counts[at.replace(minute=0)] += int(count)
    habit = Habit(nothing_known(), once_in_h=7 * 24)
    for at in sorted(counts):
        hour = at.weekday() * 24 + at.hour
        limit = habit.limit(hour)
        if limit is not None and counts[at] > limit:
            print(f"{at:%a %d %b %H h}: {counts[at]}, usual {habit.usual(hour):.0f}")
        habit.learn(hour, counts[at])


if __name__ == "__main__":
    main()
