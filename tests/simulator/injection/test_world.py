"""The painted street: what is whose, and what a fault leaves of it."""

import numpy as np
import pytest

from edge.perception.frame import Frame
from simulator.injection.eyes import Eyes
from simulator.injection.moment import Moment
from simulator.injection.optics import Lens
from simulator.injection.scene import WINDOW, Street, area

NOON = Moment()


def _street(seed: int = 3) -> tuple[Street, Lens, Eyes]:
    rng = np.random.default_rng(seed)
    street = Street(rng, length_s=12.0)
    return street, Lens(street, rng), Eyes(rng)


def _busy(lens: Lens) -> float:
    """A moment at which somebody is to be seen."""
    times = np.arange(0.0, 12.0, 0.25)
    return next(t for t in times.tolist() if _people(lens.take(t, NOON).labels).any())


def _people(labels: np.ndarray) -> np.ndarray:
    return (labels > 0) & (labels != WINDOW)


def test_whatever_is_nobodys_is_what_the_empty_street_shows() -> None:
    street, lens, _ = _street()
    painting = street.paint(_busy(lens))
    differs = (painting.pixels != painting.empty).any(axis=2)
    assert not (differs & (painting.labels == 0)).any()
    assert (differs & (painting.labels > 0)).any()


def test_the_area_covers_the_window() -> None:
    street, _, _ = _street()
    rows, columns = (street.paint(0.0).labels == WINDOW).nonzero()
    (left, top), _, (right, bottom), _ = area()
    assert left * 320 < columns.min() < columns.max() < right * 320
    assert top * 240 < rows.min() < rows.max() < bottom * 240


@pytest.mark.parametrize("moment", [Moment(light=0.0), Moment(lift=255.0), Moment(shown="cloth")])
def test_where_a_picture_shows_nothing_nobody_is_in_it(moment: Moment) -> None:
    _, lens, _ = _street()
    assert not lens.take(_busy(lens), moment).labels.any()


def test_in_the_dusk_people_are_still_in_the_picture_though_no_detector_finds_them() -> None:
    _, lens, eyes = _street()
    shot = lens.take(_busy(lens), Moment(light=0.05))
    assert _people(shot.labels).any()
    eyes.show(shot)
    assert len(eyes.people(Frame(shot.pixels, mono_s=0.0))) == 0


def test_a_frozen_picture_shows_those_who_were_there() -> None:
    _, lens, _ = _street()
    at_s = _busy(lens)
    before = lens.take(at_s, NOON)
    after = lens.take(at_s + 3.0, Moment(shown="frozen"))
    assert (after.labels == before.labels).all()
    assert (after.pixels == before.pixels).all()


def test_eyes_find_everybody_who_shows_within_the_margins_of_a_mask() -> None:
    _, lens, eyes = _street()
    shot = lens.take(_busy(lens), NOON)
    eyes.show(shot)
    found = eyes.people(Frame(shot.pixels, mono_s=0.0))
    numbers = {(int(label) - 1) // 2 for label in np.unique(shot.labels[_people(shot.labels)])}
    assert len(found) == len(numbers)
