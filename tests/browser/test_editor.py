"""Drawing zones and writing rules, by mouse and by keyboard alone, until the camera has them."""

import re

import msgspec
import pytest
from playwright.sync_api import Page, expect

from edge.config import Zone
from edge.errors import DocumentError
from simulator.scenario.schema import CameraAt
from simulator.world.pinhole import Pinhole
from tests.browser.steps import (
    await_editor,
    await_event,
    await_text,
    draw_corners,
    draw_line,
    draw_zone,
    form_of,
    on_map,
    publish,
    telling_the_map,
    text_of,
)
from tests.patience import wait_until

# The whole pavement of the demo's street: somebody is always on it.
PAVEMENT = [(0.05, 0.5), (0.95, 0.5), (0.95, 0.95), (0.05, 0.95)]


@pytest.fixture
def editor(page: Page) -> Page:
    await_editor(page)
    return page


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag on the map, and wait until the text has what came of it."""
    before = text_of(page)
    page.mouse.move(*on_map(page, start))
    page.mouse.down()
    page.mouse.move(*on_map(page, end), steps=3)
    page.mouse.up()
    changed = "before => document.getElementById('editor-text').value !== before"
    with telling_the_map(page, f"change by a drag from {start} to {end}"):
        page.wait_for_function(changed, arg=before)


def test_the_still_to_draw_on_shows_the_scene_although_a_camera_starts_blind(editor):
    # A picture of one grey is a few kilobytes of PNG.
    length = "document.getElementById('still').toDataURL('image/png').length"
    wait_until(lambda: editor.evaluate(length) > 50_000, "a picture to draw on")


def test_a_zone_is_drawn_by_mouse_and_its_rule_reports_an_intrusion(editor):
    draw_zone(editor, PAVEMENT, name="by-mouse")
    form_of(editor, "by-mouse").get_by_role("button", name="Add rule: somebody enters").click()
    await_text(editor, "{rule: restricted_zone, zone: by-mouse}")
    publish(editor)
    await_event(editor, zone="by-mouse")


def test_a_click_counts_although_the_mouse_trembles_over_another_zone(editor):
    polygon = editor.evaluate(
        "document.querySelector('#map .place polygon').getAttribute('points')"
    )
    corners = [tuple(map(float, corner.split(","))) for corner in polygon.split()]
    size = editor.locator("#map").bounding_box()
    middle = [sum(part) / len(corners) for part in zip(*corners, strict=True)]
    inside = (middle[0] / size["width"], middle[1] / size["height"])
    editor.get_by_role("button", name="Draw a zone").click()
    editor.locator("#map").scroll_into_view_if_needed()
    x_px, y_px = on_map(editor, inside)
    editor.mouse.move(x_px, y_px)
    editor.mouse.down()
    editor.mouse.move(x_px + 1, y_px + 1)
    editor.mouse.up()
    expect(editor.locator("#map .set, #map .first")).to_have_count(1)


def test_a_zone_is_drawn_and_given_a_rule_by_keyboard_alone(editor):
    editor.get_by_role("button", name="Draw a zone").focus()
    press(editor, "Enter", *["Shift+ArrowLeft"] * 4, "Space", *["Shift+ArrowRight"] * 8, "Space")
    press(editor, *["Shift+ArrowDown"] * 4, "ArrowUp", "Space", "Enter")
    editor.keyboard.type("by-keys")
    press(editor, "Enter", "Tab", "Tab", "Enter")
    await_text(editor, "by-keys: {polygon: [[0.3, 0.6], [0.7, 0.6], [0.7, 0.79]]}")
    await_text(editor, "{rule: restricted_zone, zone: by-keys}")


def test_the_last_corner_is_taken_back_and_a_sketch_is_given_up(editor):
    before = text_of(editor)
    editor.get_by_role("button", name="Draw a zone").press("Enter")
    press(editor, "Space", "ArrowRight", "Space", "Backspace")
    expect(editor.locator("#map .set, #map .first")).to_have_count(1)
    press(editor, "Escape")
    expect(editor.locator("#map .cross")).to_have_count(0)
    assert text_of(editor) == before


def test_corners_are_moved_added_and_removed_by_keys_and_all_is_undone(editor):
    draw_zone(editor, [(0.2, 0.3), (0.6, 0.3), (0.6, 0.7)], name="corners")
    await_text(editor, "corners: {polygon: [[")
    drawn = text_of(editor)
    editor.locator("#map [data-key='zones corners']").press("Enter")
    press(editor, "Tab")
    assert focused(editor).startswith("Corner 1 of 3 of corners")
    press(editor, "Shift+ArrowRight", "ArrowDown")
    assert "25 % across, 31 % down" in focused(editor)
    press(editor, "Enter")
    assert focused(editor).startswith("Corner 2 of 4")
    press(editor, "Delete")
    assert focused(editor).startswith("Corner 2 of 3")
    press(editor, "Control+z", "Control+z", "Control+z")
    editor.wait_for_function(
        "text => document.getElementById('editor-text').value === text", arg=drawn
    )
    press(editor, "Control+Shift+z")
    first = editor.locator("#map [data-corner='0']")
    expect(first).to_have_attribute("aria-label", re.compile("25 % across, 31 % down"))


def test_a_corner_an_edge_and_a_whole_zone_are_dragged(editor):
    draw_zone(editor, [(0.2, 0.2), (0.6, 0.2), (0.6, 0.6), (0.2, 0.6)], name="dragged")
    for start, end in [
        ((0.2, 0.2), (0.1, 0.1)),
        ((0.6, 0.4), (0.7, 0.4)),
        ((0.4, 0.4), (0.5, 0.5)),
    ]:
        drag(editor, start, end)
    numbers = editor.locator("#map [data-corner]")
    expect(numbers).to_have_count(5)
    expect(numbers.first).to_have_attribute(
        "aria-label", "Corner 1 of 5 of dragged: 20 % across, 20 % down"
    )
    expect(numbers.nth(2)).to_have_attribute(
        "aria-label", "Corner 3 of 5 of dragged: 80 % across, 50 % down"
    )


def test_escape_lets_a_dragged_corner_go_back(editor):
    draw_zone(editor, [(0.2, 0.2), (0.6, 0.2), (0.6, 0.6)], name="kept")
    before = text_of(editor)
    editor.mouse.move(*on_map(editor, (0.2, 0.2)))
    editor.mouse.down()
    editor.mouse.move(*on_map(editor, (0.4, 0.5)), steps=3)
    expect(editor.locator("#map [data-corner='0'][aria-label*='40 % across']")).to_be_visible()
    press(editor, "Escape")
    editor.mouse.up()
    expect(editor.locator("#map [data-corner='0'][aria-label*='20 % across']")).to_be_visible()
    assert text_of(editor) == before


def test_a_crossing_edge_is_said_while_one_draws(editor):
    draw_corners(editor, "Draw a zone", [(0.2, 0.2), (0.6, 0.6), (0.6, 0.2), (0.2, 0.6)])
    expect(editor.locator("#map-fault")).to_have_text(
        "edge 0 crosses edge 2: draw it without crossing"
    )
    press(editor, "Escape")


def test_a_line_is_drawn_turned_round_and_deleted(editor):
    draw_line(editor, (0.3, 0.5), (0.7, 0.5), name="kerb")
    await_text(editor, "kerb: {from: [0.3")
    expect(editor.locator("#map [data-key='lines kerb'] .way")).to_have_text(["in", "out"])
    form_of(editor, "kerb").get_by_role("button", name="Swap in and out").click()
    await_text(editor, "kerb: {from: [0.7")
    form_of(editor, "kerb").get_by_role("button", name="Add rule: somebody crosses").click()
    await_text(editor, "{rule: line_crossing, line: kerb}")
    editor.locator("#map [data-key='lines kerb']").press("Delete")
    editor.wait_for_function("() => !document.getElementById('editor-text').value.includes('kerb')")


def test_what_is_wrong_is_said_at_its_field_in_the_cameras_words(editor):
    field = form_of(editor, "corner").get_by_label("after", exact=True)
    field.fill("0")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(form_of(editor, "corner").locator(".complaint")).to_have_text("Expected `float` >= 1.0")
    expect(editor.locator("#complaints")).to_contain_text("rules[1].after_s")
    field.fill("12")
    expect(editor.locator("#complaints")).to_have_text("The camera would take this.")
    await_text(editor, "after_s: 12")


def test_a_field_keeps_focus_and_caret_while_one_types(editor):
    field = form_of(editor, "corner").get_by_label("after", exact=True)
    field.click()
    press(editor, "Control+A")
    editor.keyboard.type("12.5", delay=30)
    assert field.input_value() == "12.5"
    await_text(editor, "after_s: 12.5")


def test_typed_text_survives_that_the_form_is_made_anew(editor):
    added = form_of(editor, "forecourt").get_by_role("button", name="Add rule: too many are there")
    added.click()
    expect(added).to_have_count(0)
    name = form_of(editor, "corner").get_by_label("Name")
    name.click()
    press(editor, "End")
    editor.keyboard.type("-half")
    press(editor, "Control+z")
    expect(added).to_have_count(1)
    expect(name).to_be_focused()
    expect(name).to_have_value("corner-half")


@pytest.mark.parametrize(
    ("pressed", "written"),
    [
        ("button:has-text('Add rule: too many')", "{rule: occupancy, zone: renamed, limits: [5]}"),
        ("[data-key$='labels bicycle']", "zone: renamed, labels: [person, bicycle]}"),
    ],
)
def test_a_press_counts_although_it_also_ends_the_typing_of_a_name(editor, pressed, written):
    form = editor.locator("#places li").first
    form.get_by_label("Name").fill("renamed")
    form.locator(pressed).click()
    await_text(editor, written)


def test_hours_of_a_rule_are_written_in_the_form(editor):
    form = form_of(editor, "forecourt")
    form.get_by_label("only at certain hours").check()
    form.get_by_label("from").fill("21:30")
    form.get_by_label("sun").uncheck()
    await_text(
        editor,
        'schedule: [{from: "21:30", to: "06:00", days: [mon, tue, wed, thu, fri, sat]}]',
    )
    form.get_by_label("from").fill("25:00")
    expect(form.locator(".complaint")).to_be_visible()


def test_every_other_rule_is_written_in_the_form(editor):
    form = form_of(editor, "forecourt")
    form.get_by_role("button", name="Add rule: too many are there").click()
    form.get_by_label("limits").fill("5, 10")
    await_text(editor, "{rule: occupancy, zone: forecourt, limits: [5, 10]}")
    form.get_by_role("button", name="Add rule: something is left behind").click()
    form.get_by_label("away means").fill("5")
    await_text(editor, "{rule: unattended_object, zone: forecourt, apart_m: 5}")
    form.get_by_role("button", name="Add rule: somebody goes the wrong way").click()
    form.get_by_label("it is").last.select_option("for information")
    await_text(editor, "severity: info}")
    expect(editor.locator("#complaints")).to_have_text("The camera would take this.")


def test_an_alarm_for_the_camera_itself_is_one_click(editor):
    editor.get_by_text("The camera itself").click()
    kinds = editor.get_by_role("group", name="Alarm when the camera is")
    for kind in ("covered", "moved"):
        kinds.get_by_label(kind).check()
    await_text(editor, "{rule: tampering, kinds: [covered, moved]}")
    for kind in ("defocused", "blinded", "frozen"):
        kinds.get_by_label(kind).check()
    await_text(editor, "{rule: tampering}")
    expect(editor.locator("#complaints")).to_have_text("The camera would take this.")


def test_a_text_written_by_hand_shows_on_the_map_and_in_the_forms(editor):
    text = text_of(editor).replace("corner", "square")
    editor.get_by_label("Desired configuration").fill(text)
    expect(editor.locator("#map [data-key='zones square']")).to_be_visible()
    expect(form_of(editor, "square")).to_be_visible()
    assert text_of(editor) == text


def test_an_unreadable_text_stops_the_map_until_it_is_mended(editor):
    before = text_of(editor)
    editor.get_by_label("Desired configuration").fill("zones: [never closed")
    expect(editor.locator("#complaints")).to_contain_text("Map and forms wait")
    expect(editor.locator("#draw-zone")).to_be_disabled()
    editor.get_by_role("button", name="Undo").click()
    expect(editor.locator("#draw-zone")).to_be_enabled()
    assert text_of(editor) == before


def test_a_name_that_cannot_be_is_refused_where_it_is_typed(editor):
    name = form_of(editor, "corner").get_by_label("Name")
    name.fill("The Corner")
    name.press("Enter")
    expect(form_of(editor, "corner").locator(".complaint")).to_contain_text("small letters")
    name.fill("forecourt")
    name.press("Enter")
    expect(form_of(editor, "corner").locator(".complaint")).to_contain_text("already")


# From here on the camera has other places.
def test_publish_right_after_a_change_sends_the_text_that_is_still_being_written(editor):
    # In one go: no answer can come between the two.
    form_of(editor, "corner").get_by_label("after", exact=True).evaluate(
        """field => {
          field.value = '11';
          field.dispatchEvent(new Event('input', { bubbles: true }));
          document.getElementById('publish').click();
        }"""
    )
    expect(editor.locator("#answer .steps li[data-done=true]")).to_have_count(4)
    editor.get_by_role("button", name="Reset").click()
    await_text(editor, "after_s: 11")


def test_a_name_is_taken_when_it_is_published_by_keyboard(editor):
    name = form_of(editor, "corner").get_by_label("Name")
    name.fill("square")
    name.press("Control+Enter")
    expect(editor.locator("#answer .steps li[data-done=true]")).to_have_count(4)
    editor.get_by_role("button", name="Reset").click()
    await_text(editor, "zone: square")


@pytest.mark.parametrize(
    "polygon",
    [
        ((0.1, 0.1), (0.9, 0.1), (0.5, 0.9)),
        ((0.1, 0.1), (0.9, 0.9), (0.9, 0.1), (0.1, 0.9)),
        ((0.1, 0.1), (0.9, 0.1), (0.9, 0.1)),
        ((0.1, 0.1), (0.2, 0.1), (0.3, 0.1)),
        ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.5, 0.1)),
        ((0.1, 0.1), (0.101, 0.1), (0.1, 0.101)),
    ],
)
def test_the_page_judges_a_polygon_as_the_camera_does(page, polygon):
    script = "async polygon => (await import('/geometry.js')).polygonFault(polygon)"
    try:
        Zone(polygon=polygon)
        reason = ""
    except DocumentError as error:
        (fault,) = error.faults
        reason = fault.reason
    assert page.evaluate(script, polygon) == reason


@pytest.mark.parametrize(
    "camera",
    [
        CameraAt(),
        CameraAt(pitch_deg=70, height_m=6, distortion=-0.2),
        CameraAt(pitch_deg=20, fov_deg=100, distortion=0.15, width_px=640, height_px=480),
    ],
)
def test_the_plan_puts_the_picture_on_the_ground_as_the_simulator_does(page, camera):
    script = """async ([camera, spot]) => {
      const { Lens } = await import('/ground.js');
      const lens = new Lens(camera);
      const seen = lens.picture(spot);
      return [seen, lens.ground(seen)];
    }"""
    spot = [0.7, 4.0]
    seen, ground = page.evaluate(script, [msgspec.to_builtins(camera), spot])
    x_px, y_px = Pinhole.of(camera).project(x_m=spot[0], up_m=0.0, ahead_m=spot[1])
    assert seen == pytest.approx([x_px / camera.width_px, y_px / camera.height_px])
    assert ground == pytest.approx(spot, abs=1e-6)
