"""What is in the memory of the process that sees stays there, also when it crashes."""

import logging
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edge import hardening

WHAT_IT_KNOWS = "0123456789 a face "
HARDENED = f"""
import os, sys
from edge.hardening import keep_memory_private
keep_memory_private()
face = {WHAT_IT_KNOWS!r} * 1000
"""
ROOT = Path(__file__).resolve().parents[2]


def unlimited() -> None:
    """As `ulimit -c unlimited`, as far as this machine allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def hardened(code: str, folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", HARDENED + code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=unlimited,
    )


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGSEGV, signal.SIGQUIT])
def test_a_crash_leaves_no_core(number, tmp_path):
    process = hardened(f"os.kill(os.getpid(), {int(number)})", tmp_path)
    _, status = os.waitpid(process.pid, 0)
    process.returncode = -os.WTERMSIG(status)
    process.communicate()
    assert os.WTERMSIG(status) == number
    assert not os.WCOREDUMP(status)
    assert list(tmp_path.iterdir()) == []


def test_a_crash_that_is_not_hardened_is_seen_by_this_test(tmp_path):
    """Where the machine writes core files at all, `unlimited` lets it."""
    process = subprocess.Popen(
        [sys.executable, "-c", "import os; os.abort()"], cwd=tmp_path, preexec_fn=unlimited
    )
    _, status = os.waitpid(process.pid, 0)
    process.returncode = -os.WTERMSIG(status)
    assert os.WCOREDUMP(status) or not list(tmp_path.iterdir())


def test_limits_cannot_be_raised_again(tmp_path):
    process = hardened("import resource; print(resource.getrlimit(resource.RLIMIT_CORE))", tmp_path)
    assert process.communicate()[0] == "(0, 0)\n"


def test_nobody_but_root_reads_its_memory(tmp_path):
    process = hardened("print(os.stat(f'/proc/{os.getpid()}/mem').st_uid)", tmp_path)
    assert process.communicate()[0] == "0\n"


def test_what_is_locked_is_what_is_used(tmp_path):
    code = """
import threading
read = lambda: next(int(l.split()[1]) for l in open('/proc/self/status') if l.startswith('VmRSS'))
before = read()
threads = [threading.Thread(target=threading.Event().wait, args=(0.3,)) for _ in range(16)]
[t.start() for t in threads]
print(read() - before)
"""
    grown_kib = int(hardened(code, tmp_path).communicate()[0])
    assert grown_kib < 16 * 1024


def machine(folder: Path, *, swaps: str, group: str, limits: dict[str, str]) -> tuple[Path, Path]:
    (folder / "proc" / "self").mkdir(parents=True)
    (folder / "proc" / "swaps").write_text(swaps)
    (folder / "proc" / "self" / "cgroup").write_text(group)
    for name, limit in limits.items():
        (folder / "cgroup" / name).mkdir(parents=True, exist_ok=True)
        (folder / "cgroup" / name / "memory.swap.max").write_text(limit)
    return folder / "proc", folder / "cgroup"


HEAD = "Filename Type Size Used Priority\n"
SWAP = HEAD + "/var/swap file 102396 0 -2\n"
UNIT = "0::/system.slice/passerby-vision.service\n"


@pytest.mark.parametrize(
    ("swaps", "limits", "may"),
    [
        (HEAD, {}, False),
        (SWAP, {}, True),
        (SWAP, {"system.slice/passerby-vision.service": "max\n"}, True),
        (SWAP, {"system.slice/passerby-vision.service": "0\n"}, False),
        (SWAP, {"system.slice": "0\n", "system.slice/passerby-vision.service": "max\n"}, False),
    ],
)
def test_a_machine_without_swap_for_us_is_recognised(tmp_path, swaps, limits, may):
    proc, cgroups = machine(tmp_path, swaps=swaps, group=UNIT, limits=limits)
    assert hardening._may_swap(proc, cgroups) is may


def test_what_is_not_granted_is_said_once(monkeypatch, caplog):
    monkeypatch.setattr(hardening, "_refuse_core_dumps", lambda: None)
    monkeypatch.setattr(hardening, "_lock_memory", lambda: False)
    monkeypatch.setattr(hardening, "_may_swap", lambda proc, cgroups: True)
    with caplog.at_level(logging.WARNING):
        hardening.keep_memory_private()
    (record,) = caplog.records
    assert "LimitMEMLOCK=infinity" in record.message
