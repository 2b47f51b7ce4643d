"""Who is who from frame to frame, at any frame rate."""

import numpy as np
import pytest

from edge.label import LABELS
from edge.perception.detector import NOTHING, Detections
from edge.perception.labels import to_labels
from edge.tracking.tracker import Tracker
from tests.edge.tracking.scenes import HEIGHT, numbers, person, run, seen

RATES = [2, 5, 10, 30]
# Numbers of car, bus and truck among COCO's 80 classes.
CAR, BUS, TRUCK = 2, 5, 7


@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize("speed", [0.0, 0.05, 0.15, 0.25])
def test_a_walker_keeps_his_number_at_any_frame_rate(fps, speed):
    # 0.25 of the picture is 1.25 body heights a second: somebody who runs.
    history = run(Tracker(), lambda t: seen(person(0.1 + speed * t)), 3.0, fps=fps)
    assert len(numbers(history)) == 1
    assert all(len(tracks) == 1 for tracks in history)


def test_a_walker_keeps_his_number_while_the_frame_rate_varies():
    tracker, moments = Tracker(), np.cumsum([0.033, 0.5, 0.1, 0.04, 0.4, 0.3, 0.05, 0.6, 0.1])
    history = [tracker.update(seen(person(0.1 + 0.2 * t)), mono_s=t) for t in moments]
    assert len(numbers(history)) == 1


@pytest.mark.parametrize("fps", RATES)
def test_a_person_is_confirmed_within_a_second(fps):
    history = run(Tracker(), lambda _: seen(person(0.5)), 1.0, fps=fps)
    assert not history[0][0].confirmed
    assert history[-1][0].confirmed


def test_a_single_false_box_is_never_confirmed_and_soon_gone():
    history = run(Tracker(), lambda t: seen(person(0.5)) if t == 0 else NOTHING, 2.0)
    assert not any(track.confirmed for tracks in history for track in tracks)
    assert history[-1] == ()


def test_a_weak_box_begins_nothing():
    assert not numbers(run(Tracker(), lambda _: seen(person(0.5, score=0.39)), 3.0))


def test_a_person_whose_score_dips_is_carried_through():
    def dip(t: float) -> Detections:
        strong = t < 1 or round(t * 10) % 3 == 0
        return seen(person(0.1 + 0.05 * t, score=0.6 if strong else 0.22))

    history = run(Tracker(), dip, 12.0)
    assert len(numbers(history)) == 1
    assert all(tracks[0].seen_mono_s == i / 10 for i, tracks in enumerate(history))


def test_a_walker_is_followed_through_weak_boxes_at_two_looks_a_second():
    def dip(t: float) -> Detections:
        # He quickens his pace by half as he begins to score weakly.
        pace = 0.1 if t < 2.0 else 0.16
        return seen(person(0.3 + pace * (t - 2.0), score=0.6 if t < 2.0 else 0.25))

    history = run(Tracker(), dip, 4.0, fps=2)
    assert len(numbers(history)) == 1
    assert all(tracks[0].seen_mono_s == i / 2 for i, tracks in enumerate(history))


def test_weak_boxes_alone_carry_nobody_for_ever():
    history = run(Tracker(), lambda t: seen(person(0.5, score=0.6 if t < 1 else 0.25)), 10.0)
    assert history[50]
    assert not history[-1]


def test_what_scores_poorly_and_never_moves_is_not_believed():
    history = run(Tracker(), lambda _: seen(person(0.5, score=0.43)), 10.0)
    assert not any(tracks[0].confirmed for tracks in history)


def test_what_scores_poorly_but_moves_is_believed():
    history = run(Tracker(), lambda t: seen(person(0.1 + 0.08 * t, score=0.43)), 3.0)
    assert history[-1][0].confirmed


@pytest.mark.parametrize("fps", RATES)
def test_a_walker_hidden_for_a_second_keeps_his_number(fps):
    def path(t: float) -> Detections:
        return NOTHING if 1.5 < t < 2.5 else seen(person(0.1 + 0.15 * t))

    history = run(Tracker(), path, 5.0, fps=fps)
    assert len(numbers(history)) == 1


def test_while_hidden_a_track_says_since_when_and_moves_on():
    tracker = Tracker()
    run(tracker, lambda t: seen(person(0.1 + 0.15 * t)), 2.0)
    (hidden,) = tracker.update(NOTHING, mono_s=2.3)
    assert hidden.seen_mono_s == 2.0
    assert hidden.confirmed
    assert hidden.box.centre[0] == pytest.approx(0.1 + 0.15 * 2.3, abs=0.03)


