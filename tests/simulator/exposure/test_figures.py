import json

import pytest

from simulator.exposure.figures import figures
from simulator.exposure.judge import FaceFrame
from simulator.exposure.page import lines, write_page
from simulator.exposure.watch import Watched
from tests.simulator.exposure.white_faces import watched


def _face(who: str, filled: float, *, width_px: float = 18.0, t_s: float = 0.0) -> FaceFrame:
    return FaceFrame(
        who=who,
        t_s=t_s,
        box=(0, 0, 18, 18),
        width_px=width_px,
        pitch_deg=-3.0,
        filled=filled,
        whole=False,
    )


def _scene(faces: list[FaceFrame], *, frames: int = 36_000) -> Watched:
    seen = watched()
    seen.faces = faces
    seen.open_frames = frames
    return seen


def test_json_has_what_was_asked_for():
    told = json.loads(json.dumps(figures([_scene([_face("ada", 1.0)])])))
    asked = {"face_frames", "exposed_frames", "tracks", "tracks_covered"}
    asked |= {"exposed_s_per_hour_upper95", "over_masked_share", "failed_closed_share"}
    assert asked <= told.keys()


def test_bounds_reckon_with_passes_and_not_with_frames():
    together = [_face("ada", 0.0, t_s=t / 10) for t in range(10)]
    apart = [_face(f"p{number}", 0.0) for number in range(10)]
    one, ten = (figures([_scene(faces)]) for faces in (together, apart))
    assert one["exposed_s_per_hour"] == ten["exposed_s_per_hour"] == pytest.approx(1.0)
    assert one["exposed_s_per_hour_upper95"] == pytest.approx(4.744, abs=0.001)
    assert ten["exposed_s_per_hour_upper95"] == pytest.approx(1.696, abs=0.001)
    assert one["tracks_covered"] == 0


def test_with_nobody_exposed_a_pass_counts_for_as_long_as_faces_are_seen_on_one():
    told = figures([_scene([_face("ada", 1.0)] * 20)])
    assert told["exposed_s_per_hour"] == 0
    assert told["exposed_s_per_hour_upper95"] == pytest.approx(2.996 * 2.0, abs=0.001)
    assert told["tracks_exposed_share_upper95"] == 1.0


def test_recall_is_told_by_size_pitch_and_light():
    told = figures([_scene([_face("ada", 1.0), _face("eva", 0.5, width_px=40.0)])])
    assert told["by_size_px"]["16 to 20"]["recall"] == 1.0
    assert told["by_size_px"]["32 to 48"]["exposed_frames"] == 1
    assert list(told["by_pitch_deg"]) == ["-90 to 0"]
    assert list(told["by_camera_pitch_deg"]) == ["10 to 20"]
    assert told["by_light"]["day"]["tracks_exposed"] == 1


def test_with_nobody_in_view_nothing_is_claimed():
    told = figures([_scene([])])
    for name in ("recall", "tracks_covered_share", "exposed_s_per_hour_upper95"):
        assert told[name] is None
    assert lines(told)


def test_the_page_works_offline(tmp_path):
    seen = _scene([_face("ada <b>", 1.0)])
    write_page(tmp_path / "page.html", figures([seen]), [seen])
    text = (tmp_path / "page.html").read_text("utf-8")
    assert "<svg" in text
    assert 'src="http' not in text
    assert "<link" not in text
