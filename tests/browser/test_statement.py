"""The public page as a passer-by has it: on a phone, in the dark, read aloud, on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from edge.oversight.public.page import page as html_of
from tests.browser.steps import A11Y_PROBLEMS, LOW_CONTRASTS
from tests.edge.oversight.public.told import silent, statement

# CSS px; WCAG 2.2, 1.4.10 asks for 320.
NARROW = {"width": 320, "height": 640}


@pytest.fixture(params=["light", "dark"])
def phone(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page of a camera whose operator says nothing: every warning is on it."""
    file = tmp_path / "index.html"
    file.write_text(html_of(silent(), signed=False), "utf-8")
    context = chromium.new_context(viewport=NARROW, color_scheme=request.param)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text))
    page.on("request", lambda asked: problems.extend([asked.url][asked.url == file.as_uri() :]))
    page.goto(file.as_uri())
    yield page
    context.close()
    assert problems == []


def test_nothing_is_wider_than_a_phone(phone: Page) -> None:
    assert phone.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_every_word_stands_out_and_is_named_to_a_screen_reader(phone: Page) -> None:
    assert phone.evaluate(LOW_CONTRASTS) == []
    assert phone.evaluate(A11Y_PROBLEMS) == []


def test_on_paper_it_takes_three_sheets_at_most(chromium: Browser, tmp_path: Path) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.set_content(html_of(statement(), signed=True))
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    context.close()
    assert 1 <= (tmp_path / "page.pdf").read_bytes().count(b"/Type /Page\n") <= 3
