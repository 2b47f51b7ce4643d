"""What a person does on the demo's page, step by step."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.patience import PATIENCE_S

expect.set_options(timeout=1000 * PATIENCE_S)

HERE = Path(__file__).parent
LISTEN = """([selector, text]) => {
  window.hasSaid = false;
  const listen = () => {
    window.hasSaid ||= document.querySelector(selector).textContent.includes(text);
  };
  new MutationObserver(listen).observe(
    document.body, { childList: true, subtree: true, characterData: true });
}"""
LOW_CONTRASTS = (HERE / "low_contrasts.js").read_text()
A11Y_PROBLEMS = (HERE / "a11y_problems.js").read_text()


def await_picture(page: Page) -> None:
    expect(page.locator("#banner")).to_be_hidden()


@contextmanager
def saying(page: Page, selector: str, text: str) -> Iterator[None]:
    """What is done within makes an element say this, for however short a moment."""
    page.evaluate(LISTEN, [selector, text])
    yield
    page.wait_for_function("() => window.hasSaid")


def opened(page: Page, rows: str) -> Locator:
    """Open the newest row of a list with the keyboard; newer ones may come before it."""
    page.locator(rows).first.locator("summary").focus()
    page.keyboard.press("Enter")
    return page.locator(f"{rows}:has(details[open])")


def text_of(page: Page) -> str:
    return page.get_by_label("Desired configuration").input_value()


def await_editor(page: Page) -> str:
    """Wait for the configuration at work and return its text, the next version written in."""
    expect(page.locator("#draw-zone")).to_be_enabled()
    return text_of(page)


def await_text(page: Page, part: str) -> None:
    """Wait until the configuration's text holds a part."""
    page.wait_for_function(
        "part => document.getElementById('editor-text').value.includes(part)", arg=part
    )


def publish(page: Page) -> None:
    """Publish, and wait until the camera has applied it."""
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#answer[data-state=applied] .steps li[data-done=true]")).to_have_count(4)


def publish_by_keyboard(page: Page, text: str) -> None:
    page.get_by_label("Desired configuration").focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")


def on_map(page: Page, share: tuple[float, float]) -> tuple[float, float]:
    """A point of the map in px of the page. share: of its width and height."""
    box = page.locator("#map").bounding_box()
    assert box is not None
    return box["x"] + share[0] * box["width"], box["y"] + share[1] * box["height"]


def draw_zone(page: Page, corners: list[tuple[float, float]], *, name: str) -> None:
    """Draw a zone by mouse, the first corner again at its end, and name it."""
    page.get_by_role("button", name="Draw a zone").click()
    page.locator("#map").scroll_into_view_if_needed()
    for corner in [*corners, corners[0]]:
        page.mouse.click(*on_map(page, corner))
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    await_text(page, f"{name}:")


def form_of(page: Page, name: str) -> Locator:
    return page.locator(f"#places [data-name={name}]")


def await_event(page: Page, *, zone: str) -> None:
    """Wait until the broker has told of somebody in a zone."""
    page.locator("#events .said", has_text=f"Restricted zone entered: {zone}").first.wait_for()


def choose_scene(page: Page, key: str) -> None:
    page.get_by_role("button", name="Choose a scene").click()
    page.locator(f"[data-scene={key}]").click()


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
