"""What an event tells is what its level allows, and no more."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import msgspec
import pytest

from edge.geometry import Box
from edge.privacy.event import (
    UNSTAMPED,
    Event,
    LoiteringEvent,
    SummaryEvent,
    TamperingEvent,
    event_bytes,
)
from edge.privacy.minimise import MAX_OPEN, Minimiser, count_bucket, dwell_bucket, event_id
from edge.rules.finding import (
    Crossing,
    Crowding,
    Intrusion,
    Loitering,
    Missing,
    Summary,
    Tampering,
    Told,
    Unattended,
    WrongWay,
)
from edge.tracking.track import TrackId

NOON = 1_780_000_020.0  # a whole minute of UTC
BOX = Box(x_min=0.402, y_min=0.303, x_max=0.461, y_max=0.601)
INTRUSION = Intrusion(
    episode=1,
    phase="open",
    severity="warning",
    zone="yard",
    label="person",
    box=BOX,
    dwell_s=12.0,
    after_s=0.5,
    mono_s=100.0,
    utc_s=NOON + 17.25,
)
LOITERING = Loitering(
    episode=2,
    phase="open",
    severity="warning",
    zone="yard",
    label="person",
    box=BOX,
    dwell_s=12.0,
    after_s=0.5,
    mono_s=100.0,
    utc_s=NOON + 17.25,
)
CROSSING = Crossing(
    episode=3,
    severity="info",
    line="door",
    thing=TrackId(3),
    label="bicycle",
    direction="in",
    box=BOX,
    mono_s=100.0,
    utc_s=NOON + 17.25,
)
CROWDING = Crowding(
    episode=4,
    phase="open",
    severity="warning",
    zone="yard",
    label="person",
    count=6,
    limit=5,
    box=BOX,
    dwell_s=12.0,
    after_s=0.5,
    mono_s=100.0,
    utc_s=NOON + 17.25,
)
WRONG_WAY = WrongWay(
    episode=5,
    phase="open",
    severity="warning",
    zone="yard",
    label="person",
    box=BOX,
    dwell_s=12.0,
    after_s=0.5,
    mono_s=100.0,
    utc_s=NOON + 17.25,
)
UNATTENDED = Unattended(
    episode=6,
    phase="open",
    severity="alarm",
    zone="hall",
    label="bag",
    box=BOX,
    dwell_s=12.0,
    after_s=0.5,
    mono_s=100.0,
    utc_s=NOON + 17.25,
)
MISSING = Missing(
    episode=7,
    phase="close",
    severity="alarm",
    zone="hall",
    label="bag",
    box=BOX,
    dwell_s=12.0,
    after_s=0.5,
    ended="reclaimed",
    mono_s=100.0,
    utc_s=NOON + 17.25,
)
FINDINGS: tuple[Told, ...] = (
    INTRUSION,
    LOITERING,
    CROSSING,
    CROWDING,
    WRONG_WAY,
    UNATTENDED,
    MISSING,
)
LEVELS = ("P1", "P2", "P3")
PAIRS = tuple(product(LEVELS, FINDINGS))


def counting() -> Callable[[int], bytes]:
    """Random bytes that are not random: 1, 2, 3, ..."""
    numbers = iter(range(1, 10_000))
    return lambda length: next(numbers).to_bytes(length, "big")


def told(level, finding) -> Event:
    event = Minimiser(level, random_bytes=bytes).minimise(finding)
    assert event is not None
    return event


@pytest.mark.parametrize("finding", FINDINGS)
def test_at_p0_there_are_no_events(finding):
    assert Minimiser("P0", random_bytes=bytes).minimise(finding) is None


@pytest.mark.parametrize(("level", "finding"), PAIRS)
def test_every_event_keeps_to_the_schema_and_is_unstamped(level, finding):
    event = told(level, finding)
    event_bytes(event)
    assert (event.session, event.seq) == (UNSTAMPED, 0)


@pytest.mark.parametrize(("level", "finding"), PAIRS)
def test_what_differs_only_within_the_level_gives_the_same_event(level, finding):
    step_s = 1.0 if level == "P3" else 60.0
    start = finding.utc_s // step_s * step_s
    within = replace(finding, mono_s=2e5, utc_s=start + 0.99 * step_s, episode=777)
    if not isinstance(within, Crossing):
        within = replace(within, dwell_s=29.9, after_s=0.9)
    if isinstance(within, Crowding):
        within = replace(within, count=9)
    if level == "P1":
        within = replace(within, box=Box(x_min=0.9, y_min=0.9, x_max=1.0, y_max=1.0))
    if level == "P2":
        within = replace(within, box=Box(x_min=0.38, y_min=0.1, x_max=0.49, y_max=0.62))
    if level == "P3":
        within = replace(within, box=Box(x_min=0.398, y_min=0.299, x_max=0.464, y_max=0.604))
    assert event_bytes(told(level, within)) == event_bytes(told(level, finding))


@pytest.mark.parametrize(("level", "finding"), PAIRS)
def test_only_the_level_decides_which_fields_of_place_are_told(level, finding):
    event = told(level, finding)
    assert (event.cell is not None) == (level in ("P2", "P3"))
    assert (event.box is not None) == (level == "P3")


@pytest.mark.parametrize(("level", "t"), [("P1", NOON), ("P2", NOON), ("P3", NOON + 17)])
def test_the_time_is_a_whole_minute_or_at_p3_a_second(level, t):
    assert told(level, INTRUSION).t == t


@pytest.mark.parametrize("level", LEVELS)
def test_the_id_tells_no_more_of_the_time_than_t(level):
    event = told(level, INTRUSION)
    assert int(event.id.replace("-", "")[:12], 16) == (event.t or 0) * 1000


def test_until_the_clock_is_set_neither_t_nor_the_id_tells_a_time():
    event = told("P3", replace(INTRUSION, utc_s=None))
    assert event.t is None
    assert event.id.startswith("00000000-0000-7")


def test_all_but_time_version_and_variant_of_an_id_is_random():
    zeros, ones = (int(event_id(0, byte * 10).replace("-", ""), 16) for byte in (b"\0", b"\xff"))
    assert (zeros ^ ones).bit_count() == 74


def test_an_id_is_the_example_of_rfc_9562_appendix_a_6():
    random = (0xCC3 << 68 | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    assert event_id(1645557742, random) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


def test_the_cell_is_that_of_the_foot():
    assert told("P2", INTRUSION).cell == 4 * 8 + 3


@pytest.mark.parametrize(
    "box",
    [Box(x_min=0.9, y_min=0.2, x_max=1.1, y_max=1.2), Box(x_min=-1, y_min=0, x_max=0, y_max=0)],
)
def test_a_box_beyond_the_picture_still_makes_an_event(box):
    event_bytes(told("P3", replace(INTRUSION, box=box)))


@pytest.mark.parametrize(
    ("dwell_s", "bucket"),
    [
        (0, "0-10s"),
        (9.99, "0-10s"),
        (10, "10-30s"),
        (59, "30-60s"),
        (60, "1-5min"),
        (899, "5-15min"),
        (900, "15-60min"),
        (3600, "over 1h"),
        (1e9, "over 1h"),
    ],
)
def test_a_dwell_is_told_as_a_span(dwell_s, bucket):
    assert dwell_bucket(dwell_s) == bucket


@pytest.mark.parametrize(
    ("count", "bucket"),
    [
        (0, "0"),
        (1, "1"),
        (2, "2-4"),
        (4, "2-4"),
        (5, "5-9"),
        (19, "10-19"),
        (20, "20-49"),
        (99, "50-99"),
        (100, "over 100"),
        (100_000, "over 100"),
    ],
)
def test_a_number_of_people_is_told_as_a_span(count, bucket):
    assert count_bucket(count) == bucket


SUMMARY = Summary(
    rule="line_crossing",
    place="door",
    direction="in",
    severity="info",
    label="person",
    count=87,
    over_s=61.7,
    mono_s=100.0,
    utc_s=NOON + 17.25,
)


@pytest.mark.parametrize("level", LEVELS)
def test_a_summary_is_an_event_of_one_message_without_a_place_in_the_picture(level):
    event = Minimiser(level, random_bytes=counting()).minimise(SUMMARY)
    assert isinstance(event, SummaryEvent)
    event_bytes(event)
    assert (event.of, event.place, event.direction) == ("line_crossing", "door", "in")
    assert (event.count, event.over_s, event.episode) == (87, 62, event.id)
    assert not {"cell", "box"} & set(event.__struct_fields__)
    assert event.t == NOON + (17 if level == "P3" else 0)


def test_a_close_says_how_a_thing_that_was_left_or_gone_ended():
    assert told("P1", UNATTENDED).ended is None
    assert told("P1", MISSING).ended == "reclaimed"


TAMPERING = Tampering(
    episode=9,
    phase="open",
    severity="alarm",
    kind="covered",
    dwell_s=12.0,
    after_s=2.5,
    mono_s=100.0,
    utc_s=NOON + 17.25,
)


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_done_to_the_camera_has_no_place_in_the_picture(level):
    minimiser = Minimiser(level, random_bytes=counting())
    opening = minimiser.minimise(TAMPERING)
    close = minimiser.minimise(replace(TAMPERING, phase="close"))
    assert isinstance(opening, TamperingEvent)
    assert isinstance(close, TamperingEvent)
    event_bytes(opening)
    assert (opening.kind, opening.dwell, opening.after_s) == ("covered", "10-30s", 3)
    assert opening.t == NOON + (17 if level == "P3" else 0)
    assert close.episode == opening.id
    assert not {"label", "cell", "box"} & set(opening.__struct_fields__)


def test_at_p0_there_is_no_word_of_the_camera_either():
    assert Minimiser("P0", random_bytes=bytes).minimise(TAMPERING) is None


def test_at_p0_there_is_no_summary_either():
    assert Minimiser("P0", random_bytes=bytes).minimise(SUMMARY) is None


@pytest.mark.parametrize("finding", FINDINGS)
def test_every_event_says_how_much_it_matters(finding):
    assert told("P1", finding).severity == finding.severity


def test_an_event_of_a_zone_says_from_when_on_it_is_told():
    event = told("P1", replace(LOITERING, after_s=59.5))
    assert isinstance(event, LoiteringEvent)
    assert event.after_s == 60


def test_all_messages_of_an_episode_name_the_one_that_opened_it():
    minimiser = Minimiser("P1", random_bytes=counting())
    opening, update, closing = (
        minimiser.minimise(replace(INTRUSION, phase=phase)) for phase in ("open", "update", "close")
    )
    assert opening and update and closing
    assert opening.episode == opening.id
    assert update.episode == closing.episode == opening.id
    assert len({opening.id, update.id, closing.id}) == 3


def test_a_crossing_opens_an_episode_of_its_own():
    event = told("P1", CROSSING)
    assert (event.phase, event.episode) == ("open", event.id)


def test_closed_episodes_are_forgotten():
    minimiser = Minimiser("P1", random_bytes=counting())
    first = minimiser.minimise(INTRUSION)
    minimiser.minimise(replace(INTRUSION, phase="close"))
    again = minimiser.minimise(INTRUSION)
    assert first and again
    assert again.episode == again.id != first.id


def test_episodes_that_never_close_do_not_fill_the_memory():
    minimiser = Minimiser("P1", random_bytes=counting())
    opened = [minimiser.minimise(replace(LOITERING, episode=i)) for i in range(MAX_OPEN + 1)]
    oldest = minimiser.minimise(replace(LOITERING, episode=0, phase="close"))
    newest = minimiser.minimise(replace(LOITERING, episode=MAX_OPEN, phase="close"))
    assert oldest and newest and opened[-1]
    assert oldest.episode == oldest.id
    assert newest.episode == opened[-1].id


def test_no_number_of_the_finding_stands_in_the_event():
    finding = replace(INTRUSION, episode=987654321, mono_s=123456.789)
    text = msgspec.json.encode(told("P3", finding)).decode()
    assert "987654321" not in text
    assert "123456" not in text
