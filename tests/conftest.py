"""What all tests share: sample recordings, an order, and a CI that skips nothing else."""

import os
import signal
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

SHARED = Path(__file__).resolve().parents[2] / "shared"

# What a shell lets its background jobs ignore, they and all they start would never be told.
for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
    if signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)

# Two threads for small matrices wait for each other, and on a busy machine do little else.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# How long an example takes to be made says how busy the machine is.
settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")

# Begun first, one that waits most of its time beside one that computes: whoever is begun last with
# these has the processors wait for it.
LONG = (
    "tests/simulator/fleet/test_thousand.py",
    "tests/simulator/test_library_at_truth.py",
    "tests/faults/test_camera_kills.py",
    "tests/browser/test_demo.py",
    "tests/faults/test_start_in_trouble.py",
    "tests/edge/commands/test_replay.py",
    "tests/faults/test_scenarios.py",
    "tests/browser/test_editor.py",
    "tests/faults/test_kills.py",
    "tests/edge/commands/test_mask.py",
    "tests/browser/test_scenes.py",
    "tests/simulator/injection/test_injection.py",
    "tests/simulator/fleet/test_runs.py",
    "tests/edge/commands/test_run.py",
    "tests/browser/test_newcomer.py",
    "tests/simulator/picture/test_studio.py",
)


@pytest.fixture
def recordings() -> Path:
    """Folder of sample recordings beside the checkout; not part of the project."""
    folder = SHARED / "data" / "video"
    if not folder.is_dir():
        pytest.skip("the shared sample recordings are not here")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {file: number for number, file in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(LONG)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one, but for those that need the shared samples."""
    report = yield
    if report.skipped and os.environ.get("CI") and "shared" not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"CI must not skip this: {report.longrepr}"
    return report
