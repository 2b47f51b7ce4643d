"""Another scene, trouble by the button, and what the page shows of the past."""

import json
import re

import msgspec
import pytest
from playwright.sync_api import Page, expect

from simulator.web.told import Message
from tests.browser.steps import (
    await_editor,
    await_picture,
    choose_scene,
    open_tab,
    opened,
    saying,
)

# Events and counts wait until the page is told to release them, with some more.
HOLD_BACK = """
const held = [];
let free = false;
window.WebSocket = class extends WebSocket {
  set onmessage(take) {
    super.onmessage = (told) => {
      const late = typeof told.data === 'string' && /"topic":"(event|count)\\//.test(told.data);
      if (late && !free) held.push(() => take(told));
      else take(told);
    };
    window.release = (more) => {
      free = true;
      for (const told of held) told();
      for (const data of more) take({ data });
    };
  }
};
"""
# Where the map lies in the page, in every frame.
WATCH_THE_MAP = """() => {
  const map = document.getElementById('map');
  window.seen_at = new Set();
  const look = () => {
    const { x, y, width, height } = map.getBoundingClientRect();
    window.seen_at.add([x + scrollX, y + scrollY, width, height].join());
    window.frames_left -= 1;
    requestAnimationFrame(look);
  };
  look();
}"""


def a_count(number: int) -> str:
    count = {"line": f"gate-{number}", "label": "person", "t": 1700000000, "window_s": 60}
    message = Message(
        topic=f"count/{number}",
        text=json.dumps({**count, "count_in": 1, "count_out": 2}),
        at_s=0.0,
        size_bytes=0,
        stored=False,
    )
    return msgspec.json.encode(message).decode()


@pytest.fixture
def faults(page: Page) -> Page:
    await_editor(page)
    open_tab(page, "Health and faults")
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_the_plan_says_who_is_there_and_whose_truth_it_is(page):
    await_picture(page)
    expect(page.locator("#plan-words")).to_contain_text("people on the ground")
    expect(page.locator("#plan-card")).to_contain_text("never sends it")


def test_the_timeline_fills_and_tells_each_mark(page):
    page.locator("#timeline .mark").first.wait_for()
    lane = page.locator("#timeline .lane:has(.mark)").first
    lane.focus()
    expect(page.locator("#timeline-words")).to_have_text(re.compile(r"\d\d:\d\d:\d\d .*person"))
    lane.press("Home")
    expect(page.locator("#timeline .mark.told")).to_have_count(1)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_map_to_draw_on_stays_where_it_is_when_events_and_counts_come(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(HOLD_BACK)
    page.reload()
    await_editor(page)
    page.evaluate(WATCH_THE_MAP)
    page.evaluate("counts => window.release(counts)", [a_count(number) for number in range(8)])
    expect(page.locator("#counts")).to_be_visible()
    page.locator("#events li").first.wait_for()
    page.evaluate("window.frames_left = 10")
    page.wait_for_function("() => window.frames_left < 0")
    (_only,) = page.evaluate("[...window.seen_at]")


def test_every_message_is_shown_byte_by_byte(page):
    await_picture(page)
    open_tab(page, "Byte by byte")
    page.get_by_label("hex").check()
    row = opened(page, "#wire li:has-text('status')")
    expect(row.locator("pre")).to_contain_text("passerby/v1/demo-")
    expect(row.locator("pre")).to_contain_text("0000  7b 22 76 22 3a 31 2c 22")
    expect(page.locator("#wire-sums")).to_contain_text("pictures")


def test_messages_are_filtered_by_topic_and_stand_still_when_paused(page):
    page.locator("#events li").first.wait_for()
    open_tab(page, "Byte by byte")
    page.get_by_label("Topic").select_option("event")
    expect(page.locator("#wire li", has_not_text="event/")).to_have_count(0)
    page.get_by_label("Pause").check()
    before = page.locator("#wire li").count()
    messages = page.locator("#ledger-messages").inner_text()
    page.wait_for_function(
        "before => document.getElementById('ledger-messages').textContent !== before", arg=messages
    )
    assert page.locator("#wire li").count() == before


def test_a_covered_lens_is_masked_whole_and_says_why_until_it_is_uncovered(faults):
    await_picture(faults)
    banner = faults.locator("#banner")
    expect(banner).to_be_hidden()
    press(faults, "Cover the lens")
    expect(faults.locator("#trouble-covered")).to_have_attribute("aria-pressed", "true")
    expect(banner).to_have_text("Masked whole: lens covered")
    press(faults, "Cover the lens")
    expect(faults.locator("#trouble-covered")).to_have_attribute("aria-pressed", "false")
    expect(banner).to_be_hidden()


def test_an_unplugged_camera_is_said_by_its_own_health(faults):
    press(faults, "Unplug it")
    gauge = faults.locator("#gauges div", has_text="Its camera")
    expect(gauge).to_contain_text("lost")
    expect(faults.locator("#banner")).to_contain_text("No picture")
    press(faults, "Unplug it")
    await_picture(faults)


def test_a_broker_that_is_down_shows_at_the_camera_and_ends(faults):
    expect(faults.locator("#gauges")).to_contain_text("online")
    press(faults, "Broker down")
    expect(faults.locator("#gauges")).to_contain_text("offline")
    press(faults, "Broker down")
    expect(faults.locator("#gauges .bad", has_text="offline")).to_have_count(0)


def test_a_bad_configuration_from_afar_is_refused_by_the_camera(faults):
    press(faults, "Send a bad configuration")
    open_tab(faults, "Configure")
    expect(faults.locator("#answer[data-state=rejected]")).to_contain_text(
        "rules[0].rule expected one of"
    )


def test_a_killed_vision_comes_back(faults):
    with saying(faults, "#parts [data-part=picture]", "closed"):
        press(faults, "Kill vision")
    await_picture(faults)


def test_another_scene_is_found_by_keyboard_and_begins_with_a_new_camera(page):
    await_editor(page)
    open_tab(page, "Health and faults")
    press(page, "Turn off the light")
    page.get_by_role("button", name="Choose a scene").press("Enter")
    page.keyboard.type("yard-after")
    expect(page.locator("#scene-found")).to_have_text("1 scene")
    with saying(page, "#banner", "models are loading"):
        page.keyboard.press("Enter")
        expect(page.locator("#scene-about")).to_contain_text("yard")
    expect(page.locator("#trouble-dark")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("img", name="Masked live picture with yard")).to_be_visible()
    await_picture(page)
    open_tab(page, "Configure")
    expect(page.locator("#places [data-name=yard]")).to_be_visible()
    expect(page.locator("#places [data-name=forecourt]")).to_have_count(0)


def test_the_dialog_lets_go_with_escape_and_gives_the_focus_back(page):
    await_picture(page)
    page.get_by_role("button", name="Choose a scene").press("Enter")
    expect(page.get_by_label("Search")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-scene]").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Choose a scene")).to_be_focused()


def test_a_page_that_leaves_meanwhile_does_not_stop_the_change(page):
    choose_scene(page, "street")
    page.reload()
    expect(page.get_by_role("img", name="forecourt")).to_be_visible()
