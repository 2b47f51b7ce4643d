"""The demo as its user meets it: real detectors, a real broker, a real browser."""

import json
import os
import signal

import pytest
from playwright.sync_api import Browser, Page, expect

from edge.privacy.event import MAX_EVENT_BYTES
from tests.browser.running import Demo, running_demo
from tests.browser.steps import (
    A11Y_PROBLEMS,
    LOW_CONTRASTS,
    await_editor,
    await_picture,
    open_tab,
    opened,
    publish_by_keyboard,
)
from tests.patience import PATIENCE_S

COLOURS_OF_THE_PICTURE = """() => {
  const canvas = document.getElementById('picture');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set();
  for (let i = 0; i < data.length; i += 400) colours.add(data.slice(i, i + 3).join());
  return colours.size;
}"""
TABS = ["Configure", "Health and faults", "Byte by byte"]


def figure(page: Page, name: str) -> int:
    """Read a figure of the byte counter exactly."""
    title = page.locator(f"#ledger-{name}").get_attribute("title") or "0 bytes"
    return int(title.split()[0].replace(",", ""))


def test_the_page_says_what_it_is(page):
    assert page.get_by_text("A camera that reports what happens, never who it happened to.").count()


def test_a_masked_picture_appears(page):
    await_picture(page)
    assert page.evaluate(COLOURS_OF_THE_PICTURE) > 20


def test_an_event_arrives_from_the_broker_and_shows_all_that_it_holds(page):
    topic, _, text = opened(page, "#events li").locator("pre").inner_text().partition("\n")
    event = json.loads(text)
    assert topic == f"event/{event['rule']}"
    assert len(json.dumps(event, separators=(",", ":"))) <= MAX_EVENT_BYTES


def test_both_sides_of_the_counter_grow_and_the_seen_one_is_far_ahead(page):
    await_picture(page)
    page.locator("#events li").first.wait_for()
    seen, left = figure(page, "seen"), figure(page, "left")
    assert seen > 1_000 * left > 0
    page.wait_for_function(
        "before => document.getElementById('ledger-seen').title !== before",
        arg=page.locator("#ledger-seen").get_attribute("title"),
    )
    assert figure(page, "seen") > seen


def test_a_configuration_is_changed_by_keyboard_and_comes_to_work(page):
    text = await_editor(page)
    zone = page.evaluate(
        "text => /zones:\\s*\\n(?:\\s*#.*\\n)*\\s+([a-z0-9_-]+):/.exec(text)[1]", text
    )
    publish_by_keyboard(page, text.replace(zone, "renamed-yard"))
    expect(page.locator("#answer[data-state=applied]")).to_contain_text("is at work")
    expect(page.get_by_role("img", name="renamed-yard")).to_be_visible()


def test_after_a_change_the_next_version_is_suggested(page):
    version = int(await_editor(page).split("version: ")[1].split()[0])
    publish_by_keyboard(page, await_editor(page))
    expect(page.locator("#answer[data-state=applied]")).to_be_visible()
    page.wait_for_function(
        "next => document.getElementById('editor-text').value.includes(`version: ${next}`)",
        arg=version + 1,
    )


def test_a_bad_configuration_comes_back_with_each_place_and_reason(page):
    bad = await_editor(page).replace("after_s:", "after_seconds:") + "extra: 1\n"
    publish_by_keyboard(page, bad)
    answer = page.locator("#answer[data-state=rejected]")
    expect(answer).to_contain_text("after_seconds unknown key")
    expect(answer).to_contain_text("extra unknown key")
    assert page.get_by_label("Desired configuration").input_value() == bad


def test_a_text_that_is_no_document_is_left_to_the_camera_to_judge(page):
    await_editor(page)
    publish_by_keyboard(page, "zones: [never closed")
    expect(page.locator("#answer[data-state=rejected]")).to_contain_text("was not taken")


def test_reset_brings_back_what_is_at_work(page):
    text = await_editor(page)
    page.get_by_label("Desired configuration").fill("scribble")
    page.get_by_role("button", name="Reset").press("Enter")
    assert page.get_by_label("Desired configuration").input_value() == text


def test_every_control_can_be_reached_by_keyboard(page):
    await_editor(page)
    reached = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id"))
        if "editor-text" in reached:
            break
    wanted = {
        "choose-scene", "show-zones", "show-lines", "show-boxes", "freeze", "events",
        "tab-configure", "draw-zone", "draw-line", "new-still", "map", "publish", "reset",
        "editor-text",
    }  # fmt: skip
    assert wanted - reached == set()


@pytest.mark.parametrize("tab", TABS)
def test_a_screen_reader_finds_a_name_for_everything(page, tab):
    await_editor(page)
    open_tab(page, tab)
    assert page.evaluate(A11Y_PROBLEMS) == []


def test_tabs_are_changed_with_the_arrow_keys(page):
    page.get_by_role("tab", name="Configure").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tabpanel", name="Health and faults")).to_be_visible()
    page.keyboard.press("End")
    expect(page.get_by_role("tabpanel", name="Byte by byte")).to_be_visible()
    expect(page.get_by_role("tabpanel")).to_have_count(1)


@pytest.mark.parametrize("width", [360, 390, 768, 1280, 1920])
def test_nothing_sticks_out_at_the_side(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    await_editor(page)
    for tab in TABS:
        open_tab(page, tab)
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(page, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await_picture(page)
    page.locator("#events li").first.wait_for()
    for tab in TABS:
        open_tab(page, tab)
        assert page.evaluate(LOW_CONTRASTS) == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_it_can_be_looked_at(page, tmp_path, width, height):
    page.set_viewport_size({"width": width, "height": height})
    await_picture(page)
    shot = tmp_path / f"demo-{width}x{height}.png"
    page.screenshot(path=shot)
    assert shot.stat().st_size > 20_000


@pytest.fixture(scope="module")
def second(demo: Demo, tmp_path_factory):
    """Another demo that asks for the port of the first."""
    folder = tmp_path_factory.mktemp("second")
    with running_demo("--port", str(demo.port), folder=folder) as running:
        yield running


def test_a_taken_port_is_said_and_the_next_free_one_used(demo: Demo, second: Demo):
    assert f"Port {demo.port} is taken." in second.said
    assert second.port > demo.port


def test_the_page_says_when_the_camera_died(second: Demo, chromium: Browser):
    page = chromium.new_page()
    page.goto(second.url, timeout=1000 * PATIENCE_S)
    await_picture(page)
    (run,) = [pid for pid, words in second.processes().items() if " edge run " in words]
    os.kill(run, signal.SIGKILL)
    expect(page.locator("#parts [data-part=camera]")).to_contain_text("ended")
    expect(page.locator("#banner")).to_contain_text("The camera is gone")
    page.close()


def test_ctrl_c_ends_everything(tmp_path, chromium: Browser):
    with running_demo(folder=tmp_path) as demo:
        page = chromium.new_page()
        page.goto(demo.url, timeout=1000 * PATIENCE_S)
        await_picture(page)
        assert demo.processes()
        assert demo.stop() == 0
        assert demo.processes() == {}
        assert list(tmp_path.iterdir()) == []
        page.close()
