"""Which box belongs to which track: the cheapest pairing, exact, of the few pairs there are."""

from math import inf

import numpy as np

from edge.tracking.state import Floats, Indices

# What each row may have: columns, and at which price.
Choices = dict[int, list[tuple[int, float]]]


def assign(
    rows: Indices, columns: Indices, prices: Floats, *, limit: float
) -> tuple[Indices, Indices]:
    """Pair rows with columns so that the sum of prices is least; staying alone costs a row `limit`.

    rows, columns, prices: (P,) the pairs that may be made, each below `limit`; of one that comes
    twice the cheaper counts. Returns rows and columns of those that are made.
    """
    if len(rows) < 2:
        return rows, columns
    # Most rows and columns have only each other: they need no search.
    lone = (np.bincount(rows)[rows] == 1) & (np.bincount(columns)[columns] == 1)
    if lone.all():
        return rows, columns
    rest = ~lone
    choices: Choices = {}
    possible = zip(columns[rest].tolist(), prices[rest].tolist(), strict=True)
    for row, choice in zip(rows[rest].tolist(), possible, strict=True):
        choices.setdefault(row, []).append(choice)
    row_of = _cheapest(choices, limit)
    return (
        np.concatenate([rows[lone], np.fromiter(row_of.values(), np.intp, len(row_of))]),
        np.concatenate([columns[lone], np.fromiter(row_of, np.intp, len(row_of))]),
    )


def _cheapest(choices: Choices, limit: float) -> dict[int, int]:
    """The row of each column, by shortest augmenting paths (Kuhn 1955, Jonker and Volgenant 1987).

    Every row has a column of its own, -1 - row, at `limit`, that stands for staying alone; so no
    path goes farther than the few who compete. Plain dictionaries: a group of two or three is
    solved ten times quicker than by small arrays.
    """
    row_price: dict[int, float] = {}
    column_price: dict[int, float] = {}
    row_at: dict[int, int] = {}
    for row, own in choices.items():
        own.append((-1 - row, limit))
        _augment(choices, row, row_price, column_price, row_at)
    return {column: row for column, row in row_at.items() if column >= 0}


def _augment(
    choices: Choices,
    row: int,
    row_price: dict[int, float],
    column_price: dict[int, float],
    row_at: dict[int, int],
) -> None:
    """Give `row` a column, moving earlier rows along the cheapest chain that makes room."""
    shortest: dict[int, float] = {}
    came_from: dict[int, int | None] = {}
    done: dict[int, float] = {}
    row_price[row] = 0.0
    reached, current = 0.0, row
    column: int | None = None
    while True:
        base = reached - row_price[current]
        for other, price in choices[current]:
            slack = base + price - column_price.get(other, 0.0)
            if other not in done and slack < shortest.get(other, inf):
                shortest[other], came_from[other] = slack, column
        column = min(shortest, key=shortest.__getitem__)
        reached = shortest.pop(column)
        if column not in row_at:
            break
        done[column] = reached
        current = row_at[column]
    row_price[row] += reached
    for other, distance in done.items():
        row_price[row_at[other]] += reached - distance
        column_price[other] = column_price.get(other, 0.0) - (reached - distance)
    _shift(row, column, came_from, row_at)


def _shift(row: int, column: int, came_from: dict[int, int | None], row_at: dict[int, int]) -> None:
    while (previous := came_from[column]) is not None:
        row_at[column], column = row_at[previous], previous
    row_at[column] = row
