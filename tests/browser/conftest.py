"""Chromium, and a witness of everything a page does that it should not."""

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.running import Demo, running_demo
from tests.patience import PATIENCE_S
from tests.ports import free_port

# Whatever Chromium would like to ask the world on its own account is off.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


# No wider than a module: while Playwright runs, its event loop is in the way of every other.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("needs Chromium on the path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=FLAGS, timeout=1000 * PATIENCE_S
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    with running_demo("--port", str(free_port()), folder=folder) as running:
        yield running


@pytest.fixture
def page(demo: Demo, chromium: Browser) -> Iterator[Page]:
    """A fresh page of the demo, which must neither complain nor reach beyond this machine."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(1000 * PATIENCE_S)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    page.on(
        "console",
        lambda said: problems.append(said.text) if said.type in ("error", "warning") else None,
    )
    page.on("request", lambda request: problems.extend(_beyond_this_machine(request.url)))
    page.goto(demo.url)
    yield page
    context.close()
    assert problems == []


def _beyond_this_machine(url: str) -> list[str]:
    parts = urlsplit(url)
    return [] if parts.scheme in ("data", "blob") or parts.hostname == "127.0.0.1" else [url]
