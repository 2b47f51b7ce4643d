"""What a person does on the demo's page, step by step."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, TimeoutError, expect

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
    holds = "part => document.getElementById('editor-text').value.includes(part)"
    with telling_the_map(page, f"text with {part!r}"):
        page.wait_for_function(holds, arg=part)


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
    draw_corners(page, "Draw a zone", corners)
    _end_and_name(page, corners[0], name)


def draw_line(
    page: Page, start: tuple[float, float], end: tuple[float, float], *, name: str
) -> None:
    draw_corners(page, "Draw a line", [start])
    _end_and_name(page, end, name)


def draw_corners(page: Page, button: str, corners: list[tuple[float, float]]) -> None:
    """Begin to draw and click corners, each once the one before it counts."""
    page.get_by_role("button", name=button).click()
    page.locator("#map").scroll_into_view_if_needed()
    for count, corner in enumerate(corners, start=1):
        page.mouse.click(*on_map(page, corner))
        with telling_the_map(page, f"corner {count}"):
            expect(page.locator("#map .set, #map .first")).to_have_count(count)


def _end_and_name(page: Page, end: tuple[float, float], name: str) -> None:
    page.mouse.click(*on_map(page, end))
    field = page.locator("#places .chosen [data-key^='name ']")
    with telling_the_map(page, "field for the name"):
        expect(field).to_be_focused()
        page.keyboard.type(name)
        expect(field).to_have_value(name)
    page.keyboard.press("Enter")
    await_text(page, f"{name}:")


@contextmanager
def telling_the_map(page: Page, wanted: str) -> Iterator[None]:
    """What is waited for within and does not come fails with what stands beside the map then."""
    try:
        yield
    except (AssertionError, TimeoutError) as error:
        said = page.locator("#map-live").inner_text()
        raise AssertionError(f"no {wanted}; map: {said}; text: {text_of(page)}") from error


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
