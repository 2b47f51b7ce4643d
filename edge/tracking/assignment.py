"""Which box belongs to which track: the cheapest pairing, exact, in small groups."""

from math import inf
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pair = tuple[int, int]


def assign(cost: Floats, *, limit: float) -> list[Pair]:
    """Pair rows with columns so that the sum of costs is least; leaving a row alone costs `limit`.

    cost: (N, M); a pair at or above `limit` (inf included) is never made. Rows and columns
    that compete are solved together, all others apart: people rarely stand in one crowd.
    """
    possible = cost < limit
    # Most rows and columns have only each other: they need no search.
    alone = possible & (possible.sum(axis=0) == 1) & (possible.sum(axis=1) == 1)[:, None]
    pairs: list[Pair] = [(row, column) for row, column in np.argwhere(alone).tolist()]
    if np.count_nonzero(possible) == len(pairs):
        return pairs
    possible &= ~alone
    for rows, columns in _groups(possible):
        if len(rows) == 1:
            best = min(columns, key=lambda column: float(cost[rows[0], column]))
            pairs.append((rows[0], best))
        else:
            part = np.where(possible, cost, np.inf)[np.ix_(rows, columns)]
            pairs.extend((rows[r], columns[c]) for r, c in _cheapest(part, limit))
    return pairs


def _groups(possible: NDArray[np.bool_]) -> list[tuple[list[int], list[int]]]:
    """Split into the connected groups of rows and columns; those without a pair are left out."""
    columns_of: list[list[int]] = [[] for _ in range(possible.shape[0])]
    rows_of: list[list[int]] = [[] for _ in range(possible.shape[1])]
    for row, column in np.argwhere(possible).tolist():
        columns_of[row].append(column)
        rows_of[column].append(row)
    groups: list[tuple[list[int], list[int]]] = []
    seen: set[int] = set()
    for row, columns in enumerate(columns_of):
        if columns and row not in seen:
            rows, reached = _reach(row, columns_of, rows_of)
            seen |= rows
            groups.append((sorted(rows), sorted(reached)))
    return groups


def _reach(
    row: int, columns_of: list[list[int]], rows_of: list[list[int]]
) -> tuple[set[int], set[int]]:
    rows, columns, waiting = {row}, set[int](), [row]
    while waiting:
        for column in columns_of[waiting.pop()]:
            if column not in columns:
                columns.add(column)
                new = set(rows_of[column]) - rows
                rows |= new
                waiting.extend(new)
    return rows, columns


_FAR: Final = 1e9


def _cheapest(cost: Floats, limit: float) -> list[Pair]:
    """Solve one group by shortest augmenting paths (Kuhn 1955, Jonker and Volgenant 1987).

    Every row has a column of its own, at `limit`, that stands for staying alone. Plain lists:
    a group of two or three is solved ten times quicker than by small arrays.
    """
    count, width = cost.shape
    padded = [
        [min(price, _FAR) for price in prices] + [limit if k == row else _FAR for k in range(count)]
        for row, prices in enumerate(cost.tolist())
    ]
    row_price, column_price = [0.0] * count, [0.0] * (width + count)
    row_at = [-1] * (width + count)
    for row in range(count):
        _augment(padded, row, row_price, column_price, row_at)
    return [(row_at[column], column) for column in range(width) if row_at[column] >= 0]


def _augment(
    cost: list[list[float]],
    row: int,
    row_price: list[float],
    column_price: list[float],
    row_at: list[int],
) -> None:
    """Give `row` a column, moving earlier rows along the cheapest chain that makes room."""
    columns = range(len(column_price))
    shortest, came_from = [inf for _ in columns], [-1 for _ in columns]
    done: list[int] = []
    open_columns = set(columns)
    reached, column, current = 0.0, -1, row
    while current >= 0:
        prices, base = cost[current], reached - row_price[current]
        for other in open_columns:
            slack = base + prices[other] - column_price[other]
            if slack < shortest[other]:
                shortest[other], came_from[other] = slack, column
        column = min(open_columns, key=lambda other: (shortest[other], other))
        open_columns.remove(column)
        done.append(column)
        reached, current = shortest[column], row_at[column]
    row_price[row] += reached
    for other in done:
        if other != column:
            row_price[row_at[other]] += reached - shortest[other]
        column_price[other] -= reached - shortest[other]
    _shift(row, column, came_from, row_at)


def _shift(row: int, column: int, came_from: list[int], row_at: list[int]) -> None:
    while column >= 0:
        previous = came_from[column]
        row_at[column] = row if previous < 0 else row_at[previous]
        column = previous
