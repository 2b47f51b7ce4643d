"""How right forecasts of places are: deviance, what intervals cover, how often alarms are false.

`python -m tests.benchmarks.forecast [FILE] [--seeds N]`: series of several shapes, drawn by lot,
all fitted to their first 70 %; FILE: the counts of a real door (UCI's CalIt2.data) as well, as
counted and with noise of epsilon 1.
"""

import argparse
import csv
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from edge.forecast.expected import expect
from edge.forecast.glm import deviance
from edge.forecast.hotspots import Worth, compared, kernel_density, seasonal_naive
from edge.forecast.series import Floats, Series
from edge.privacy.noise import MILLI, discrete_laplace, uniform

FLOWS: Final = {"7": "out", "9": "in"}
FIRST_HOUR: Final = 490_896  # a Thursday's midnight
ONCE_IN_H: Final = 7 * 24
TRAINED: Final = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Of the hours that were not fitted to; alarms over how many were to be."""

    deviance: float
    covered: float
    covered_busy: float
    alarms: float


def judged(
    truth: Floats, told: Floats, *, noise: float = 0.0, first_hour: int = FIRST_HOUR
) -> Judged:
    """Expect what is told; deviance is against what truly was. Both (N,), told nan for outages."""
    trained_h = int(TRAINED * told.size)
    series = Series(place="door", first_hour=first_hour, counts=told, noise=noise)
    expected = expect(series, trained_h=trained_h, once_in_h=ONCE_IN_H)
    after = np.isfinite(told) & (np.arange(told.size) >= trained_h)
    mean, seen = expected.mean[after], told[after]
    inside = (seen >= expected.low[after]) & (seen <= expected.high[after])
    busy = mean >= 2.0
    return Judged(
        deviance=deviance(truth[after], mean),
        covered=float(inside.mean()),
        covered_busy=float(inside[busy].mean()) if busy.any() else float("nan"),
        alarms=float(np.mean(seen > expected.limit[after]) * ONCE_IN_H),
    )


def noised(truth: Floats, *, epsilon_milli: int, seed: int) -> Floats:
    below = uniform(random.Random(seed).randbytes)
    drawn = [discrete_laplace(epsilon_milli=epsilon_milli, below=below) for _ in truth]
    return np.asarray(truth + np.array(drawn, float))


def street(hours: int) -> Floats:
    """(hours,) nearly nobody at night, forty at noon, half as many at the weekend."""
    hour = np.arange(hours) + 72
    of_day = 1 + 40 * np.exp(-(((hour % 24) - 13.0) ** 2) / 18)
    return np.asarray(of_day * np.where(hour % 168 >= 120, 0.5, 1.0))


def poisson(rng: np.random.Generator, hours: int) -> Floats:
    return rng.poisson(street(hours)).astype(float)


def overspread(rng: np.random.Generator, hours: int) -> Floats:
    return rng.poisson(rng.gamma(4.0, street(hours) / 4.0)).astype(float)


def weather(rng: np.random.Generator, hours: int) -> Floats:
    """Days that are better or worse as a whole, which hours before tell."""
    days = np.repeat(rng.lognormal(0.0, 0.4, hours // 24 + 1), 24)[:hours]
    return rng.poisson(street(hours) * days).astype(float)


def hardly_anybody(rng: np.random.Generator, hours: int) -> Floats:
    return rng.poisson(street(hours) / 60).astype(float)


def station(rng: np.random.Generator, hours: int) -> Floats:
    """Two rush hours of some hundreds, and growing by a tenth a quarter."""
    hour = np.arange(hours) % 24
    rush = np.exp(-((hour - 8.0) ** 2) / 4) + np.exp(-((hour - 17.0) ** 2) / 6)
    growth = 1.1 ** (np.arange(hours) / (13 * 168))
    return rng.poisson((20 + 400 * rush) * growth * rng.gamma(30, 1 / 30, hours)).astype(float)


SHAPES: Final[tuple[Callable[[np.random.Generator, int], Floats], ...]] = (
    poisson,
    overspread,
    weather,
    hardly_anybody,
    station,
)


def with_outages(counts: Floats, rng: np.random.Generator) -> Floats:
    """A tenth of the hours unknown, half a day at a time."""
    told = counts.copy()
    for start in rng.choice(counts.size - 12, counts.size // 120, replace=False).tolist():
        told[start : start + 12] = np.nan
    return told


def fleet(seed: int, *, weeks: int = 10, number: int = 16) -> dict[str, Worth]:
    """Squares of a town: markets in the morning, bars at night, a tenth of the hours unknown."""
    rng, hours = np.random.default_rng(seed), weeks * 168
    hour = np.arange(hours)
    places = rng.uniform(0, 2_000, (number, 2))
    counts = np.empty((number, hours))
    for row in range(number):
        peak, size = rng.uniform(0, 24), rng.lognormal(2.0, 0.8)
        weekend = np.where((hour + 72) % 168 >= 120, rng.uniform(0.3, 2.5), 1.0)
        apart = (hour - peak + 12) % 24 - 12
        mean = size * (0.1 + np.exp(-(apart**2) / 12)) * weekend
        counts[row] = with_outages(
            rng.poisson(mean * rng.gamma(8, 1 / 8, hours)).astype(float), rng
        )
    trained_h = int(TRAINED * hours)
    ours = [
        expect(
            Series(place=f"p{row}", first_hour=FIRST_HOUR, counts=counts[row], noise=0.0),
            trained_h=trained_h, once_in_h=ONCE_IN_H, ahead_h=24,
        ).mean
        for row in range(number)
    ]  # fmt: skip
    forecasts = {
        "a day ahead": np.array(ours),
        "seasonal naive": seasonal_naive(counts),
        "KDE": kernel_density(counts[:, :trained_h], hours, places),
    }
    after = {name: forecast[:, trained_h:] for name, forecast in forecasts.items()}
    return compared(after, counts[:, trained_h:])


def door(file: Path, flow: str) -> tuple[int, Floats]:
    """The first hour, and the counts of one direction by the hour."""
    counts: Counter[int] = Counter()
    with file.open(newline="") as rows:
        for one, date, time, count in filter(None, csv.reader(rows)):
            if one == flow:
                at = datetime.strptime(f"{date} {time}", "%m/%d/%y %H:%M:%S").replace(tzinfo=UTC)
                counts[int(at.timestamp() // 3600)] += int(count)
    first = min(counts)
    return first, np.array([counts[first + h] for h in range(max(counts) - first + 1)], float)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--seeds", type=int, default=6)
    args = parser.parse_args()
    for flow in FLOWS if args.file is not None else ():
        first, counts = door(args.file, flow)
        _say(f"door, {FLOWS[flow]}", [judged(counts, counts, first_hour=first)])
        noisy = [
            judged(
                counts, noised(counts, epsilon_milli=MILLI, seed=seed), noise=1.0, first_hour=first
            )
            for seed in range(args.seeds)
        ]
        _say(f"door, {FLOWS[flow]}, epsilon 1", noisy)
    for shape in SHAPES:
        clean, noisy = [], []
        for seed in range(args.seeds):
            rng = np.random.default_rng(seed)
            counts = shape(rng, 26 * 168)
            clean.append(judged(counts, with_outages(counts, rng)))
            drawn = noised(counts, epsilon_milli=MILLI, seed=seed)
            noisy.append(judged(counts, with_outages(drawn, rng), noise=1.0))
        _say(shape.__name__, clean)
        _say(f"{shape.__name__}, epsilon 1", noisy)
    for seed in range(2):
        for name, one in fleet(seed).items():
            print(f"fleet {seed}, {name}: PAI {one.pai:.2f}, PEI {one.pei:.2f}, {one.hours} hours")


def _say(name: str, all_of: list[Judged]) -> None:
    def mean(field: str) -> float:
        return float(np.mean([getattr(one, field) for one in all_of]))

    covered = [one.covered for one in all_of]
    worst = max(one.deviance for one in all_of)
    print(
        f"{name:26} deviance {mean('deviance'):5.2f} (at most {worst:.2f})"
        f", covered {mean('covered'):.3f} ({min(covered):.3f} to {max(covered):.3f}), in hours of"
        f" two or more {mean('covered_busy'):.3f}, alarms {mean('alarms'):.2f} of what is stated"
    )


if __name__ == "__main__":
    main()
