"""The sweep: one person at a time, of the size that was asked for, and figures that add up."""

import numpy as np
import pytest

from edge.assemble import open_detectors
from edge.errors import BadInputError
from edge.geometry import Box
from edge.perception.detector import NOTHING, Detections
from simulator.picture.studio import Studio
from simulator.sweep.command import main
from simulator.sweep.cutouts import Cutout, scaled
from simulator.sweep.figures import by, by_size, share
from simulator.sweep.measure import Answer, best_score, drawn
from simulator.sweep.report import write_report
from simulator.sweep.sitting import Setting, scene, settings, sitters

DAY = Setting(pitch_deg=15, height_px=200, light="day", place="plain")


class Sees:
    """A detector that always answers the same."""

    def __init__(self, detections: Detections) -> None:
        self._detections = detections

    def detect(self, frame):
        return self._detections


def answer(height_px: float, score: float, *, tone: str | None = None) -> Answer:
    return Answer(height_px=height_px, pitch_deg=0, light="day", tone=tone, score=score)


def test_every_pitch_meets_every_height():
    found = list(settings(pitches_deg=(0, 30), bands=4, light="day"))
    assert len(found) == 8
    assert min(s.height_px for s in found) > 60
    assert max(s.height_px for s in found) < 500


def test_bands_of_heights_leave_no_gap():
    first, second = settings(pitches_deg=(0,), bands=2, light="day")
    assert first.height_px / first.band == pytest.approx(60)
    assert first.height_px * first.band == pytest.approx(second.height_px / second.band)
    assert second.height_px * second.band == pytest.approx(500)


@pytest.mark.parametrize("pitch_deg", [0, 22.5, 45])
def test_people_are_as_tall_as_was_asked_for_and_alone(pitch_deg):
    setting = Setting(pitch_deg=pitch_deg, height_px=150, light="day", place="plain")
    studio = Studio(scene(setting), sitters(setting, count=3, seed=1))
    for second in range(3):
        (sight,) = studio.picture(second).sights
        assert 150 / 1.3 < sight.height_px < 150 * 1.3
        assert sight.share_visible > 0.9


def test_the_same_seed_shows_the_same_people():
    assert sitters(DAY, count=4, seed=1) == sitters(DAY, count=4, seed=1)
    assert sitters(DAY, count=4, seed=1) != sitters(DAY, count=4, seed=2)


def test_tones_take_turns():
    setting = Setting(
        pitch_deg=0, height_px=150, light="day", place="plain", tones=("tone1", "tone6")
    )
    looks = [body.look[-5:] for body in sitters(setting, count=4, seed=1).bodies]
    assert looks == ["tone1", "tone6", "tone1", "tone6"]


def test_the_real_detector_finds_a_drawn_person():
    objects, _ = open_detectors(objects=None, faces=None, threads=1)
    found = list(drawn(DAY, objects, count=3, seed=1))
    assert len(found) == 3
    assert max(one.score for one in found) > 0.4


def test_a_box_elsewhere_or_of_another_kind_finds_nobody():
    pixels, box = np.zeros((90, 160, 3), np.uint8), Box(x_min=0.1, y_min=0.1, x_max=0.3, y_max=0.9)
    right = np.array([[0.1, 0.1, 0.3, 0.9]], np.float32)
    score = np.array([0.7], np.float32)

    def of(boxes, label):
        return Sees(Detections(boxes=boxes, scores=score, labels=np.array([label])))

    assert best_score(of(right, 0), pixels, box) == pytest.approx(0.7)
    assert best_score(of(right, 1), pixels, box) == 0.0
    assert best_score(of(right + np.float32(0.5), 0), pixels, box) == 0.0
    assert best_score(Sees(NOTHING), pixels, box) == 0.0


def test_a_cutout_stands_in_the_middle_at_any_size():
    pixels = np.zeros((200, 300, 3), np.uint8)
    pixels[60:140, 100:130] = 255
    person = Cutout(pixels=pixels, box=Box(x_min=1 / 3, y_min=0.3, x_max=13 / 30, y_max=0.7))
    seen = []

    class Looks:
        def detect(self, frame):
            seen.append(frame.pixels)
            return NOTHING

    (found,) = scaled([person], Looks(), per_person=1, seed=1)
    rows = np.flatnonzero(seen[0][:, 384, 0] > 128)
    assert len(rows) == pytest.approx(found.height_px, rel=0.05)
    assert rows.mean() == pytest.approx(288, abs=3)


def test_shares_count_who_was_found_at_either_score():
    found = share([answer(100, 0.5), answer(100, 0.3), answer(100, 0.0)])
    assert (found.shown, found.continued, found.begun) == (3, 2, 1)
    assert found.as_json()["found_at_begins"] == pytest.approx(1 / 3)


def test_sizes_and_properties_part_the_answers():
    answers = [answer(70, 0.5, tone="tone1"), answer(400, 0.0, tone="tone6")]
    assert [part.continued for _, part in by_size(answers, bands=2)] == [1, 0]
    assert by(answers, lambda a: a.tone)["tone6"].continued == 0


def test_the_report_is_one_page_that_loads_nothing(tmp_path):
    answers = [answer(60.0 + 8 * i, 0.1 * (i % 8), tone="tone1") for i in range(50)]
    page = tmp_path / "sweep.html"
    write_report(page, model="a model", day=answers, lights=answers, tones=answers, real=[])
    text = page.read_text("utf-8")
    assert text.count("<svg") == 4
    assert "<script" not in text
    assert "src=" not in text


def test_the_report_shows_whom_the_detector_missed(tmp_path):
    blind = Sees(NOTHING)
    missed = list(drawn(DAY, blind, count=2, seed=1))
    page = tmp_path / "sweep.html"
    write_report(page, model="a model", day=missed, lights=missed, tones=missed, real=[])
    text = page.read_text("utf-8")
    assert "Not found by day: 2" in text
    assert text.count("src=") == text.count('src="data:image/jpeg;base64,') == 2


def test_an_unknown_model_is_refused_by_name(capsys):
    assert main(["--objects", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err


def test_a_recording_that_is_none_is_refused(tmp_path):
    objects, _ = open_detectors(objects=None, faces=None, threads=1)
    from simulator.sweep.cutouts import cutouts

    with pytest.raises(BadInputError, match="missing"):
        cutouts(tmp_path / "missing.mp4", objects, most=1)
