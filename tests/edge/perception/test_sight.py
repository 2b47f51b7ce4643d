"""Pictures that tell of themselves that nobody could be found in them."""

import pickle
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from edge.geometry import no_boxes
from edge.perception.motion import Motion
from edge.perception.sight import Sight
from tests.edge.perception.views import ELSEWHERE, STREET, WINDOW, lit, out_of_focus
from tests.edge.perception.walking import CLOTHES, HEIGHT, WIDTH, taken, texture

FPS = 5


class Post:
    """A camera that sees what it is shown. learns: whether people are known meanwhile."""

    def __init__(self, sight: Sight | None = None) -> None:
        self.sight = Sight() if sight is None else sight
        self._motion = Motion()
        self._shown = 0

    def see(self, light: np.ndarray, *, noise: float = 2.0) -> set[str]:
        self._shown += 1
        at_s = self._shown / FPS
        picture = taken(light, moment=self._shown, noise=noise)
        self._motion.look(picture, mono_s=at_s)
        causes = self.sight.look(self._motion.luma, self._motion.gain, mono_s=at_s)
        if not causes:
            self.sight.learn(no_boxes(), mono_s=at_s)
        return causes

    def watch(self, light: np.ndarray, *, for_s: float, noise: float = 2.0) -> list[set[str]]:
        return [self.see(light, noise=noise) for _ in range(round(for_s * FPS))]


@pytest.fixture
def post() -> Post:
    """A camera that has looked at the street for a while."""
    post = Post()
    assert not any(post.watch(STREET, for_s=12))
    return post


def lamp(light: np.ndarray) -> np.ndarray:
    """The dark, but for a tenth of the picture."""
    seen = light * 0.15
    seen[200:300, 100:330] = light[200:300, 100:330]
    return seen


