import numpy as np
import pytest

from edge.geometry import no_boxes
from edge.perception.vantage import COLUMNS, ROWS, SHAPE, Vantage, pack, signs_of, unpack

RNG = np.random.default_rng(1)
CELLS = RNG.uniform(20, 200, (ROWS, COLUMNS)).astype(np.float32)


def _learned(cells: np.ndarray, *, seconds: int = 20) -> Vantage:
    view = Vantage()
    for second in range(seconds):
        view.learn(signs_of(cells), no_boxes(), mono_s=second)
    return view


def test_an_edge_is_told_by_its_sign_alone() -> None:
    cells = np.full((ROWS, COLUMNS), 50.0, np.float32)
    cells[:, 20:] = 80
    signs = signs_of(cells)
    assert (signs[0, :, 19] == 1).all()
    assert np.count_nonzero(signs) == ROWS
    assert (signs_of(cells * 0.3) == signs).all()
    assert (signs_of(cells * 3) == signs).all()


def test_before_anything_is_learned_no_view_is_another() -> None:
    assert Vantage().compare(signs_of(CELLS)) == "unknown"


def test_a_view_is_the_same_in_any_light_and_another_when_it_is() -> None:
    view = _learned(CELLS)
    assert view.compare(signs_of(CELLS * 0.2)) == "same"
    assert view.compare(signs_of(CELLS[::-1, ::-1])) == "moved"
    assert view.compare(signs_of(np.full_like(CELLS, 90))) == "covered"


def test_another_view_without_an_edge_of_the_right_one_is_no_cloth() -> None:
    blocks = np.kron(RNG.uniform(20, 200, (ROWS // 2, COLUMNS // 2)), np.ones((2, 2)))
    elsewhere = np.roll(blocks, (1, 1), (0, 1)).astype(np.float32)
    assert _learned(blocks.astype(np.float32)).compare(signs_of(elsewhere)) == "moved"


def test_a_plain_view_cannot_be_told_from_another() -> None:
    view = _learned(np.full_like(CELLS, 90))
    assert view.compare(signs_of(CELLS)) == "unknown"


@pytest.mark.parametrize("share", [0.25, 0.5])
def test_what_stands_before_a_part_of_the_view_leaves_it_the_same(share: float) -> None:
    seen = CELLS.copy()
    seen[:, : int(share * COLUMNS)] = RNG.uniform(20, 200, (ROWS, int(share * COLUMNS)))
    assert _learned(CELLS).compare(signs_of(seen)) == "same"


def test_what_stays_for_most_of_ten_minutes_becomes_part_of_the_view() -> None:
    view = _learned(CELLS)
    other = CELLS[::-1, ::-1]
    for second in range(20, 1220):
        view.learn(signs_of(other), no_boxes(), mono_s=second)
    assert view.compare(signs_of(other)) == "same"


def test_nothing_is_learned_where_people_are() -> None:
    view = _learned(CELLS)
    before = view.expected
    body = np.array([[0.25, 0.25, 0.5, 1.0]], np.float32)
    for second in range(20, 1220):
        view.learn(signs_of(CELLS[::-1, ::-1]), body, mono_s=second)
    assert before is not None
    assert view.expected is not None
    assert (view.expected == before)[:, 6:, 10:20].all()
    assert not (view.expected == before).all()


def test_a_view_of_a_moment_is_not_to_be_kept() -> None:
    assert _learned(CELLS, seconds=9).expected is None
    assert _learned(CELLS, seconds=10).expected is not None


def test_edges_come_back_from_their_bytes_and_from_no_others() -> None:
    edges = signs_of(CELLS)
    packed = pack(edges)
    restored = unpack(packed)
    assert restored is not None
    assert restored.shape == SHAPE
    assert (restored == edges).all()
    assert unpack(packed[:-1]) is None
    assert unpack(b"") is None
