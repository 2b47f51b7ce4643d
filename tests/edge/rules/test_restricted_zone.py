"""One episode a zone, at its hours."""

from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from edge.config import Hours, RestrictedZone, Schedule, Zone
from edge.geometry import Point
from edge.rules.restricted_zone import RestrictedZoneRule
from tests.edge.rules.walks import along, scene, times, track, watch

ZONE = Zone(polygon=((0.4, 0.4), (0.8, 0.4), (0.8, 1.0), (0.4, 1.0)))
INSIDE: Point = (0.6, 0.7)
OUTSIDE: Point = (0.2, 0.7)
BERLIN = ZoneInfo("Europe/Berlin")
TEN_PM = datetime(2026, 5, 4, 22, 0, tzinfo=BERLIN).timestamp()


def rule(min_dwell_s: float = 0.5, schedule: Schedule | None = None) -> RestrictedZoneRule:
    config = RestrictedZone(zone="yard", min_dwell_s=min_dwell_s, schedule=schedule)
    return RestrictedZoneRule(config, zone=ZONE, timezone=BERLIN, episodes=count(1))


def at_night() -> RestrictedZoneRule:
    return rule(schedule=(Hours(start="22:00", end="06:00"),))


def phases(findings) -> list[str]:
    return [finding.phase for finding in findings]


@pytest.mark.parametrize("fps", [2, 5, 10, 30])
def test_it_opens_after_the_dwell_at_any_frame_rate(fps):
    (opening,) = watch(rule(min_dwell_s=2.0), along(lambda _: INSIDE, times(10, fps=fps)))
    assert opening.mono_s == pytest.approx(2.0, abs=1 / fps + 1e-6)


def test_a_step_in_and_out_is_nothing():
    assert watch(rule(), along(lambda t: INSIDE if t < 0.4 else OUTSIDE, times(5))) == []


def test_two_short_steps_do_not_add_up():
    def path(t: float) -> Point:
        return INSIDE if t < 0.4 or 4 < t < 4.4 else OUTSIDE

    assert watch(rule(), along(path, times(8))) == []


def test_a_short_loss_of_sight_does_not_break_the_dwell():
    scenes = along(lambda t: None if 1 < t < 1.6 else INSIDE, times(4))
    (opening,) = watch(rule(min_dwell_s=3.0), scenes)
    assert opening.mono_s == pytest.approx(3.0, abs=0.11)


def test_it_closes_when_the_zone_has_been_empty_for_three_seconds():
    opening, closing = watch(rule(), along(lambda t: INSIDE if t < 5 else None, times(12)))
    assert phases([opening, closing]) == ["open", "close"]
    assert opening.episode == closing.episode
    assert closing.mono_s == pytest.approx(8.0, abs=0.2)
    assert closing.dwell_s == pytest.approx(4.9, abs=0.11)


def test_many_people_share_one_episode():
    scenes = [
        scene(*(track((0.5 + i / 10, 0.7), mono_s=t, number=i) for i in range(3)), mono_s=t)
        for t in times(5)
    ]
    assert phases(watch(rule(), scenes)) == ["open"]


def test_one_who_takes_over_prolongs_the_episode():
    def seen(t: float):
        return [track((0.45, 0.5), mono_s=t)] if t < 4 else [track(INSIDE, mono_s=t, number=2)]

    assert phases(watch(rule(), [scene(*seen(t), mono_s=t) for t in times(10)])) == ["open"]


def test_while_it_lasts_it_is_told_again_once_a_minute():
    findings = watch(rule(), along(lambda _: INSIDE, times(200, fps=2)))
    assert phases(findings) == ["open", "update", "update", "update"]
    assert [round(finding.mono_s) for finding in findings] == [0, 60, 120, 180]


def test_a_new_visit_is_a_new_episode():
    findings = watch(rule(), along(lambda t: None if 5 < t < 10 else INSIDE, times(20)))
    assert phases(findings) == ["open", "close", "open"]
    assert findings[0].episode != findings[2].episode


UNWATCHED = [*times(5), *times(20, start_s=12)]


def test_an_episode_goes_on_over_a_gap_without_a_look_if_somebody_is_there_afterwards():
    findings = watch(
        rule(), along(lambda t: INSIDE if t < 12 or 12.5 < t < 16 else None, UNWATCHED)
    )
    assert phases(findings) == ["open", "close"]
    assert findings[1].mono_s == pytest.approx(19.0, abs=0.2)


