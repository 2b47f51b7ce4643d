"""A detector that looks at the truth: as good and as bad as it was asked to be."""

import hashlib

import numpy as np
import pytest

from edge.label import LABELS
from edge.perception.detector import Detections
from simulator.scenario.schema import (
    Actor,
    CameraAt,
    CameraCovered,
    CameraDark,
    CameraDefocused,
    CameraFrozen,
    PutDown,
    Scenario,
    Scene,
    Wait,
    Walk,
)
from simulator.truth.detector import TruthDetector
from simulator.truth.errors import Errors
from simulator.truth.noise import Noise, keys
from simulator.world.world import World
from tests.simulator.truth.rich import RICH

QUIET = Errors(false_per_minute=0.0)


def scenario(*actors: Actor, **more: object) -> Scenario:
    about = {"name": "a scene", "about": "people before a camera", "theme": "objects"}
    scene = {"scene": Scene(place="plain"), "kind": "normal", "duration_s": 600.0}
    return Scenario(**{**about, **scene, "actors": actors, **more})


def detector(scene: Scenario, *, seed: int = 3, errors: Errors | None = None) -> TruthDetector:
    return TruthDetector(scene, World(scene), seed=seed, errors=errors)


def standing(ahead_m: float, *, people: int = 12, **more: object) -> Scenario:
    """People side by side, all in view from 11 m on."""
    spots = np.linspace(-0.4, 0.4, people) * ahead_m
    way = (Wait(for_s=600.0),)
    actors = (
        Actor(name=f"n{i}", look="chen", start=(float(x), ahead_m), way=way)
        for i, x in enumerate(spots)
    )
    return scenario(*actors, **more)


def found_share(one: TruthDetector, *, at_least: float, people: int = 12) -> float:
    """Share of people found in a frame, over five minutes in steps of a second."""
    counts = [(one.detections(float(t)).scores >= at_least).sum() for t in range(300)]
    return float(np.mean(counts)) / people


def same(one: Detections, other: Detections) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("boxes", "scores", "labels")
    )


def test_without_errors_every_box_is_the_truth():
    perfect = detector(RICH, errors=Errors.none())
    for t_s in (5.0, 20.0, 33.3):
        boxes = {tuple(box) for box in perfect.detections(t_s).boxes.tolist()}
        for one in perfect.truth.sights(t_s):
            box = np.array([one.box.x_min, one.box.y_min, one.box.x_max, one.box.y_max], np.float32)
            assert (tuple(box.tolist()) in boxes) == (one.share_visible >= 0.1)
        assert set(perfect.detections(t_s).scores.tolist()) == {np.float32(0.9)}


def test_boxes_are_as_any_detectors():
    for t_s in np.arange(0.0, 30.0, 0.5):
        found = detector_of_rich().detections(float(t_s))
        assert found.boxes.dtype == found.scores.dtype == np.float32
        assert found.labels.dtype == np.int64
        assert (np.diff(found.scores) <= 0).all()
        assert ((found.boxes >= 0) & (found.boxes <= 1)).all()
        assert (found.scores >= np.float32(0.2)).all()


RICH_DETECTOR: list[TruthDetector] = []


def detector_of_rich() -> TruthDetector:
    if not RICH_DETECTOR:
        RICH_DETECTOR.append(detector(RICH))
    return RICH_DETECTOR[0]


def test_the_same_seed_gives_the_same_bytes_everywhere():
    found = hashlib.sha256()
    for frame in range(900):
        one = detector_of_rich().detections(frame / 10)
        faces = detector_of_rich().faces(frame / 10)
        for part in (one.boxes, one.scores, one.labels, faces):
            found.update(part.tobytes())
    assert found.hexdigest() == ("6deb204fa0ba39585b35c9d03f504afd9fd1fa010dc90d08149b5de59d581c79")


def test_the_order_of_asking_does_not_matter():
    back = detector(RICH)
    for t_s in (80.0, 45.05, 12.3, 76.0, 0.0):
        assert same(back.detections(t_s), detector_of_rich().detections(t_s))
        assert np.array_equal(back.faces(t_s), detector_of_rich().faces(t_s))


def test_another_seed_errs_differently():
    assert not same(detector(RICH, seed=4).detections(20.0), detector_of_rich().detections(20.0))


@pytest.mark.parametrize(
    ("ahead_m", "people", "strong", "weak"), [(11.0, 12, 0.81, 0.96), (4.4, 6, 0.56, 0.94)]
)
def test_people_are_found_as_often_as_a_real_detector_finds_them(
    ahead_m: float, people: int, strong: float, weak: float
):
    """At 131 px, and in the weak size at 293 px."""
    scene = standing(ahead_m, people=people, camera=CameraAt(pitch_deg=20.0))
    several = [detector(scene, seed=seed, errors=QUIET) for seed in range(4)]
    for at_least, share in ((0.4, strong), (0.2, weak)):
        shares = [found_share(one, at_least=at_least, people=people) for one in several]
        assert np.mean(shares) == pytest.approx(share, abs=0.06)


