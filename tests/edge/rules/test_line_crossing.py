"""What passes a line, and what only seems to."""

from dataclasses import replace
from itertools import count

import pytest

from edge.config import Line, LineCrossing
from edge.geometry import Point
from edge.rules.finding import Finding
from edge.rules.line_crossing import LineCrossingRule
from edge.rules.rule import Scene
from edge.tracking.track import TrackId
from tests.edge.rules.walks import box_at, scene, times, track, watch

# From the bottom up: its left is the picture's left, so `in` is to the right.
UPWARD = Line(start=(0.5, 0.9), end=(0.5, 0.3))


def rule(line: Line = UPWARD) -> LineCrossingRule:
    return LineCrossingRule(LineCrossing(line="door"), line=line, episodes=count(1))


def directions(feet: list[Point], *, line: Line = UPWARD) -> list[str]:
    scenes = [scene(track(foot, mono_s=i / 10), mono_s=i / 10) for i, foot in enumerate(feet)]
    return [finding.direction for finding in watch(rule(line), scenes)]


def across(*xs: float, y: float = 0.6) -> list[Point]:
    return [(x, y) for x in xs]


def test_from_left_to_right_is_in():
    assert directions(across(0.4, 0.45, 0.55, 0.6)) == ["in"]


def test_from_right_to_left_is_out():
    assert directions(across(0.6, 0.55, 0.45, 0.4)) == ["out"]


def test_the_direction_turns_with_the_line():
    downward = Line(start=UPWARD.end, end=UPWARD.start)
    assert directions(across(0.4, 0.6), line=downward) == ["out"]


def test_who_stops_on_the_line_and_goes_on_has_passed_once():
    assert directions(across(0.4, 0.5, 0.5, 0.5, 0.6)) == ["in"]


def test_who_stops_on_the_line_and_turns_back_has_not_passed():
    assert directions(across(0.4, 0.5, 0.5, 0.4)) == []


def test_who_dithers_on_the_line_has_not_passed():
    assert directions(across(0.4, *[0.5 + 0.004 * (-1) ** i for i in range(50)], 0.4)) == []


def test_who_dithers_on_the_line_and_goes_on_has_passed_once():
    assert directions(across(0.4, *[0.5 + 0.004 * (-1) ** i for i in range(50)], 0.6)) == ["in"]


def test_two_visits_are_two_passages_each_way():
    assert directions(across(0.4, 0.6, 0.4, 0.6, 0.4)) == ["in", "out", "in", "out"]


def test_who_walks_around_the_end_has_not_passed():
    around = [(0.4, 0.6), (0.45, 0.2), (0.55, 0.2), (0.6, 0.6)]
    assert directions(around) == []


def test_who_walks_around_the_end_and_back_through_the_line_has_left_once():
    around = [(0.4, 0.6), (0.45, 0.2), (0.55, 0.2), (0.6, 0.6), (0.4, 0.6)]
    assert directions(around) == ["out"]


def test_who_pauses_beside_the_end_on_the_line_drawn_longer_has_not_passed():
    assert directions([(0.4, 0.2), (0.5, 0.2), (0.6, 0.2)]) == []


def test_who_walks_along_the_line_has_not_passed():
    assert directions([(0.495, 0.9 - i / 20) for i in range(12)]) == []


@pytest.mark.parametrize("fps", [2, 5, 10, 30])
@pytest.mark.parametrize("speed", [0.05, 0.2, 0.5])
def test_each_walk_across_counts_once_at_any_speed_and_frame_rate(fps, speed):
    feet = [(0.1 + speed * t, 0.6) for t in times(0.8 / speed, fps=fps)]
    assert directions(feet) == ["in"]


def test_a_slanted_line_is_passed_by_who_walks_between_its_ends():
    slanted = Line(start=(0.2, 0.8), end=(0.8, 0.4))
    assert directions([(0.5, 0.2), (0.5, 0.9)], line=slanted) == ["in"]
    assert directions([(0.1, 0.2), (0.1, 0.99)], line=slanted) == []


def test_a_prediction_alone_does_not_carry_anyone_across():
    scenes = [scene(track((0.4, 0.6), mono_s=0.0), mono_s=0.0)]
    scenes += [
        scene(track((0.4 + t / 5, 0.6), mono_s=t, unseen_s=t), mono_s=t) for t in times(2.0)[1:]
    ]
    assert watch(rule(), scenes) == []


def test_a_passage_while_out_of_sight_counts_once_the_same_track_is_seen_twice():
    scenes = [
        scene(track((0.4, 0.6), mono_s=0.0), mono_s=0.0),
        scene(track((0.4, 0.6), mono_s=1.0, unseen_s=1.0), mono_s=1.0),
        scene(track((0.6, 0.6), mono_s=1.5), mono_s=1.5),
        scene(track((0.61, 0.6), mono_s=2.0), mono_s=2.0),
    ]
    assert [finding.mono_s for finding in watch(rule(), scenes)] == [2.0]
    assert watch(rule(), scenes[:3]) == []


