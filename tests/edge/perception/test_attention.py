"""The models look where something is new, and rest where nothing is."""

from collections.abc import Iterator

import numpy as np
import pytest

from edge.geometry import Boxes
from edge.perception.attention import (
    FACES_S,
    LOOK_S,
    NEW_S,
    REFRESH_FACES_S,
    REFRESH_S,
    Attention,
    Effort,
)
from edge.perception.motion import Motion, Stir

WIDTH, HEIGHT = 320, 240
SQUARE = 40
NOBODY: Boxes = np.empty((0, 4), np.float32)
EVERYTHING, NOTHING = Effort(objects=True, faces=True), Effort(objects=False, faces=False)
STREET = np.random.default_rng(3).integers(60, 180, (HEIGHT, WIDTH, 3), np.uint8)


def picture(square_at_px: int | None = None):
    pixels = STREET.copy()
    if square_at_px is not None:
        pixels[100 : 100 + SQUARE, square_at_px : square_at_px + SQUARE] = 250
    return pixels


def box(square_at_px: int) -> Boxes:
    corners = [square_at_px, 100, square_at_px + SQUARE, 100 + SQUARE]
    return np.array([corners], np.float32) / [WIDTH, HEIGHT, WIDTH, HEIGHT]


def place(at_s: float) -> int:
    return int(abs((60 * at_s + 200) % 400 - 200))


class Watch:
    """One attention over one camera; seconds count from its first frame."""

    def __init__(self, fps: float = 10.0) -> None:
        self.fps = fps
        self.attention = Attention()
        self._motion = Motion()
        self._number = 0

    def see(self, pixels, known: Boxes = NOBODY, *, stretch: float = 1.0, **told: float) -> Effort:
        """known, told: what a look, if this frame gets one, comes to know."""
        stir = self._motion.look(pixels, mono_s=self._number / self.fps)
        self._number += 1
        effort = self.attention.plan(stir, stretch=stretch)
        if effort.objects:
            self.attention.saw(known, **told)
        return effort

    def rest(self, seconds: float) -> list[Effort]:
        return [self.see(picture()) for _ in range(round(seconds * self.fps))]

    def walk(self, seconds: float, *, is_known: bool, stretch: float = 1.0) -> Iterator[Effort]:
        """A square goes from left to right at 60 px a second, and back again.

        Known is where it is, will be until the next look, and was at the last looks.
        """
        for number in range(round(seconds * self.fps)):
            around_s = (-0.4, -0.2, 0.0, 0.2, 0.4, 0.8)
            known = [box(place(number / self.fps + past_s)) for past_s in around_s]
            at_px = place(number / self.fps)
            yield self.see(
                picture(at_px), np.concatenate(known) if is_known else NOBODY, stretch=stretch
            )


def looks(efforts) -> int:
    return sum(effort.objects for effort in efforts)


def face_looks(efforts) -> int:
    return sum(effort.faces for effort in efforts)


def test_the_first_frame_is_looked_at_by_all_models():
    assert Watch().see(picture()) == EVERYTHING


@pytest.mark.parametrize("fps", [2, 10, 30])
def test_where_nothing_stirs_the_models_rest(fps):
    watch = Watch(fps)
    watch.rest(3)
    efforts = watch.rest(60)
    assert looks(efforts) == pytest.approx(60 / REFRESH_S, abs=2)
    assert face_looks(efforts) == pytest.approx(60 / REFRESH_FACES_S, abs=1)


def test_who_comes_in_is_looked_at_in_the_very_frame():
    watch = Watch()
    watch.rest(5)
    assert watch.see(picture(100)) == EVERYTHING


@pytest.mark.parametrize("fps", [10, 12.5, 15, 30])
def test_who_is_known_and_walks_is_looked_at_at_the_same_rate_whatever_the_frames(fps):
    watch = Watch(fps)
    efforts = list(watch.walk(30, is_known=True))
    assert 0.95 <= looks(efforts) / (30 / LOOK_S) <= 1.25
    assert 0.95 <= face_looks(efforts) / (30 / FACES_S) <= 1.25


def test_what_moves_but_is_nobody_soon_costs_no_more_than_somebody():
    watch = Watch(30)
    watch.rest(1)
    efforts = list(watch.walk(20, is_known=False))
    assert looks(efforts[:10]) >= 2
    assert looks(efforts[30:]) <= 1.2 * 19 / LOOK_S


def test_what_is_new_again_is_looked_at_at_once_again():
    watch = Watch(30)
    list(watch.walk(5, is_known=False))
    watch.rest(3)
    efforts = list(watch.walk(2 * NEW_S, is_known=False))
    assert efforts[0] == EVERYTHING
    assert looks(efforts) >= 2


def test_a_tired_board_looks_more_rarely_at_who_is_known():
    efforts = list(Watch(30).walk(30, is_known=True, stretch=3.0))
    assert looks(efforts) <= 1.3 * 30 / (3 * LOOK_S)


def test_a_tired_board_looks_at_once_at_who_is_new():
    watch = Watch()
    for _ in range(20):
        watch.see(picture(), stretch=3.0)
    assert watch.see(picture(100), stretch=3.0) == EVERYTHING


def test_after_a_failure_nothing_is_taken_for_granted():
    watch = Watch()
    watch.rest(5)
    watch.attention.forget()
    assert watch.see(picture()) == EVERYTHING


def test_who_stopped_since_the_last_look_is_looked_at_once_more():
    watch = Watch()
    list(watch.walk(1.1, is_known=True))
    stopped = [watch.see(picture(66), box(66)) for _ in range(10)]
    assert looks(stopped) >= 1
    assert face_looks(stopped) >= 1


def test_who_was_found_and_runs_on_is_looked_at_at_once_again():
    watch = Watch(10)
    watch.rest(3)
    run = (80, 140, 200, 260)
    known = [np.concatenate([box(x) for x in run[: count + 1]]) for count in range(4)]
    assert all(watch.see(picture(x), there).objects for x, there in zip(run, known, strict=True))


def test_the_fast_are_looked_at_more_often():
    everywhere = np.array([[0, 0, 1, 1]], np.float32)
    looks = 0
    watch = Watch(30)
    for number in range(90):
        at_px = place(number / 30)
        looks += watch.see(picture(at_px), everywhere, widths_per_s=8.0).objects
    assert 20 <= looks <= 30


def test_who_is_not_yet_certain_is_looked_at_although_nothing_stirs():
    watch = Watch()
    watch.see(picture(), curious_until_s=1.0)
    efforts = [watch.see(picture(), curious_until_s=1.0) for _ in range(30)]
    assert looks(efforts[:10]) >= 3
    assert looks(efforts[15:]) <= 1


@pytest.mark.parametrize("fps", [8, 10, 12, 15])
@pytest.mark.parametrize("stops_s", np.arange(1.5, 4.5, 0.1).round(1).tolist())
def test_what_has_stirred_last_is_looked_at_soon_and_before_anything_rests(fps, stops_s):
    everywhere = np.array([[0, 0, 1, 1]], np.float32)
    attention, looked_s, stirred_s = Attention(), 0.0, 0.0
    for i in range(int((stops_s + 1) * fps)):
        now_s = i / fps
        stirred_s = now_s if now_s <= stops_s else stirred_s
        stir = Stir(mono_s=now_s, whole=i == 0, stirred_s=np.full((24, 32), stirred_s))
        effort = attention.plan(stir)
        if effort.objects:
            looked_s = now_s
            # Somebody is not yet certain now and then: looks get out of step.
            attention.saw(everywhere, widths_per_s=6.0 if i % 7 == 0 else 0.0)
    assert looked_s >= stirred_s