def test_very_small_people_are_lost():
    assert found_share(detector(standing(60.0), errors=QUIET), at_least=0.2) < 0.1


def test_scores_change_slowly():
    """Correlated from frame to frame, and not over seconds."""
    scene = standing(11.0)
    one = detector(scene, errors=Errors(false_per_minute=0.0, jitter=0.0, jitter_down=0.0))
    scores = np.array([best(one.detections(frame / 10)) for frame in range(3000)])
    next_frame, later = (np.corrcoef(scores[:-lag], scores[lag:])[0, 1] for lag in (1, 40))
    assert next_frame > 0.3
    assert abs(later) < 0.25
    assert next_frame > 2 * abs(later)


def best(found: Detections) -> float:
    return float(found.scores.mean()) if len(found) else 0.0


def test_edges_jitter_by_so_much_of_the_side():
    scene = standing(11.0, people=1)
    errors = Errors(false_per_minute=0.0, jitter=0.03, jitter_down=0.01, score=0.9, spread=0.01)
    one = detector(scene, errors=errors)
    boxes = np.array([one.detections(float(t)).boxes[0] for t in range(600)])
    side = np.median(boxes[:, 2:] - boxes[:, :2], axis=0)
    moved = boxes.std(0) / np.tile(side, 2)
    assert moved[::2] == pytest.approx(0.03, abs=0.006)
    assert moved[1::2] == pytest.approx(0.01, abs=0.002)


def test_false_boxes_come_as_often_as_asked_for():
    empty = detector(scenario(duration_s=3600.0), errors=Errors(false_per_minute=6.0))
    there = [len(empty.detections(frame / 10)) > 0 for frame in range(36_000)]
    episodes = int(np.sum(np.diff(np.array([False, *there]).astype(int)) == 1))
    assert abs(episodes - 360) < 4 * np.sqrt(360)
    assert np.mean(there) * 600 / 6.0 < 12.0


def test_a_bag_left_alone_is_never_found():
    way = (PutDown(bag="case"), Walk(to=(0.0, 60.0), pace_m_s=30.0))
    ann = Actor(name="ann", start=(0.0, 8.0), carries={"case": "suitcase"}, way=way)
    one = detector(scenario(ann), errors=QUIET)
    assert all(len(one.detections(float(t))) == 0 for t in range(10, 300))


def test_a_rider_is_found_as_a_person_and_mostly_as_a_bicycle_too():
    way = tuple(Walk(to=(x, 9.0)) for _ in range(60) for x in (2.0, -2.0))
    bike = Actor(name="bike", kind="bicycle", start=(-2.0, 9.0), way=way)
    one = detector(scenario(bike), errors=QUIET)
    found = [{LABELS[n] for n in one.detections(t / 5).labels} for t in range(500)]
    assert np.mean(["person" in labels for labels in found]) > 0.9
    assert 0.6 < np.mean(["bicycle" in labels for labels in found]) < 1.0


def test_a_blind_camera_finds_nothing_and_then_finds_again():
    scene = standing(11.0, faults=(CameraDark(at_s=10.0, for_s=5.0), CameraCovered(at_s=20.0)))
    one = detector(scene)
    counts = [len(one.detections(t_s)) for t_s in (9.9, 10.0, 14.9, 15.0, 20.0, 300.0)]
    assert [count > 0 for count in counts] == [True, False, False, True, False, False]


def test_a_frozen_camera_finds_the_same_again_and_again():
    one = detector(standing(11.0, faults=(CameraFrozen(at_s=10.0, for_s=5.0),)))
    assert same(one.detections(10.0), one.detections(14.9))
    assert not same(one.detections(10.0), one.detections(15.0))


def test_out_of_focus_fewer_are_found():
    sharp = found_share(detector(standing(11.0), errors=QUIET), at_least=0.4)
    blurred = standing(11.0, faults=(CameraDefocused(at_s=0.0),))
    assert found_share(detector(blurred, errors=QUIET), at_least=0.4) < 0.75 * sharp


def test_faces_are_found_by_their_width_and_not_in_near_darkness():
    near, far = (detector(standing(ahead_m, people=1)) for ahead_m in (3.5, 14.0))
    assert np.mean([len(near.faces(float(t))) for t in range(200)]) > 0.9
    assert np.mean([len(far.faces(float(t))) for t in range(200)]) < 0.4
    dark = detector(standing(3.5, people=1, scene=Scene(place="plain", light="dark")))
    assert all(len(dark.faces(float(t))) == 0 for t in range(100))


def test_noise_is_standard_normal_and_independent_by_key():
    noise, t_s = Noise(1), np.arange(0.0, 20_000.0, 0.7)
    one, other = keys(1, "ann", 2)
    drawn = [noise.slow(np.full(len(t_s), key), t_s, period_s=0.7) for key in (one, other)]
    for values in drawn:
        assert abs(values.mean()) < 0.03
        assert values.std() == pytest.approx(1.0, abs=0.03)
    assert abs(np.corrcoef(drawn)[0, 1]) < 0.03
