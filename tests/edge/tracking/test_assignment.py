"""The cheapest pairing."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from edge.tracking.assignment import assign

LIMIT = 10.0
costs = arrays.arrays(
    np.float64,
    arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=5),
    elements=st.integers(0, 14).map(float) | st.just(np.inf),
)


def paired(cost) -> list[tuple[int, int]]:
    """The pairs made of a table of costs."""
    rows, columns = (cost < LIMIT).nonzero()
    made = assign(rows, columns, cost[rows, columns], limit=LIMIT)
    return list(zip(*(side.tolist() for side in made), strict=True))


def total(cost, pairs) -> float:
    return sum(cost[pair] for pair in pairs) + LIMIT * (len(cost) - len(pairs))


def least_total(cost) -> float:
    """Try every way to give each row a column or none."""
    rows, columns = cost.shape
    padded = np.hstack([np.where(cost < LIMIT, cost, np.inf), np.full((rows, rows), LIMIT)])
    return min(
        sum(padded[row, column] for row, column in enumerate(choice))
        for choice in permutations(range(columns + rows), rows)
    )


@given(costs.filter(lambda cost: sum(cost.shape) <= 8))
def test_no_other_pairing_costs_less(cost):
    assert total(cost, paired(cost)) == pytest.approx(least_total(cost))


@given(costs)
def test_no_row_and_no_column_is_used_twice_and_no_pair_is_dear(cost):
    pairs = paired(cost)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert all(cost[pair] < LIMIT for pair in pairs)


def test_the_sum_decides_not_the_single_best_pair():
    cost = np.array([[1.0, 2.0], [2.0, 9.0]])
    assert sorted(paired(cost)) == [(0, 1), (1, 0)]


def test_of_a_pair_that_comes_twice_the_cheaper_counts():
    rows, columns = np.array([0, 0, 1, 0]), np.array([0, 1, 1, 0])
    made = assign(rows, columns, np.array([8.0, 4.0, 2.0, 1.0]), limit=LIMIT)
    assert sorted(zip(*(side.tolist() for side in made), strict=True)) == [(0, 0), (1, 1)]


def test_nothing_to_pair_is_no_pair():
    assert paired(np.empty((0, 3))) == []
    assert paired(np.empty((3, 0))) == []
    assert paired(np.full((3, 3), LIMIT)) == []
