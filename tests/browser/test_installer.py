"""The installer's hour as he has it: a phone, on a ladder, in the sun."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from edge.config import parse_config
from edge.perception.frame import Frame
from edge.privacy.mask import mask_whole
from tests.browser.steps import A11Y_PROBLEMS, LOW_CONTRASTS
from tests.edge.installer.hour import Hour, installers_hour, street

# CSS px; WCAG 2.2, 1.4.10 asks for 320.
PHONE = {"width": 320, "height": 640}
CORNERS = [(0.5, 0.2), (0.9, 0.2), (0.9, 0.8), (0.5, 0.8)]
# One px of the picture on the phone.
NEAR = 1 / 250


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Hour]:
    with installers_hour(tmp_path_factory.mktemp("hour")) as hour:
        yield hour


@pytest.fixture
def phone(hour: Hour, chromium: Browser) -> Iterator[Page]:
    """The page on a phone whose owner has looked at the certificate; it reaches nobody else."""
    context = chromium.new_context(
        viewport=PHONE, ignore_https_errors=True, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    page.on("request", lambda asked: problems.extend([asked.url][asked.url.startswith(hour.url) :]))
    page.goto(hour.url)
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def inside(hour: Hour, phone: Page) -> Page:
    """Let in, and the picture is there."""
    enter(phone, hour.pin)
    expect(phone.locator("#places li")).to_have_count(2)
    return phone


def enter(page: Page, pin: str) -> None:
    page.get_by_label("PIN").fill(pin)
    page.get_by_role("button", name="Let me in").click()


def draw(page: Page, button: str, corners: list[tuple[float, float]]) -> None:
    """Tap corners, and be done."""
    page.get_by_role("button", name=button).click()
    for share_x, share_y in corners:
        box = page.locator("#picture").bounding_box()
        assert box is not None
        page.touchscreen.tap(box["x"] + share_x * box["width"], box["y"] + share_y * box["height"])
    page.get_by_role("button", name="Done").click()


def saved(page: Page) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the draft").click()
    return Path(download.value.path()).read_text()


def test_a_wrong_pin_shows_nothing_and_says_how_many_are_left(hour: Hour, phone: Page) -> None:
    enter(phone, hour.wrong)
    expect(phone.get_by_role("alert").filter(has_text="4 more")).to_be_visible()
    assert phone.locator("#work").is_hidden()
    enter(phone, hour.pin)
    expect(phone.locator("#work")).to_be_visible()


def test_nothing_is_wider_than_a_phone_and_every_word_stands_out(inside: Page) -> None:
    for begin in (lambda: None, inside.get_by_role("button", name="Draw a zone").click):
        begin()
        assert inside.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert inside.evaluate(LOW_CONTRASTS) == []
        assert inside.evaluate(A11Y_PROBLEMS) == []


def test_what_is_tapped_comes_out_where_it_was_tapped(hour: Hour, inside: Page) -> None:
    draw(inside, "Draw a zone", CORNERS)
    draw(inside, "Draw a line", [(0.2, 0.3), (0.8, 0.3)])
    draw(inside, "Draw a privacy area", CORNERS[:3])
    inside.get_by_role("button", name="Turn line-1").click()
    config = parse_config(saved(inside).encode())
    for drawn, tapped in zip(config.zones["zone-1"].polygon, CORNERS, strict=True):
        assert drawn == pytest.approx(tapped, abs=NEAR)
    assert config.lines["line-1"].start == pytest.approx((0.8, 0.3), abs=NEAR)
    assert len(config.privacy.areas["area-1"].polygon) == 3
    assert config.version == hour.vision.config.version + 1
    assert config.rules == hour.vision.config.rules


def test_a_zone_is_drawn_by_keyboard_and_one_that_a_rule_needs_is_missed(inside: Page) -> None:
    inside.get_by_role("button", name="Draw anew gate").click()
    for key in ("ArrowRight", "Space", "ArrowDown", "ArrowDown", "Space", "ArrowLeft", "Space"):
        inside.keyboard.press(key)
    inside.get_by_role("button", name="Done").click()
    gate = parse_config(saved(inside).encode()).zones["gate"].polygon
    assert gate == ((0.52, 0.5), (0.52, 0.54), (0.5, 0.54))
    inside.get_by_role("button", name="Delete gate").click()
    expect(inside.locator("#faults")).to_contain_text("there is no zone 'gate'")
    expect(inside.get_by_role("button", name="Save the draft")).to_be_disabled()


def test_the_figure_of_focus_falls_with_the_picture_and_what_is_masked_says_why(
    hour: Hour, inside: Page
) -> None:
    said = inside.locator("#focus-said")
    expect(said).to_contain_text("at best")
    best = float(said.inner_text().split()[2])
    hour.vision.make = lambda: street(blur_px=4)
    inside.wait_for_function("() => document.getElementById('focus').value < 0.3")
    assert float(said.inner_text().split()[2]) >= best
    hour.vision.make = lambda: mask_whole(Frame(street().pixels.copy(), mono_s=2.0), "dark")
    hour.vision.state = "it is too dark"
    expect(inside.get_by_role("alert").filter(has_text="it is too dark")).to_be_visible()
    hour.vision.make, hour.vision.state = street, "ok"
    expect(inside.locator("#banner")).to_be_hidden()


def test_who_is_done_closes_the_window(chromium: Browser, tmp_path: Path) -> None:
    with installers_hour(tmp_path) as hour:
        context = chromium.new_context(viewport=PHONE, ignore_https_errors=True)
        page = context.new_page()
        page.goto(hour.url)
        enter(page, hour.pin)
        page.get_by_role("button", name="Finish").click()
        expect(page.get_by_role("alert").filter(has_text="window is closed")).to_be_visible()
        assert hour.process.wait() == 0
        context.close()