def test_a_lost_track_ends_and_its_number_is_not_used_again():
    tracker = Tracker()
    before = run(tracker, lambda _: seen(person(0.5)), 1.0)
    assert run(tracker, lambda _: NOTHING, 4.0, start_s=1.1)[-1] == ()
    after = run(tracker, lambda _: seen(person(0.5)), 5.0, start_s=4.1)
    assert not numbers(before) & numbers(after)


def test_a_gap_of_minutes_between_frames_ends_all_tracks():
    tracker = Tracker()
    before = run(tracker, lambda _: seen(person(0.5)), 1.0)
    (after,) = tracker.update(seen(person(0.5)), mono_s=300.0)
    assert after.id not in numbers(before)


@pytest.mark.parametrize(("dx", "dy"), [(0.25, 0), (-0.25, 0), (0, 0.3), (0, -0.3)])
def test_who_leaves_the_picture_leaves_no_ghost(dx, dy):
    def path(t: float) -> Detections:
        x, y = 0.5 + dx * t, 0.5 + dy * t
        left, top, right, bottom, score = person(x, y)
        visible = right - left > 0.01 and bottom - top > 0.03
        return seen((left, top, right, bottom, score)) if visible else NOTHING

    tracker = Tracker()
    history = run(tracker, path, 4.0)
    last_seen = max(track.seen_mono_s for tracks in history for track in tracks)
    alive_until = max(i / 10 for i, tracks in enumerate(history) if tracks)
    assert alive_until - last_seen <= 0.7


def test_who_stands_at_the_edge_is_not_taken_for_gone():
    tracker = Tracker()
    run(tracker, lambda _: seen(person(0.01)), 2.0)
    history = run(tracker, lambda t: seen(person(0.01)) if t > 3.4 else NOTHING, 4.0, start_s=2.1)
    assert numbers(history) == {1}


@pytest.mark.parametrize("fps", [5, 10, 30])
def test_two_who_meet_and_pass_keep_their_numbers(fps):
    def path(t: float) -> Detections:
        return seen(person(0.2 + 0.15 * t, 0.55), person(0.8 - 0.15 * t, 0.65, score=0.8))

    history = run(Tracker(), path, 4.0, fps=fps)
    starts = {track.id: track.box.centre for track in history[0]}
    ends = {track.id: track.box.centre for track in history[-1]}
    assert starts.keys() == ends.keys()
    assert all((starts[n][0] < 0.5) == (ends[n][0] > 0.5) for n in starts)


def test_two_who_walk_side_by_side_keep_their_numbers_while_one_dips():
    def path(t: float) -> Detections:
        x = 0.1 + 0.1 * t
        return seen(person(x, score=0.25 if 1 < t < 2 else 0.6), person(x + 0.07))

    history = run(Tracker(), path, 4.0)
    assert numbers(history) == {1, 2}


def test_different_things_in_one_place_have_their_own_tracks():
    def both(t: float) -> Detections:
        people, bicycles = seen(person(0.1 + 0.1 * t)), seen(person(0.1 + 0.1 * t), label="bicycle")
        return Detections(
            boxes=np.concatenate([people.boxes, bicycles.boxes]),
            scores=np.concatenate([people.scores, bicycles.scores]),
            labels=np.concatenate([people.labels, bicycles.labels]),
        )

    history = run(Tracker(), both, 3.0)
    assert {(track.id, track.label) for tracks in history for track in tracks} == {
        (1, "person"),
        (2, "bicycle"),
    }


def test_what_is_now_called_a_car_now_a_bus_and_now_a_truck_is_one_thing():
    kinds = to_labels(np.array([CAR, TRUCK, BUS, TRUCK, CAR]), "coco80")

    def drive(t: float) -> Detections:
        label = LABELS[kinds[round(t * 10) % len(kinds)]]
        return seen((0.1 + 0.1 * t, 0.5, 0.3 + 0.1 * t, 0.7, 0.7), label=label)

    history = run(Tracker(), drive, 3.0)
    assert numbers(history) == {1}
    assert {track.label for tracks in history for track in tracks} == {"vehicle"}


def test_a_person_never_goes_on_as_the_car_he_got_into():
    def path(t: float) -> Detections:
        box = person(0.5)
        return seen(box, label="person" if t < 1.5 else "vehicle")

    history = run(Tracker(), path, 3.0)
    labels = {track.id: track.label for tracks in history for track in tracks}
    assert labels == {1: "person", 2: "vehicle"}


