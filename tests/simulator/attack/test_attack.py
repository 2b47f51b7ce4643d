"""The whole attack on drawn people: our mask holds, what leaks is found."""

import numpy as np
import pytest

from edge.assemble import open_detectors
from edge.geometry import Box
from edge.privacy.mask import FILL
from simulator.attack.attack import Effort, judge, take
from simulator.attack.camera import PipelineCamera
from simulator.attack.figures import figures, lines
from simulator.attack.report import write_report
from simulator.attack.scenes import FRAMES, scene
from simulator.attack.sight import learning_sights
from simulator.attack.styles import FAMILIES
from simulator.audit.head import cut
from tests.simulator.attack.drawn_faces import bare_place, drawn_cut, drawn_people, face

PEOPLE = 8
QUICK = Effort(gallery=4, probes=24, compared=5)


class Covers:
    """A camera that fills the picture from a row on downwards; row 0: all of it."""

    def __init__(self, row: int) -> None:
        self._row = row

    def masked(self, pictures):
        return [(self._fill(pixels), self._row == 0) for pixels in pictures]

    def _fill(self, pixels):
        masked = pixels.copy()
        masked[self._row :] = FILL
        return masked


# Faces stand about row 80, 40 px high; their hair begins 10 px above.
ABOVE_EVERYBODY = 20
AT_THE_BROW = 75


def attacked(camera, *, effort=QUICK, seed=1):
    people = drawn_people(PEOPLE)
    taken = take(
        people,
        camera,
        learning_sights(),
        effort=effort,
        seed=seed,
        place=bare_place,
    )
    return figures(taken, judge(taken, seed=seed), people=PEOPLE, seed=seed), taken


@pytest.fixture(scope="module")
def behind_fill():
    return attacked(Covers(ABOVE_EVERYBODY))


def test_a_fill_leaves_chance_and_the_figures_say_so(behind_fill):
    told, _ = behind_fill
    assert told["chance"] == 1 / PEOPLE
    assert told["within_twice_chance"]
    assert told["styles"]["fill"]["rank1_upper95"] <= 2 / PEOPLE
    assert told["styles"]["fill"]["leak_p"] > 0.01


def test_the_attacker_can_do_it_at_all_and_reads_through_blur_and_pixels(behind_fill):
    styles = behind_fill[0]["styles"]
    assert styles["none"]["rank1_lower95"] > 3 / PEOPLE
    for family in ("blur", "pixelate"):
        assert styles[family]["rank1_lower95"] > 1 / PEOPLE
        assert styles[family]["leak_p"] < 0.01
        assert list(styles[family]["strengths"]) == list(FAMILIES[family])


def test_a_mask_that_leaves_the_hair_is_found_out():
    told, taken = attacked(Covers(AT_THE_BROW), effort=Effort(gallery=4, probes=12, compared=1))
    assert not told["within_twice_chance"]
    assert told["styles"]["fill"]["leak_p"] < 0.01
    assert taken.whole == 0


def test_what_is_left_of_faces_and_masked_whole_is_counted(behind_fill):
    assert behind_fill[0]["faces_left_share"] == 0.0
    assert behind_fill[0]["masked_whole_share"] == 0.0
    few = Effort(gallery=1, probes=1, compared=1)
    told, _ = attacked(Covers(0), effort=few)
    assert told["masked_whole_share"] == 1.0
    told, _ = attacked(Covers(155), effort=few)
    assert told["faces_left_share"] == 1.0


def test_the_same_seed_gives_the_same_attack():
    few = Effort(gallery=1, probes=1, compared=1)
    first, again = (attacked(Covers(70), effort=few)[0] for _ in range(2))
    assert first == again


def test_scenes_are_chosen_by_chance_and_not_by_who_it_is():
    narrow = Box(x_min=55.0, y_min=35.0, x_max=105.0, y_max=125.0)
    heads = drawn_cut(1, 0), cut(face(2, 0), narrow)
    one, other = (scene(head, seed=1, number=5) for head in heads)
    # Not even the shape of a face is told to the attacker.
    assert [shot.face for shot in one] == [shot.face for shot in other]
    assert all((a.pixels[:120] == b.pixels[:120]).all() for a, b in zip(one, other, strict=True))
    assert scene(drawn_cut(1, 0), seed=1, number=6)[0].face != one[0].face


def test_a_scene_is_somebody_walking_before_what_stands_still():
    shots = scene(drawn_cut(1, 0), seed=1, number=5)
    assert len(shots) == FRAMES
    places = [shot.face.centre[0] for shot in shots]
    assert places in (sorted(places), sorted(places, reverse=True))
    assert max(places) - min(places) > 4
    first, last = (shot.pixels[:, :40].astype(int) for shot in (shots[0], shots[-1]))
    # The sensor's noise alone.
    assert np.abs(first - last).mean() < 4


def test_the_real_pipeline_hides_the_drawn_people():
    objects, faces = open_detectors(objects=None, faces=None, threads=1)
    camera = PipelineCamera(objects, faces)
    shots = scene(drawn_cut(1, 0), seed=1, number=5)
    pictures = [shot.pixels for shot in shots]
    left = camera.masked(pictures)
    assert not any(whole for _, whole in left)
    for shot, (masked, _) in zip(shots, left, strict=True):
        assert (masked[shot.visible] == FILL).all()
    again = camera.masked(pictures)
    assert all((a == b).all() for (a, _), (b, _) in zip(left, again, strict=True))


class Sways:
    """A camera whose mask reaches as much farther in the second frame as the face is dark."""

    def masked(self, pictures):
        reach = 8 * round(pictures[1][80:90, 75:85].mean() / 8)
        return [(Covers(0).masked([p])[0][0], False) for p in pictures[:1]] + [
            (Covers(reach // 2).masked([p])[0][0], False) for p in pictures[1:]
        ]


def test_a_mask_that_gives_somebody_away_only_in_how_it_changes_is_found_out():
    _, taken = attacked(Sways(), effort=Effort(gallery=4, probes=8, compared=1))
    found = judge(taken, seed=1)["fill"]["fill"]
    assert "over time" in found[0].attacker
    assert found[0].leak_p < 0.01
    assert all(one.leak_p > 0.01 for one in found if "over time" not in one.attacker)


def test_the_page_shows_figures_and_only_our_mask_of_who_was_attacked(behind_fill, tmp_path):
    told, taken = behind_fill
    page = tmp_path / "attack.html"
    write_report(page, told, examples=taken.examples, camera=Covers(0), seed=1)
    text = page.read_text()
    assert text.count("<img") == len(taken.examples) + sum(len(f) for f in FAMILIES.values())
    assert "<svg" in text
    assert 'src="http' not in text
    assert 'href="http' not in text
    assert all((example[-5:] == FILL).all() for example in taken.examples)


def test_the_lines_name_every_strength(behind_fill):
    text = "\n".join(lines(behind_fill[0]))
    assert all(name in text for family in FAMILIES.values() for name in family)
    assert np.isfinite(behind_fill[0]["styles"]["fill"]["rank1"])
