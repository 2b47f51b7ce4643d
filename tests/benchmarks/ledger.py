"""Whether a noise budget can be overspent by restarting a camera, or by two that run at once.

`python -m tests.benchmarks.ledger [--rounds N]`. In each round somebody opens the ledger afresh and
charges an hour; four do so at once, and one in ten is killed at a moment of its own.
"""

import argparse
import os
import random
import signal
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from time import sleep
from typing import Final

from edge.config import Noise
from edge.privacy.ledger import Ledger

ROUNDS: Final = 100_000
WORKERS: Final = 4
PLACES: Final = ("door", "gate", "yard")
NOISE: Final = Noise(epsilon_milli=1_000, total_milli=100_000, days=7)
HOUR_S: Final = 3_600
HOURS: Final = 24 * 3_650
START: Final = 1_780_002_000
# Longer than a charge takes, so that a kill may come before, amid and after it.
_KILL_WITHIN_S: Final = 0.004


def judge(path: Path, noise: Noise) -> int:
    """How many periods there are, ending with any hour, in which more was spent than there is."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT t, epsilon_milli FROM spent ORDER BY t").fetchall()
    span_s, over, first, spent = noise.days * 86_400, 0, 0, 0
    for t, epsilon_milli in rows:
        spent += epsilon_milli
        while rows[first][0] <= t - span_s:
            spent -= rows[first][1]
            first += 1
        over += spent > noise.total_milli
    return over


def charge(path: Path, log: Path, lot: random.Random) -> None:
    """Open the ledger, charge one hour, and write down what was granted."""
    t = START + lot.randrange(HOURS) * HOUR_S
    granted = Ledger(path).spend(NOISE, t, tuple(lot.sample(PLACES, 2)))
    with log.open("a") as file:
        file.writelines(f"{t} {place}\n" for place in sorted(granted))


def work(path: Path, log: Path, rounds: int, seed: int) -> int:
    """Charge so often; returns how many were killed at it."""
    lot, killed = random.Random(seed), 0
    for number in range(rounds):
        if number % 10:
            charge(path, log, lot)
            continue
        child = os.fork()
        if child == 0:
            charge(path, log, random.Random(lot.random()))
            os._exit(0)
        sleep(lot.random() * _KILL_WITHIN_S)
        os.kill(child, signal.SIGKILL)
        killed += os.waitpid(child, 0)[1] == signal.SIGKILL
    return killed


def race(folder: Path, rounds: int) -> tuple[int, int, int]:
    """Returns how many were granted, how many not charged for or granted twice, and overspends."""
    path, children = folder / "noise.db", []
    for seed in range(WORKERS):
        child = os.fork()
        if child == 0:
            killed = work(path, folder / f"{seed}.log", rounds // WORKERS, seed)
            (folder / f"{seed}.killed").write_text(str(killed))
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    granted = [line for log in folder.glob("*.log") for line in log.read_text().splitlines()]
    with closing(sqlite3.connect(path)) as db:
        kept = {f"{t} {place}" for t, place in db.execute("SELECT t, place FROM spent")}
    wrong = len(granted) - len({*granted} & kept)
    return len(granted), wrong, judge(path, NOISE)


def spend(path: Path, day: int) -> None:
    """Charge hour after hour of a day and print what is granted, until somebody ends it."""
    noise = Noise(epsilon_milli=1_000, total_milli=200_000, days=31)
    for hour in range(day * 1_000, (day + 1) * 1_000):
        t = START + hour
        for place in Ledger(path).spend(noise, t, ("door",)):
            print(t, place, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--spend", nargs=2, metavar=("FILE", "RUN"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.spend is not None:
        spend(Path(args.spend[0]), int(args.spend[1]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        granted, wrong, over = race(Path(folder), args.rounds)
        killed = sum(int(file.read_text()) for file in Path(folder).glob("*.killed"))
    print(f"{args.rounds} rounds, {killed} killed: {granted} granted, {wrong} of them not charged")
    print(f"{over} overspends")
    return 1 if wrong or over else 0


if __name__ == "__main__":
    sys.exit(main())