def test_time_without_a_look_is_no_part_of_the_dwell():
    findings = watch(rule(), along(lambda t: INSIDE if t < 16 else None, UNWATCHED))
    assert findings[-1].dwell_s == pytest.approx(5.0 + 3.9, abs=0.2)


def test_an_episode_closes_when_the_zone_is_empty_after_a_gap_without_a_look():
    opening, closing = watch(rule(), along(lambda t: INSIDE if t < 12 else None, UNWATCHED))
    assert phases([opening, closing]) == ["open", "close"]
    assert 12.0 < closing.mono_s <= 15.2
    assert closing.dwell_s == pytest.approx(5.0, abs=0.11)


def test_time_without_a_look_does_not_make_up_for_a_zone_that_was_empty_before():
    scenes = along(lambda t: INSIDE if t < 2.4 or t > 13 else None, UNWATCHED)
    assert phases(watch(rule(), scenes)) == ["open", "close", "open"]


def test_after_a_minute_without_a_look_who_stands_there_is_new():
    moments = [*times(5), *times(75, start_s=70)]
    assert phases(watch(rule(), along(lambda _: INSIDE, moments))) == ["open", "close", "open"]


def test_a_prediction_alone_opens_nothing():
    scenes = [
        scene(track(INSIDE, mono_s=t, unseen_s=max(0.0, t - 0.3)), mono_s=t) for t in times(2)
    ]
    assert watch(rule(), scenes) == []


def test_what_is_not_confirmed_opens_nothing():
    scenes = [scene(track(INSIDE, mono_s=t, confirmed=False), mono_s=t) for t in times(5)]
    assert watch(rule(), scenes) == []


def test_other_labels_may_stand_there():
    scenes = [scene(track(INSIDE, mono_s=t, label="vehicle"), mono_s=t) for t in times(5)]
    assert watch(rule(), scenes) == []


def standing_from(start_s: float, until_s: float, *, set_at_s: float = 0.0):
    """Someone who never leaves; mono_s 0 is ten in the evening, once the clock is set."""
    return [
        scene(track(INSIDE, mono_s=t), mono_s=t, utc_s=TEN_PM + t if t >= set_at_s else None)
        for t in times(until_s, fps=2, start_s=start_s)
    ]


def test_outside_its_hours_it_is_silent_and_the_dwell_starts_with_them():
    (opening,) = watch(at_night(), standing_from(-60, 10))
    assert opening.mono_s == pytest.approx(0.5)


def test_an_episode_closes_with_its_hours():
    eight_hours_s = 8 * 3600
    findings = watch(at_night(), standing_from(eight_hours_s - 30, eight_hours_s + 30))
    assert phases(findings) == ["open", "close"]
    assert findings[1].mono_s == eight_hours_s


def test_until_the_clock_is_set_a_rule_with_hours_does_not_judge():
    (opening,) = watch(at_night(), standing_from(0, 20, set_at_s=10))
    assert opening.mono_s == pytest.approx(10.5)


def test_without_hours_a_rule_judges_before_the_clock_is_set():
    (opening,) = watch(rule(), standing_from(0, 20, set_at_s=10))
    assert opening.utc_s is None


def test_who_stands_on_the_edge_and_trembles_in_and_out_is_one_episode():
    def path(t: float) -> Point:
        return (0.405 if t < 2 or t % 5 < 0.3 else 0.395), 0.7

    assert phases(watch(rule(), along(path, times(60)))) == ["open"]


def test_who_stands_just_outside_and_trembles_in_now_and_then_is_nothing():
    def path(t: float) -> Point:
        return (0.405 if t % 5 < 0.2 else 0.395), 0.7

    assert watch(rule(), along(path, times(60))) == []


@pytest.mark.parametrize("fps", [2, 3, 5, 10, 30])
@pytest.mark.parametrize("early_s", [0.1, 0.23, 0.4])
def test_a_dwell_is_as_long_as_the_way_through_the_zone_at_any_frame_rate(fps, early_s):
    def path(t: float) -> Point:
        return 0.1 + 0.05 * (t + early_s), 0.7

    *_, closing = watch(rule(), along(path, times(20, fps=fps)))
    assert closing.dwell_s == pytest.approx(0.4 / 0.05, abs=0.3)
