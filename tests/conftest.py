"""What all tests share: sample recordings where they exist, and a CI that skips nothing else."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

SHARED = Path(__file__).resolve().parents[2] / "shared"

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture
def recordings() -> Path:
    """Folder of sample recordings beside the checkout; not part of the project."""
    folder = SHARED / "data" / "video"
    if not folder.is_dir():
        pytest.skip("the shared sample recordings are not here")
    return folder


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