def test_somebody_found_twice_at_one_spot_passes_once_and_two_in_single_file_twice():
    def both(behind: float) -> list[Finding]:
        scenes = []
        for i, t in enumerate(times(3)):
            x = 0.35 + 0.01 * i
            pair = track((x, 0.6), mono_s=t), track((x - behind, 0.6), mono_s=t, number=2)
            scenes.append(scene(*pair, mono_s=t))
        return watch(rule(), scenes)

    assert len(both(behind=0.005)) == 1
    assert len(both(behind=0.04)) == 2


def test_a_passage_before_confirmation_is_told_once_confirmed():
    scenes = [
        scene(track((x, 0.6), mono_s=t, confirmed=t > 0.25), mono_s=t)
        for t, x in [(0.0, 0.4), (0.1, 0.6), (0.2, 0.65), (0.3, 0.7)]
    ]
    assert [finding.mono_s for finding in watch(rule(), scenes)] == [0.3]


def test_what_is_never_confirmed_never_passes():
    scenes = [
        scene(track((x, 0.6), mono_s=i, confirmed=False), mono_s=i)
        for i, x in enumerate((0.4, 0.6, 0.4))
    ]
    assert watch(rule(), scenes) == []


def test_other_labels_do_not_count():
    scenes = [
        scene(track((x, 0.6), mono_s=i, label="bag"), mono_s=i) for i, x in enumerate((0.4, 0.6))
    ]
    assert watch(rule(), scenes) == []


def test_two_people_who_pass_together_count_twice():
    scenes = [
        scene(
            track((x, 0.5), mono_s=i, number=1), track((1 - x, 0.7), mono_s=i, number=2), mono_s=i
        )
        for i, x in enumerate((0.4, 0.6))
    ]
    findings = watch(rule(), scenes)
    assert sorted(finding.direction for finding in findings) == ["in", "out"]
    assert len({finding.episode for finding in findings}) == 2


def test_who_stands_on_the_line_and_trembles_by_a_third_of_his_breadth_does_not_pass():
    trembling = [0.5 + 0.02 * (-1) ** i for i in range(100)]
    assert directions(across(0.4, *trembling, 0.4)) == []
    assert directions(across(0.4, *trembling, 0.6)) == ["in"]


def test_who_stands_on_the_line_and_is_seen_beyond_it_for_a_moment_has_not_passed():
    drifting = [0.5] * 20 + [0.525] * 5 + [0.5] * 20
    assert directions(across(0.4, *drifting, 0.4)) == []
    assert directions(across(0.4, *drifting, 0.6)) == ["in"]


def test_who_stops_just_beyond_the_line_has_passed():
    assert directions(across(0.4, 0.5, *[0.525] * 9)) == ["in"]


def vanished(appears_s: float, *, pace: float = 0.1, back: bool = False) -> list[Scene]:
    """One walks to the line at two looks a second, is lost before it; another number is beyond."""
    before = [scene(track((0.3 + pace * t, 0.6), mono_s=t), mono_s=t) for t in (0.0, 0.5, 1.0)]
    nobody = [scene(mono_s=t) for t in times(appears_s - 0.5, fps=2, start_s=1.5)]
    start = 0.3 + pace * appears_s
    way = -pace if back else pace
    after = [
        scene(track((start + way * t, 0.6), mono_s=appears_s + t, number=2), mono_s=appears_s + t)
        for t in (0.0, 0.5, 1.0)
    ]
    return [*before, *nobody, *after]


def test_who_vanishes_before_the_line_and_goes_on_beyond_it_under_another_number_has_passed():
    findings = watch(rule(), vanished(3.0))
    assert [finding.direction for finding in findings] == ["in"]


def test_who_comes_the_other_way_is_not_who_vanished():
    assert watch(rule(), vanished(3.0, back=True)) == []


def test_who_appears_long_after_somebody_vanished_is_somebody_else():
    assert watch(rule(), vanished(5.5, pace=0.06)) == []


def test_two_who_appear_do_not_both_go_on_for_one_who_vanished():
    scenes = vanished(3.0)
    doubled = [
        scene(
            *s.tracks,
            *(
                replace(t, id=TrackId(3), box=box_at((t.box.foot[0], 0.62)))
                for t in s.tracks
                if t.id == 2
            ),
            mono_s=s.mono_s,
        )
        for s in scenes
    ]
    assert len(watch(rule(), doubled)) == 1