def white_sky(light: np.ndarray) -> np.ndarray:
    seen = light.copy()
    seen[: HEIGHT // 2] = 255
    return seen


def shade(light: np.ndarray) -> np.ndarray:
    """Half of it in the shade of a house."""
    seen = light.copy()
    seen[:, WIDTH // 2 :] *= 0.5
    return seen


def crowd(light: np.ndarray) -> np.ndarray:
    """People side by side all across the lower half of the picture."""
    seen = light.copy()
    for column in range(16):
        seen[190:350, 40 * column : 40 * column + 36] = cv2.resize(CLOTHES, (36, 160))
    return seen


def fog(light: np.ndarray) -> np.ndarray:
    return light * 0.4 + 110


# -- what nobody can be found in


@pytest.mark.parametrize(
    ("spoilt", "cause"),
    [
        (lambda: lit(STREET, 0.15), "dark"),
        (lambda: lit(STREET, 0.02), "dark"),
        (lambda: lit(STREET, 6) + 60, "glare"),
        (lambda: out_of_focus(STREET, 6), "blurred"),
        (lambda: out_of_focus(STREET, 14), "blurred"),
        (lambda: np.full_like(STREET, 70), "covered"),
        (lambda: STREET * 0.03 + 90, "covered"),
    ],
    ids=["dim", "night", "blown out", "defocused", "smeared", "hand", "paint"],
)
def test_it_says_what_is_wrong_at_once_and_for_as_long(
    post: Post, spoilt: Callable[[], np.ndarray], cause: str
) -> None:
    assert all(cause in causes for causes in post.watch(spoilt(), for_s=8))
    post.see(STREET)
    assert post.see(STREET) == set()


@pytest.mark.parametrize("cause", ["dark", "glare", "blurred", "covered"])
def test_a_camera_that_starts_so_says_it_too(cause: str) -> None:
    light = {
        "dark": lit(STREET, 0.1),
        "glare": lit(STREET, 6) + 60,
        "blurred": out_of_focus(STREET, 8),
        "covered": np.full_like(STREET, 70),
    }[cause]
    assert all(cause in causes for causes in Post().watch(light, for_s=5))


@pytest.mark.parametrize("scene", [lamp, white_sky, shade, crowd, fog])
def test_an_ordinary_scene_is_not_masked_for_what_it_is(
    scene: Callable[[np.ndarray], np.ndarray],
) -> None:
    assert not any(Post().watch(scene(STREET), for_s=5))


def test_a_little_softness_is_no_dirt() -> None:
    assert not any(Post().watch(out_of_focus(STREET, 2), for_s=2))


def test_noise_is_no_edge_in_the_dark(post: Post) -> None:
    assert {frozenset(c) for c in post.watch(lit(STREET, 0.05), for_s=5, noise=8)[1:]} == {
        frozenset({"dark"})
    }


# -- what changes at once


@pytest.mark.parametrize("exposure", [0.5, 1.6])
def test_a_lamp_that_is_switched_is_a_change_of_light_and_of_nothing_else(
    post: Post, exposure: float
) -> None:
    assert post.see(lit(STREET, exposure)) == {"light"}
    assert not any(post.watch(lit(STREET, exposure), for_s=3))


def test_a_picture_that_stands_still_for_longer_than_an_encoder_repeats_it_is_frozen() -> None:
    sight, motion = Sight(), Motion()
    causes = []
    for second in range(30):
        motion.look(taken(STREET, moment=1), mono_s=second)
        causes.append(sight.look(motion.luma, motion.gain, mono_s=second))
    assert causes == [set()] * 6 + [{"frozen"}] * 24


# -- another view


def test_another_view_is_told_at_once_and_taken_for_the_right_one_when_it_stays(post: Post) -> None:
    causes = post.watch(ELSEWHERE, for_s=8)
    assert "moved" in causes[0]
    # Five looks a second, for five seconds and a little.
    assert 25 <= sum("moved" in c for c in causes) <= 28
    assert not any(post.watch(ELSEWHERE, for_s=5))


@pytest.mark.parametrize("by_px", [(40, 0), (0, 40), (160, 60)])
def test_a_camera_that_was_turned_or_tilted_sees_another_view(
    post: Post, by_px: tuple[int, int]
) -> None:
    turned = np.roll(STREET, by_px, axis=(1, 0))
    assert "moved" in post.see(turned)


def test_a_camera_that_shakes_on_its_pole_does_not(post: Post) -> None:
    rng = np.random.default_rng(7)
    shaken = [np.roll(STREET, rng.integers(-4, 5, 2), axis=(0, 1)) for _ in range(40)]
    assert not any("moved" in post.see(light) for light in shaken)


@pytest.mark.parametrize("scene", [crowd, shade, fog, lamp])
def test_people_shadows_fog_and_lamps_before_the_same_view_are_no_other_view(
    post: Post, scene: Callable[[np.ndarray], np.ndarray]
) -> None:
    assert not any("moved" in causes for causes in post.watch(scene(STREET), for_s=4))


def test_with_areas_that_nobody_may_see_another_view_is_never_taken_for_the_right_one(
    post: Post,
) -> None:
    post.sight.leave_out([WINDOW])
    assert all(causes >= {"moved"} for causes in post.watch(ELSEWHERE, for_s=30))
    post.see(STREET)
    assert post.see(STREET) == set()


def test_a_new_configuration_takes_the_view_as_it_is(post: Post) -> None:
    post.sight.leave_out([WINDOW])
    post.watch(ELSEWHERE, for_s=2)
    post.sight.adopt()
    assert not any(post.watch(ELSEWHERE, for_s=12))
    assert "moved" in post.see(STREET)


def test_a_new_configuration_of_a_view_that_is_known_does_not_forget_it(post: Post) -> None:
    post.sight.adopt()
    assert "moved" in post.see(ELSEWHERE)


def test_what_a_view_was_adopted_for_and_is_gone_again_brings_the_view_of_before_back(
    post: Post,
) -> None:
    post.sight.leave_out([WINDOW])
    post.watch(STREET, for_s=30)
    post.watch(ELSEWHERE, for_s=5)
    post.sight.adopt()
    post.watch(ELSEWHERE, for_s=5)
    post.sight.disown()
    assert "moved" in post.see(ELSEWHERE)
    assert "moved" not in post.watch(STREET, for_s=5)[-1]


def test_a_view_that_was_never_lost_stays_the_right_one(post: Post) -> None:
    post.watch(STREET, for_s=30)
    post.sight.adopt()
    post.sight.disown()
    assert "moved" not in post.see(STREET)


def test_a_picture_out_of_focus_is_told_beside_the_sharp_edges_of_a_burnt_area() -> None:
    blurred = out_of_focus(STREET, 8)
    blurred[36:144, 448:576] = 128
    post = Post()
    post.sight.leave_out([WINDOW])
    assert "blurred" in post.see(blurred)


def test_an_area_burnt_into_the_picture_says_nothing_of_light_or_view() -> None:
    dim = lit(STREET, 0.1)
    dim[36:144, 448:576] = 128
    post = Post()
    post.sight.leave_out([WINDOW])
    assert all("dark" in causes for causes in post.watch(dim, for_s=2))


# -- what is kept over a restart


def test_the_view_is_known_again_after_a_restart(post: Post) -> None:
    edges = post.sight.edges
    again = Post(Sight(edges=edges))
    assert not any(again.watch(STREET, for_s=1))
    assert "moved" in Post(Sight(edges=edges)).see(ELSEWHERE)
    assert not any(Post(Sight(edges=edges)).watch(lit(STREET, 0.4), for_s=1))


def test_a_view_that_was_lost_stays_lost_until_it_is_seen(post: Post) -> None:
    lost = Sight(edges=post.sight.edges, moved=True)
    lost.leave_out([WINDOW])
    again = Post(lost)
    assert all("moved" in causes for causes in again.watch(lit(STREET, 0.05), for_s=2))
    again.see(STREET)
    assert again.see(STREET) == set()


def test_where_nothing_is_known_of_a_lost_view_only_a_new_configuration_helps() -> None:
    lost = Sight(moved=True)
    lost.leave_out([WINDOW])
    again = Post(lost)
    assert all(causes == {"moved"} for causes in again.watch(STREET, for_s=5))
    again.sight.adopt()
    assert again.see(STREET) == set()


def test_what_is_kept_is_480_bytes_and_shows_no_passer_by(post: Post) -> None:
    before = post.sight.edges
    assert before is not None and len(before) == 480
    post.watch(crowd(STREET), for_s=3)
    after = np.unpackbits(np.frombuffer(post.sight.edges or b"", np.uint8))
    assert np.count_nonzero(after != np.unpackbits(np.frombuffer(before, np.uint8))) < 40


def test_a_sight_cannot_leave_the_process(post: Post) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(post.sight)


def test_texture_is_no_view() -> None:
    assert not any("moved" in c for c in Post().watch(texture(HEIGHT, WIDTH, seed=5), for_s=4))
