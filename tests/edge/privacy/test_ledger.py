"""The noise budget: charged before anything is told, and never more than there is."""

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from edge.config import Noise
from edge.privacy.ledger import Ledger
from tests.benchmarks.ledger import judge

HOUR_S, DAY_S = 3_600, 86_400
START = 1_780_002_000
NOISE = Noise(epsilon_milli=1_000, total_milli=5_000, days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "noise.db"


def granted(path: Path, hours, noise: Noise = NOISE, places=("door",)) -> list[int]:
    """Those hours that a camera, started anew for each of them, may tell."""
    return [h for h in hours if Ledger(path).spend(noise, START + h * HOUR_S, places)]


def test_no_more_is_granted_than_the_budget_of_any_period(path):
    assert granted(path, range(60)) == [*range(5), *range(24, 29), *range(48, 53)]


def test_all_places_share_one_budget(path):
    assert Ledger(path).spend(NOISE, START, ("a", "b", "c")) == {"a", "b", "c"}
    assert Ledger(path).spend(NOISE, START + HOUR_S, ("d", "e", "f")) == {"d", "e"}


def test_an_hour_of_a_place_is_granted_once(path):
    assert granted(path, [3, 3, 3]) == [3]


def test_a_clock_that_is_put_back_brings_no_budget_back(path):
    assert granted(path, [20, 21, 22, 23, 24, 1, 2, 10]) == [20, 21, 22, 23, 24]


def test_a_clock_that_once_ran_far_ahead_makes_nothing_forgotten(path):
    assert granted(path, [0, 1, 2, 3, 4, 1_000_000, 5]) == [0, 1, 2, 3, 4, 1_000_000]


def test_a_smaller_budget_counts_what_a_larger_one_has_spent(path):
    granted(path, range(5))
    smaller = Noise(epsilon_milli=500, total_milli=4_000, days=2)
    assert granted(path, [5, 30, 47, 48, 49, 50], smaller) == [49, 50]


def test_epsilons_of_different_size_add_up(path):
    smaller = Noise(epsilon_milli=400, total_milli=5_000, days=1)
    assert granted(path, range(4)) == [0, 1, 2, 3]
    assert granted(path, range(4, 9), smaller) == [4, 5]


@pytest.mark.parametrize("rubbish", [b"no ledger at all, but some text of a certain length" * 90])
def test_a_damaged_file_is_set_aside_and_counts_as_all_spent(path, rubbish):
    granted(path, [0])
    path.write_bytes(rubbish)
    assert granted(path, range(1, 30)) == [25, 26, 27, 28, 29]
    assert path.with_suffix(".damaged").read_bytes() == rubbish


def test_a_page_that_is_overwritten_is_damage(path):
    granted(path, range(3))
    raw = bytearray(path.read_bytes())
    raw[4_096:] = bytes(len(raw) - 4_096)
    path.write_bytes(raw)
    assert granted(path, range(3, 20)) == []


def test_where_nothing_can_be_written_nothing_is_granted(tmp_path):
    assert granted(tmp_path / "missing" / "noise.db", range(3)) == []
    (tmp_path / "folder.db").mkdir()
    assert granted(tmp_path / "folder.db", range(3)) == []


def test_while_another_process_holds_it_for_too_long_nothing_is_granted(path, monkeypatch):
    monkeypatch.setattr("edge.privacy.ledger._WAIT_S", 0.01)
    granted(path, [0])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert granted(path, [1]) == []
    other.execute("ROLLBACK")
    other.close()
    assert granted(path, [1]) == [1]


def test_many_at_once_do_not_overspend(path):
    noise = Noise(epsilon_milli=1_000, total_milli=40_000, days=31)
    with ThreadPoolExecutor(4) as pool:
        hours = [h for h in range(30) for _ in range(4)]
        told = list(pool.map(lambda h: granted(path, [h], noise), hours))
    assert judge(path, noise) == 0
    assert sum(map(len, told)) == 30


def test_a_kill_at_any_moment_forgets_nothing_that_was_granted(path):
    noise = Noise(epsilon_milli=1_000, total_milli=200_000, days=31)
    told = []
    for run in range(3):
        command = [sys.executable, "-m", "tests.benchmarks.ledger", "--spend", str(path), str(run)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            told += [process.stdout.readline() for _ in range(3 + run)]
            os.kill(process.pid, signal.SIGKILL)
            told += process.stdout.readlines()
    with closing(sqlite3.connect(path)) as db:
        kept = {f"{t} {place}\n" for t, place in db.execute("SELECT t, place FROM spent")}
    assert len(told) == len(set(told))
    assert {line for line in told if line.endswith("\n")} <= kept
    assert judge(path, noise) == 0
