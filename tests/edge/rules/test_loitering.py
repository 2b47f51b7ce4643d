"""How long one thing stays, whatever the frame rate and however often it is lost."""

from dataclasses import replace
from itertools import count

import pytest

from edge.config import Loitering, Zone
from edge.geometry import Box, Point
from edge.rules.loitering import LoiteringRule
from tests.edge.rules.walks import along, scene, times, track, watch

ZONE = Zone(polygon=((0.4, 0.4), (0.8, 0.4), (0.8, 1.0), (0.4, 1.0)))
INSIDE: Point = (0.6, 0.7)
OUTSIDE: Point = (0.2, 0.7)


def rule(after_s: float = 10.0, grace_s: float = 3.0) -> LoiteringRule:
    config = Loitering(zone="bench", after_s=after_s, grace_s=grace_s)
    return LoiteringRule(config, zone=ZONE, episodes=count(1))


def phases(findings) -> list[str]:
    return [finding.phase for finding in findings]


@pytest.mark.parametrize("fps", [2, 5, 10, 30])
def test_it_opens_when_the_dwell_is_reached_at_any_frame_rate(fps):
    opening, *rest = watch(rule(), along(lambda _: INSIDE, times(30, fps=fps, start_s=5)))
    assert opening.phase == "open"
    assert abs(opening.mono_s - 15) <= 1 / fps + 1e-6
    assert rest == []


def test_a_passer_by_does_not_loiter():
    def path(t: float) -> Point:
        return 0.05 * t, 0.7

    assert watch(rule(), along(path, times(20))) == []


def test_it_closes_once_gone_for_longer_than_the_grace():
    scenes = along(lambda t: INSIDE if t <= 12 else OUTSIDE, times(20))
    opening, closing = watch(rule(), scenes)
    assert phases([opening, closing]) == ["open", "close"]
    assert opening.episode == closing.episode
    assert 15.0 < closing.mono_s <= 15.2
    assert closing.dwell_s == pytest.approx(12.0, abs=0.1)


def test_a_step_outside_within_the_grace_neither_resets_nor_counts():
    def path(t: float) -> Point:
        return OUTSIDE if 5 < t < 7 else INSIDE

    (opening,) = watch(rule(), along(path, times(14)))
    assert opening.mono_s == pytest.approx(12.0, abs=0.25)


def test_two_visits_further_apart_than_the_grace_do_not_add_up():
    def path(t: float) -> Point:
        return OUTSIDE if 8 < t < 12 else INSIDE

    assert watch(rule(), along(path, times(20))) == []


def test_lost_from_sight_within_the_grace_goes_on_as_if_seen():
    (opening,) = watch(rule(), along(lambda t: None if 5 < t < 7 else INSIDE, times(14)))
    assert opening.mono_s == pytest.approx(10.0, abs=0.11)


def test_a_new_number_near_the_place_of_loss_continues_the_dwell():
    def seen(t: float):
        if t <= 5:
            return [track(INSIDE, mono_s=t)]
        return [track((0.62, 0.72), mono_s=t, number=2, first_mono_s=7.0)] if t >= 7 else []

    (opening,) = watch(rule(), [scene(*seen(t), mono_s=t) for t in times(14)])
    assert opening.mono_s == pytest.approx(10.0, abs=0.11)


def test_an_open_episode_survives_a_new_number():
    def seen(t: float):
        number, first_mono_s = (2, 12.1) if t > 12 else (1, 0.0)
        return track(INSIDE, mono_s=t, number=number, first_mono_s=first_mono_s)

    assert phases(watch(rule(), [scene(seen(t), mono_s=t) for t in times(40)])) == ["open"]


def test_a_new_number_far_from_the_place_of_loss_is_somebody_else():
    def seen(t: float):
        return track(INSIDE if t < 6 else (0.45, 0.45), mono_s=t, number=1 + (t >= 6))

    assert watch(rule(), [scene(seen(t), mono_s=t) for t in times(12)]) == []


def test_who_comes_from_where_the_other_never_went_is_somebody_else():
    def seen(t: float):
        if t <= 6:
            return [track((0.5, 0.7), mono_s=t)]
        left = max(0.65 - 0.05 * (t - 8), 0.5)
        return [track((left, 0.7), mono_s=t, number=2, first_mono_s=8.0)] if t >= 8 else []

    assert watch(rule(), [scene(*seen(t), mono_s=t) for t in times(16)]) == []


def test_a_new_number_of_another_size_is_somebody_else():
    def seen(t: float):
        if t < 6:
            return track(INSIDE, mono_s=t)
        small = Box(x_min=0.59, y_min=0.6, x_max=0.61, y_max=0.7)
        return replace(track(INSIDE, mono_s=t, number=2), box=small)

    assert watch(rule(), [scene(seen(t), mono_s=t) for t in times(12)]) == []


def test_who_was_followed_before_the_other_was_lost_is_somebody_else():
    def seen(t: float):
        other = track((0.3 + 0.05 * t, 0.7), mono_s=t, number=2)
        return [track(INSIDE, mono_s=t), other] if t < 6 else [other]

    assert watch(rule(), [scene(*seen(t), mono_s=t) for t in times(12)]) == []


