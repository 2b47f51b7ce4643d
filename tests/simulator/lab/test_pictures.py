"""Pictures of a run: kept in few bytes, read as they were."""

import pytest

from simulator.lab.pictures import Pictures
from simulator.lab.record import Shown

SHOWN = (
    Shown(t_s=0.0, whole=False, raw_bytes=12),
    Shown(t_s=0.1, whole=False, raw_bytes=12),
    Shown(t_s=0.2, whole=True, raw_bytes=12),
    Shown(t_s=0.3, whole=False, raw_bytes=24),
)


def _pictures(*shown: Shown) -> Pictures:
    pictures = Pictures()
    for one in shown:
        pictures.add(t_s=one.t_s, whole=one.whole, raw_bytes=one.raw_bytes)
    return pictures


def test_pictures_are_read_as_they_were_added() -> None:
    pictures = _pictures(*SHOWN)
    assert tuple(pictures) == SHOWN
    assert [pictures[index] for index in range(-4, 4)] == [*SHOWN, *SHOWN]
    assert pictures[1:3] == SHOWN[1:3]


def test_no_pictures_are_an_empty_row() -> None:
    pictures = _pictures()
    assert (len(pictures), tuple(pictures), pictures[:]) == (0, (), ())
    with pytest.raises(IndexError):
        pictures[0]


def test_two_rows_are_equal_when_all_their_pictures_are() -> None:
    assert _pictures(*SHOWN) == _pictures(*SHOWN)
    assert _pictures(*SHOWN) != _pictures(*SHOWN[:3])
    assert _pictures(*SHOWN) != _pictures(*SHOWN[::-1])
