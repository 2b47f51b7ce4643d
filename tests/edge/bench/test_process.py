import time
from pathlib import Path

import pytest

from edge.bench.figure import MissingError
from edge.bench.process import Running, running

READY = "print('ready', flush=True); import sys; sys.stdin.read()"
WORK = """
import hashlib, pathlib, threading, time
def work():
    while not pathlib.Path("go").exists():
        time.sleep(0.01)
    hashlib.sha256(bytes(2**27)).digest()
    print("ready", flush=True)
    time.sleep(600)
threading.Thread(target=work, daemon=True).start()
input()
"""


def wait_until_ready(process: Running, log: Path) -> None:
    while b"ready" not in log.read_bytes():
        process.require()
        time.sleep(0.01)


def test_the_memory_of_a_process_grows_by_what_it_takes(tmp_path: Path) -> None:
    log = tmp_path / "log"
    held = {}
    for mib in (0, 64):
        with running(log, "-c", f"kept = bytearray({mib} * 2**20); {READY}") as process:
            wait_until_ready(process, log)
            held[mib] = process.memory_mib()
    assert 60 < held[64]["rss_mib"] - held[0]["rss_mib"] < 70
    assert 64 < held[64]["anonymous_mib"] < held[64]["rss_mib"]


def test_the_cpu_time_of_a_process_is_that_of_all_its_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log = tmp_path / "log"
    with running(log, "-c", WORK) as process:
        begun_s = process.cpu_s()
        (tmp_path / "go").touch()
        wait_until_ready(process, log)
        assert process.cpu_s() - begun_s > 0.02


def test_a_process_that_has_ended_is_missed_with_its_last_words(tmp_path: Path) -> None:
    with running(tmp_path / "log", "-c", "raise SystemExit('no camera')") as process:
        end_s = time.monotonic() + 30
        with pytest.raises(MissingError, match="ended with code 1: no camera"):
            while time.monotonic() < end_s:
                process.require()
                time.sleep(0.01)


def test_a_process_is_gone_when_it_is_not_needed_any_more(tmp_path: Path) -> None:
    with running(tmp_path / "log", "-c", READY) as process:
        wait_until_ready(process, tmp_path / "log")
    assert not Path(f"/proc/{process.pid}").exists()