def test_who_left_the_zone_passes_his_visit_on_to_nobody():
    def seen(t: float):
        if t < 6:
            return track(INSIDE, mono_s=t)
        if t < 7:
            return track(OUTSIDE, mono_s=t)
        return track(INSIDE, mono_s=t, number=2, first_mono_s=7.0)

    assert watch(rule(), [scene(seen(t), mono_s=t) for t in times(12)]) == []


def test_a_visit_that_a_false_number_took_is_given_back():
    def seen(t: float):
        if not 5 < t < 6:
            return track(INSIDE, mono_s=t)
        return track((0.62, 0.72), mono_s=t, number=2, first_mono_s=5.1, confirmed=False)

    (opening,) = watch(rule(), [scene(seen(t), mono_s=t) for t in times(14)])
    assert opening.mono_s == pytest.approx(10.0, abs=0.11)


def test_who_shows_in_part_first_is_known_once_all_of_him_shows():
    def seen(t: float):
        if t <= 5:
            return [track(INSIDE, mono_s=t)]
        if t < 7:
            return []
        again = track(INSIDE, mono_s=t, number=2, first_mono_s=7.0, confirmed=t > 7.5)
        sliver = Box(x_min=0.59, y_min=0.6, x_max=0.61, y_max=0.7)
        return [replace(again, box=sliver) if t < 7.3 else again]

    (opening,) = watch(rule(), [scene(*seen(t), mono_s=t) for t in times(14)])
    assert opening.mono_s == pytest.approx(10.0, abs=0.11)


def test_who_comes_in_over_the_edge_where_another_went_out_starts_anew():
    edge = Zone(polygon=((0.0, 0.4), (0.4, 0.4), (0.4, 1.0), (0.0, 1.0)))
    config = Loitering(zone="bench", after_s=10.0, grace_s=3.0)

    def seen(t: float):
        if t < 6:
            return [track((0.03, 0.7), mono_s=t)]
        return [track((0.03 + 0.02 * (t - 7), 0.7), mono_s=t, number=2, first_mono_s=7.0)][: t >= 7]

    scenes = [scene(*seen(t), mono_s=t) for t in times(15)]
    assert watch(LoiteringRule(config, zone=edge, episodes=count(1)), scenes) == []


def test_who_comes_while_the_other_is_still_seen_starts_anew():
    def seen(t: float):
        first = track(INSIDE, mono_s=t, number=1)
        return [first] if t < 6 else [first, track((0.62, 0.72), mono_s=t, number=2)]

    findings = watch(rule(), [scene(*seen(t), mono_s=t) for t in times(18)])
    assert [round(finding.mono_s) for finding in findings] == [10, 16]


def test_three_who_relay_each_other_do_not_loiter():
    spots = [(0.45, 0.5), (0.6, 0.7), (0.75, 0.9)]

    def seen(t: float):
        turn = int(t // 6) % 3
        return track(spots[turn], mono_s=t, number=1 + int(t // 6))

    assert watch(rule(), [scene(seen(t), mono_s=t) for t in times(60)]) == []


def test_a_prediction_alone_opens_nothing():
    scenes = along(lambda _: INSIDE, times(9.5))
    scenes += [
        scene(track(INSIDE, mono_s=t, unseen_s=t - 9.5), mono_s=t) for t in times(11.5, start_s=9.6)
    ]
    assert watch(rule(), scenes) == []


def test_what_is_not_confirmed_opens_nothing():
    scenes = [scene(track(INSIDE, mono_s=t, confirmed=False), mono_s=t) for t in times(20)]
    assert watch(rule(), scenes) == []


def test_a_camera_that_saw_nothing_for_longer_than_the_grace_starts_anew():
    moments = [*times(8), *times(16, start_s=14)]
    assert watch(rule(), along(lambda _: INSIDE, moments)) == []


def test_without_grace_who_is_seen_to_leave_starts_anew_but_no_missed_frame_ends_a_visit():
    missed = along(lambda t: None if t == 5.0 else INSIDE, times(12, fps=2))
    assert phases(watch(rule(grace_s=0.0), missed)) == ["open"]
    left = along(lambda t: OUTSIDE if 5.0 <= t <= 7.0 else INSIDE, times(14, fps=2))
    assert watch(rule(grace_s=0.0), left) == []


def test_who_stands_on_the_lower_edge_of_the_picture_is_in_a_zone_that_ends_there():
    assert phases(watch(rule(), along(lambda _: (0.6, 1.0), times(11)))) == ["open"]


def test_each_kind_of_thing_has_a_limit_of_its_own():
    config = Loitering(
        zone="door", after_s=10, after_s_of={"vehicle": 30}, labels=("person", "vehicle")
    )
    both = [
        scene(
            track(INSIDE, mono_s=t),
            track((INSIDE[0] + 0.1, INSIDE[1]), mono_s=t, number=2, label="vehicle"),
            mono_s=t,
        )
        for t in times(40)
    ]
    told = watch(LoiteringRule(config, zone=ZONE, episodes=count(1)), both)
    assert [(one.label, one.after_s) for one in told] == [("person", 10), ("vehicle", 30)]
    assert [one.mono_s for one in told] == pytest.approx([10.0, 30.0], abs=0.2)


def test_who_came_in_and_stands_on_the_very_edge_goes_on_being_counted():
    scenes = along(lambda t: INSIDE if t < 4 else (0.397, 0.7), times(20))
    opening, *_ = watch(rule(), scenes)
    assert opening.mono_s == pytest.approx(10.0, abs=0.2)