def test_a_person_cut_in_half_by_a_wall_keeps_his_number():
    def path(t: float) -> Detections:
        left, top, right, bottom, score = person(0.1 + 0.1 * t)
        return seen((left, top, right, bottom - (HEIGHT / 2.2 if t > 1.5 else 0), score))

    assert numbers(run(Tracker(), path, 3.0)) == {1}


def beside(pillar: tuple[float, float], x: float) -> Detections:
    """What shows of a person at x beside a pillar from one x to another."""
    left, top, right, bottom, score = person(x)
    if left < pillar[0]:
        right = min(right, pillar[0])
    elif right > pillar[1]:
        left = max(left, pillar[1])
    covered = pillar[0] <= left and right <= pillar[1]
    return NOTHING if covered or right - left < 0.01 else seen((left, top, right, bottom, score))


@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize("width", [0.1, 0.18, 0.22])
def test_who_slides_behind_a_pillar_and_out_again_keeps_his_number(fps, width):
    pillar = (0.4, 0.4 + width)
    history = run(Tracker(), lambda t: beside(pillar, 0.1 + 0.15 * t), 5.5, fps=fps)
    assert numbers(history) == {1}


def test_who_turns_back_behind_a_pillar_is_not_taken_for_one_who_went_on():
    def path(t: float) -> Detections:
        return beside((0.4, 0.6), 0.1 + 0.15 * t if t < 2.4 else 0.46 - 0.15 * (t - 2.4))

    assert numbers(run(Tracker(), path, 4.5)) == {1}


def test_one_who_stands_still_is_not_taken_away_by_one_who_passes_in_front():
    def path(t: float) -> Detections:
        x = 0.1 + 0.15 * t
        front = person(x, 0.65, size=1.3)
        hidden = abs(x - 0.5) < 0.05
        return seen(front) if hidden else seen(front, person(0.5))

    history = run(Tracker(), path, 5.0)
    standing = {track.id for track in history[0] if track.box.centre[0] > 0.4}
    assert {track.id for track in history[-1] if track.box.centre[0] < 0.6} == standing
    assert len(numbers(history)) == 2


@pytest.mark.parametrize("step_s", [0.0, -1.0, -1e6])
def test_time_that_stands_still_or_goes_back_changes_nothing_and_breaks_nothing(step_s):
    tracker = Tracker()
    run(tracker, lambda t: seen(person(0.3 + 0.1 * t)), 2.0)
    for i in range(1, 4):
        (track,) = tracker.update(seen(person(0.5)), mono_s=2.0 + i * step_s)
        assert track.id == 1
        assert np.isfinite(track.box.centre).all()


def test_boxes_that_are_not_finite_do_not_stay():
    tracker = Tracker()
    nan = np.full((1, 4), np.nan, np.float32)
    bad = Detections(boxes=nan, scores=np.ones(1, np.float32), labels=np.zeros(1, np.int64))
    tracker.update(bad, mono_s=0.0)
    history = run(tracker, lambda _: seen(person(0.5)), 1.0, start_s=0.1)
    assert len(history[-1]) == 1


def test_boxes_without_area_break_nothing():
    dot = seen((0.5, 0.5, 0.5, 0.5, 0.9))
    run(Tracker(), lambda _: dot, 1.0)


def test_every_box_lies_in_the_picture_even_a_predicted_one():
    tracker = Tracker()
    run(tracker, lambda t: seen(person(0.7 + 0.15 * t)), 1.5)
    for tenth in range(1, 20):
        for track in tracker.update(NOTHING, mono_s=1.5 + tenth / 10):
            box = track.box
            assert 0 <= box.x_min <= box.x_max <= 1
            assert 0 <= box.y_min <= box.y_max <= 1


def test_a_crowd_that_stands_still_keeps_its_numbers():
    spots = [person(0.05 + 0.09 * i, 0.2 + 0.2 * j) for i in range(10) for j in range(4)]
    rng = np.random.default_rng(3)

    def trembling(_: float) -> Detections:
        boxes = np.array(spots) + np.pad(rng.normal(0, 0.003, (len(spots), 4)), ((0, 0), (0, 1)))
        return seen(*map(tuple, boxes))

    history = run(Tracker(), trembling, 3.0)
    assert len(numbers(history)) == len(spots)
