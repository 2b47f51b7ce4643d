"""Pictures that may not be seen: what becomes of them on their way, and when they may be again."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge.config import Config, parse_config
from edge.loop.judges import Bench
from edge.loop.last_view import LastView, ViewKeeper, since_then
from edge.loop.look import Look
from edge.loop.pipeline import Pipeline
from edge.perception.attention import EVERYTHING, Attention
from edge.perception.detector import Detections
from edge.perception.frame import Frame
from edge.perception.sight import Sight
from edge.privacy.mask import FILL, WORDS, Masker
from edge.terms import Cause
from tests.edge.perception.views import ELSEWHERE, STREET, WINDOW, lit, out_of_focus
from tests.edge.perception.walking import HEIGHT, WIDTH, taken
from tests.edge.white_people import NoFaces, WhitePeople

FPS = 5
UTC_S = 1_800_000_000.0
RULES = """
version: 1
zones: {all: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}
lines: {middle: {from: [0.5, 0], to: [0.5, 1]}}
counts: {window_s: 10}
rules:
  - {rule: restricted_zone, zone: all, min_dwell_s: 0}
  - {rule: line_crossing, line: middle}
"""
CORNERS = [list(corner) for corner in WINDOW]
AREAS = f"version: 1\nprivacy: {{areas: {{window: {{polygon: {CORNERS}}}}}}}\n"
WRONG = {
    "dark": lit(STREET, 0.1),
    "glare": lit(STREET, 6) + 60,
    "blurred": out_of_focus(STREET, 8),
    "covered": np.full_like(STREET, 70),
    "light": lit(STREET, 1.6),
}


class Post:
    """A camera before the street. It keeps what it must not forget in folder."""

    def __init__(
        self, config: str = "version: 1", folder: Path | None = None, **parts: Any
    ) -> None:
        self._bench = Bench(random_bytes=os.urandom)
        self._last = None if folder is None else LastView(folder / "view.json")
        judges = self._bench.build(parse_config(config.encode()))
        view = self._last and since_then(self._last.load(), judges.version)
        sight = Sight() if view is None else Sight(edges=view.edges, moved="moved" in view.causes)
        self._keeper = self._last and ViewKeeper(self._last)
        self.pipeline = Pipeline(
            judges=judges,
            sight=sight,
            remembered=() if view is None else view.causes,
            **{
                "objects": WhitePeople(),
                "faces": NoFaces(),
                "masker": Masker(),
                "attention": Attention(),
                **parts,
            },
        )
        self.taken = 0

    def look(
        self, light: np.ndarray = STREET, *, person_at: float | None = None, utc: bool = True
    ) -> Look:
        self.taken += 1
        at_s = self.taken / FPS
        pixels = taken(light, moment=self.taken)
        np.minimum(pixels, 254, out=pixels)
        if person_at is not None:
            left = round(person_at * WIDTH)
            pixels[200:290, left : left + 30] = 255
        look = self.pipeline.look(Frame(pixels, mono_s=at_s, utc_s=UTC_S + at_s if utc else None))
        if self._keeper is not None:
            self._keeper.follow(
                version=self.pipeline.judges.version,
                causes=self.pipeline.causes,
                edges=lambda: self.pipeline.edges,
                now_s=at_s,
            )
        return look

    def watch(self, light: np.ndarray = STREET, *, for_s: float, **what: Any) -> list[Look]:
        return [self.look(light, **what) for _ in range(round(for_s * FPS))]

    def configure(self, config: str) -> None:
        judges = self._bench.build(parse_config(config.encode()), self.pipeline.judges)
        self.pipeline.reconfigure(judges)


def causes(looks: list[Look]) -> list[Cause | None]:
    assert all(view.cause == look.cause for look in looks for view in look.views)
    assert all(view.masked.whole == (view.cause is not None) for k in looks for view in k.views)
    return [look.cause for look in looks]


# -- the picture itself


@pytest.mark.parametrize("cause", sorted(WRONG))
def test_a_picture_in_which_nobody_could_be_found_is_masked_whole_at_once(cause: Cause) -> None:
    post = Post()
    assert causes(post.watch(for_s=3)) == [None] * 15
    look = post.look(WRONG[cause])
    assert look.cause == cause
    assert set(np.unique(look.views[0].masked.pixels)) <= {FILL, WORDS}


@pytest.mark.parametrize("cause", sorted(set(WRONG) - {"light"}))
def test_it_opens_with_a_complete_look_a_second_after_the_picture_is_good_again(
    cause: Cause,
) -> None:
    post = Post()
    post.watch(for_s=3)
    assert set(causes(post.watch(WRONG[cause], for_s=4))) == {cause}
    looks = post.watch(for_s=4)
    told = causes(looks)
    opened = told.index(None)
    assert opened >= FPS
    assert looks[opened].effort == EVERYTHING
    assert told[opened:] == [None] * (len(told) - opened)


def test_a_lamp_that_is_switched_masks_for_a_second_and_a_look() -> None:
    post = Post()
    post.watch(for_s=3)
    told = causes(post.watch(WRONG["light"], for_s=3))
    assert told == ["light"] * (FPS + 1) + [None] * (2 * FPS - 1)


def test_a_detector_that_fails_when_the_picture_is_good_again_keeps_it_closed() -> None:
    objects = WhitePeople()
    post = Post(objects=objects)
    post.watch(for_s=3)
    post.watch(WRONG["covered"], for_s=2)
    objects.broken = True
    assert None not in causes(post.watch(for_s=4))
    objects.broken = False
    assert causes(post.watch(for_s=2))[FPS + 1] is None


# -- what is judged meanwhile


def test_in_dim_light_rules_go_on_and_counts_are_withheld() -> None:
    post = Post(RULES)
    post.watch(for_s=3)
    looks = [post.look(WRONG["dark"], person_at=0.2 + i / 200) for i in range(100)]
    assert {look.cause for look in looks} == {"dark"}
    kinds = {type(event).__name__ for look in looks for event in look.events}
    assert kinds == {"RestrictedZoneEvent", "LineCrossingEvent"}
    counts = [count for look in post.watch(for_s=15) for count in look.counts]
    assert counts
    assert counts[0].count_in is None


def test_behind_a_covered_lens_nobody_judges() -> None:
    post = Post(RULES)
    post.watch(for_s=12)
    looks = [post.look(WRONG["covered"], person_at=0.2 + i / 200) for i in range(50)]
    assert all(look.cause is not None for look in looks)
    assert [look.events for look in looks if look.events] == []


def test_a_flash_costs_a_window_nothing_that_was_seen() -> None:
    post = Post(RULES)
    post.watch(for_s=12)
    walk = [post.look(person_at=0.40 + i / 60) for i in range(12)]
    walk += [post.look(lit(STREET, 1.5), person_at=0.60 + i / 60) for i in range(4)]
    assert walk[-1].cause == "light"
    looks = walk + post.watch(lit(STREET, 1.5), for_s=14)
    counts = [count for look in looks for count in look.counts]
    assert sum((count.count_in or 0) + (count.count_out or 0) for count in counts) == 1


# -- configuration and clock

NIGHT = RULES.replace("min_dwell_s: 0", "schedule: [{from: '00:00', to: '24:00'}]").replace(
    "24:00", "23:59"
)


def test_a_schedule_without_a_clock_masks_whole_and_rules_without_one_go_on() -> None:
    post = Post(NIGHT)
    looks = [post.look(person_at=0.3 + i / 100, utc=False) for i in range(40)]
    assert set(causes(looks)) == {"clock"}
    kinds = {type(event).__name__ for look in looks for event in look.events}
    assert kinds == {"LineCrossingEvent"}
    told = causes(post.watch(for_s=3))
    assert told[FPS + 1 :] == [None] * (len(told) - FPS - 1)


def test_without_a_schedule_nobody_needs_a_clock() -> None:
    assert set(causes(Post(RULES).watch(for_s=2, utc=False))) == {None}


def test_an_area_is_burnt_before_any_model_looks_and_from_the_moment_it_is_configured() -> None:
    objects = WhitePeople()
    post = Post(objects=objects)
    post.watch(for_s=2)
    left = WINDOW[0][0] * WIDTH
    place = f"[[{left / WIDTH - 0.1}, 0.5], [{left / WIDTH + 0.2}, 0.5], [0.9, 0.9], [0.6, 0.9]]"
    post.configure(f"version: 2\nprivacy: {{areas: {{door: {{polygon: {place}}}}}}}")
    looks = [post.look(person_at=0.7) for _ in range(20)]
    assert [look.tracks for look in looks if look.tracks] == []
    assert (looks[-1].views[0].masked.pixels[210:280, 450:475] == FILL).all()


def test_strict_takes_effect_with_the_next_frame() -> None:
    post = Post()
    post.watch(for_s=2, person_at=0.3)
    feet = slice(280, 288), slice(round(0.3 * WIDTH), round(0.3 * WIDTH) + 30)
    assert (post.look(person_at=0.3).views[0].masked.pixels[feet] == 255).all()
    post.configure("version: 2\nprivacy: {strict: true}")
    post.watch(for_s=1, person_at=0.3)
    assert (post.look(person_at=0.3).views[0].masked.pixels[feet] == FILL).all()


# -- answers of another moment


class Late(WhitePeople):
    """Answers for a frame that was taken so much earlier."""

    age_s = 0.0

    def detect(self, frame: Frame) -> Detections:
        return replace(super().detect(frame), mono_s=frame.mono_s - self.age_s)


@pytest.mark.parametrize(("age_s", "cause"), [(0.2, None), (0.4, "stale"), (-0.1, "stale")])
def test_an_answer_for_another_moment_masks_whole(age_s: float, cause: Cause | None) -> None:
    objects = Late()
    post = Post(objects=objects)
    assert causes(post.watch(for_s=1)) == [None] * FPS
    objects.age_s = age_s
    assert causes(post.watch(for_s=4, person_at=0.5))[-1] == cause
    objects.age_s = 0.0
    assert causes(post.watch(for_s=2))[-1] is None


# -- another view, and a restart


def test_with_areas_another_view_stays_masked_until_a_new_configuration() -> None:
    post = Post(AREAS)
    assert set(causes(post.watch(for_s=12))) == {None}
    assert set(causes(post.watch(ELSEWHERE, for_s=20))) == {"moved"}
    post.configure(AREAS.replace("version: 1", "version: 2"))
    assert causes(post.watch(ELSEWHERE, for_s=3))[-1] is None


@pytest.mark.parametrize("lived_s", [0.2, 1, 5])
def test_a_kill_after_the_camera_was_turned_does_not_open_the_picture(
    tmp_path: Path, lived_s: float
) -> None:
    Post(AREAS, tmp_path).watch(for_s=15)
    for _ in range(3):
        post = Post(AREAS, tmp_path)
        assert set(causes(post.watch(ELSEWHERE, for_s=lived_s))) == {"moved"}
    assert set(causes(Post(AREAS, tmp_path).watch(ELSEWHERE, for_s=30))) == {"moved"}
    told = causes(Post(AREAS, tmp_path).watch(for_s=4))
    assert (told[0], told[-1]) == ("moved", None)


def test_a_kill_while_the_view_cannot_be_seen_does_not_forget_that_it_was_lost(
    tmp_path: Path,
) -> None:
    post = Post(AREAS, tmp_path)
    post.watch(for_s=15)
    post.watch(ELSEWHERE, for_s=1)
    again = Post(AREAS, tmp_path)
    assert set(causes(again.watch(lit(ELSEWHERE, 0.05), for_s=5))) == {"dark"}
    assert "moved" in again.pipeline.causes
    last = Post(AREAS, tmp_path)
    assert None not in causes(last.watch(ELSEWHERE, for_s=5))


def test_a_damaged_memory_keeps_a_picture_with_areas_closed_until_somebody_configures(
    tmp_path: Path,
) -> None:
    Post(AREAS, tmp_path).watch(for_s=15)
    (tmp_path / "view.json").write_bytes(b"\0\0\0")
    assert set(causes(Post(AREAS, tmp_path).watch(for_s=10))) == {"moved"}
    post = Post(AREAS, tmp_path)
    assert set(causes(post.watch(for_s=1))) == {"moved"}
    post.configure(AREAS.replace("version: 1", "version: 2"))
    assert causes(post.watch(for_s=3))[-1] is None


def test_a_damaged_memory_without_areas_opens_once_the_view_has_stayed(tmp_path: Path) -> None:
    (tmp_path / "view.json").write_bytes(b"\0\0\0")
    told = causes(Post("version: 1", tmp_path).watch(for_s=8))
    assert (told[0], told[-1]) == ("moved", None)


def test_a_configuration_that_came_while_it_was_off_takes_the_view_as_it_is(tmp_path: Path) -> None:
    Post(AREAS, tmp_path).watch(for_s=15)
    newer = AREAS.replace("version: 1", "version: 2")
    assert causes(Post(newer, tmp_path).watch(ELSEWHERE, for_s=3))[-1] is None


def test_a_pipeline_without_sight_takes_every_picture_to_be_good() -> None:
    judges = Bench(random_bytes=os.urandom).build(Config(version=1))
    pipeline = Pipeline(objects=WhitePeople(), faces=NoFaces(), masker=Masker(), judges=judges)
    assert pipeline.look(Frame(np.zeros((HEIGHT, WIDTH, 3), np.uint8), mono_s=0.0)).cause is None
