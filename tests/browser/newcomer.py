"""A newcomer, timed: clone, `make demo`, draw a zone, publish it, and see an intrusion.

`python -m tests.browser.newcomer` clones this repository (what is committed) into a fresh folder
with a fresh virtual environment. Prints the seconds of every step; exit code 1 when all of them
together took longer than three minutes.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.running import ROOT
from tests.browser.steps import await_editor, await_event, await_text, draw_zone, form_of, publish
from tests.patience import PATIENCE_S
from tests.ports import free_port

LIMIT_S = 180
ZONE = "pavement-zone"
# The whole pavement of the demo's street: somebody is always on it.
CORNERS = [(0.05, 0.5), (0.95, 0.5), (0.95, 0.95), (0.05, 0.95)]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@dataclass
class Stopwatch:
    """Seconds by step, printed as they come."""

    start_s: float = field(default_factory=time.monotonic)
    steps: list[tuple[str, float]] = field(default_factory=list)

    def lap(self, step: str) -> None:
        took_s = time.monotonic() - self.start_s - self.total_s
        self.steps.append((step, took_s))
        print(f"{took_s:7.1f} s  {step}", flush=True)

    @property
    def total_s(self) -> float:
        return sum(took_s for _, took_s in self.steps)


def see_an_intrusion(page: Page, url: str, watch: Stopwatch) -> None:
    """Everything in the browser: from the address to the event of one's own zone."""
    page.goto(url)
    await_editor(page)
    watch.lap("the page shows a masked picture")
    draw_zone(page, CORNERS, name=ZONE)
    form_of(page, ZONE).get_by_role("button", name="Add rule: somebody enters").click()
    await_text(page, f"{{rule: restricted_zone, zone: {ZONE}}}")
    watch.lap("a zone is drawn and has a rule")
    publish(page)
    watch.lap("it is published and at work")
    await_event(page, zone=ZONE)
    watch.lap("the broker was told of an intrusion")


def main() -> int:
    args = _parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="newcomer-") as folder:
        checkout = Path(folder) / "passerby"
        watch = Stopwatch()
        subprocess.run(["git", "clone", "--quiet", str(args.repository), str(checkout)], check=True)
        watch.lap("cloned")
        with _make_demo(checkout, python=args.python) as url, _chromium() as browser:
            watch.lap("make demo has set itself up and started")
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(1000 * PATIENCE_S)
            see_an_intrusion(page, url, watch)
    print(f"{watch.total_s:7.1f} s  in all, {LIMIT_S} s are allowed")
    return 0 if watch.total_s <= LIMIT_S else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.browser.newcomer", description=__doc__)
    parser.add_argument("--repository", default=str(ROOT), help="what to clone (this checkout)")
    parser.add_argument("--python", default=sys.executable, help="for the virtual environment")
    return parser


@contextmanager
def _make_demo(checkout: Path, *, python: str) -> Iterator[str]:
    """Run `make demo` in a checkout until it has announced its page; end it in the end."""
    process = subprocess.Popen(
        ["make", "demo", f"PYTHON={python}", f"ARGS=--no-browser --port {free_port()}"],
        cwd=checkout,
        env={key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield _address(process)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(PATIENCE_S)
        if process.stdout is not None:
            process.stdout.close()


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Passerby demo: "):
            return line.split()[2]
    raise SystemExit(f"make demo ended with {process.wait()}")


@contextmanager
def _chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise SystemExit("needs Chromium on the path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
