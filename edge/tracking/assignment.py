"""Which box belongs to which track: the cheapest pairing, exact, in small groups."""

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
    pairs: list[Pair] = []
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

    Every row has a column of its own, at `limit`, that stands for staying alone.
    """
    count, width = cost.shape
    alone = np.full((count, count), _FAR)
    np.fill_diagonal(alone, limit)
    padded = np.hstack([np.minimum(cost, _FAR), alone])
    row_price, column_price = np.zeros(count), np.zeros(width + count)
    row_at = np.full(width + count, -1)
    for row in range(count):
        _augment(padded, row, row_price, column_price, row_at)
    return [(int(row_at[c]), c) for c in range(width) if row_at[c] >= 0]


def _augment(
    cost: Floats,
    row: int,
    row_price: Floats,
    column_price: Floats,
    row_at: NDArray[np.int64],
) -> None:
    """Give `row` a column, moving earlier rows along the cheapest chain that makes room."""
    columns = cost.shape[1]
    shortest, came_from = np.full(columns, np.inf), np.full(columns, -1)
    done = np.zeros(columns, np.bool_)
    reached, column, current = 0.0, -1, row
    while current >= 0:
        slack = reached + cost[current] - row_price[current] - column_price
        better = ~done & (slack < shortest)
        shortest[better], came_from[better] = slack[better], column
        column = int(np.argmin(np.where(done, np.inf, shortest)))
        reached, current = float(shortest[column]), int(row_at[column])
        done[column] = True
    ends = np.flatnonzero(done)
    row_price[row] += reached
    inner = ends[ends != column]
    row_price[row_at[inner]] += reached - shortest[inner]
    column_price[ends] -= reached - shortest[ends]
    _shift(row, column, came_from, row_at)


def _shift(row: int, column: int, came_from: NDArray[np.int64], row_at: NDArray[np.int64]) -> None:
    while column >= 0:
        previous = int(came_from[column])
        row_at[column] = row if previous < 0 else row_at[previous]
        column = previous
