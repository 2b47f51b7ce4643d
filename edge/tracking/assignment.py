"""Which box belongs to which track: the cheapest pairing, exact, in small groups."""

from math import inf

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pair = tuple[int, int]
# The pairs that may be made, row by row. For each row its columns, or the other way round.
Prices = dict[Pair, float]
Rivals = dict[int, list[int]]
# The columns that one row may have, and at which price.
Choices = list[tuple[int, float]]


def assign(cost: Floats, *, limit: float) -> list[Pair]:
    """Pair rows with columns so that the sum of costs is least; leaving a row alone costs `limit`.

    cost: (N, M); a pair at or above `limit` (inf included) is never made. Rows and columns
    that compete are solved together, all others apart: people rarely stand in one crowd.
    """
    rows, columns = np.nonzero(cost < limit)
    possible = zip(rows.tolist(), columns.tolist(), strict=True)
    prices = dict(zip(possible, cost[rows, columns].tolist(), strict=True))
    if not prices:
        return []
    columns_of, rows_of = _rivals(prices)
    # Most rows and columns have only each other: they need no search.
    pairs = [
        (row, column)
        for row, column in prices
        if len(columns_of[row]) == 1 and len(rows_of[column]) == 1
    ]
    if len(pairs) == len(prices):
        return pairs
    for row, column in pairs:
        del columns_of[row], rows_of[column]
    for group_rows, group_columns in _groups(columns_of, rows_of):
        pairs.extend(_solve(prices, group_rows, group_columns, limit))
    return pairs


def _rivals(prices: Prices) -> tuple[Rivals, Rivals]:
    """The columns that each row may have, and the rows that each column may have."""
    columns_of: Rivals = {}
    rows_of: Rivals = {}
    for row, column in prices:
        columns_of.setdefault(row, []).append(column)
        rows_of.setdefault(column, []).append(row)
    return columns_of, rows_of


def _solve(prices: Prices, rows: list[int], columns: list[int], limit: float) -> list[Pair]:
    if len(rows) == 1:
        (row,) = rows
        return [(row, min(columns, key=lambda column: prices[row, column]))]
    choices = [
        [(at, prices[row, column]) for at, column in enumerate(columns) if (row, column) in prices]
        for row in rows
    ]
    return [(rows[r], columns[c]) for r, c in _cheapest(choices, len(columns), limit)]


def _groups(columns_of: Rivals, rows_of: Rivals) -> list[tuple[list[int], list[int]]]:
    """Split into the connected groups of rows and columns."""
    groups: list[tuple[list[int], list[int]]] = []
    seen: set[int] = set()
    for row in columns_of:
        if row not in seen:
            rows, reached = _reach(row, columns_of, rows_of)
            seen |= rows
            groups.append((sorted(rows), sorted(reached)))
    return groups


def _reach(row: int, columns_of: Rivals, rows_of: Rivals) -> tuple[set[int], set[int]]:
    rows, columns, waiting = {row}, set[int](), [row]
    while waiting:
        for column in columns_of[waiting.pop()]:
            if column not in columns:
                columns.add(column)
                new = set(rows_of[column]) - rows
                rows |= new
                waiting.extend(new)
    return rows, columns


def _cheapest(choices: list[Choices], width: int, limit: float) -> list[Pair]:
    """Solve one group by shortest augmenting paths (Kuhn 1955, Jonker and Volgenant 1987).

    Every row has a column of its own, at `limit`, that stands for staying alone. Plain lists:
    a group of two or three is solved ten times quicker than by small arrays.
    """
    count = len(choices)
    row_price, column_price = [0.0] * count, [0.0] * (width + count)
    row_at = [-1] * (width + count)
    for row, own in enumerate(choices):
        own.append((width + row, limit))
        _augment(choices, row, row_price, column_price, row_at)
    return [(row_at[column], column) for column in range(width) if row_at[column] >= 0]


def _augment(
    choices: list[Choices],
    row: int,
    row_price: list[float],
    column_price: list[float],
    row_at: list[int],
) -> None:
    """Give `row` a column, moving earlier rows along the cheapest chain that makes room."""
    shortest: dict[int, float] = {}
    came_from: dict[int, int] = {}
    done: dict[int, float] = {}
    reached, column, current = 0.0, -1, row
    while current >= 0:
        base = reached - row_price[current]
        for other, price in choices[current]:
            slack = base + price - column_price[other]
            if other not in done and slack < shortest.get(other, inf):
                shortest[other], came_from[other] = slack, column
        reached, column = min((slack, other) for other, slack in shortest.items())
        done[column] = shortest.pop(column)
        current = row_at[column]
    row_price[row] += reached
    for other, distance in done.items():
        if other != column:
            row_price[row_at[other]] += reached - distance
        column_price[other] -= reached - distance
    _shift(row, column, came_from, row_at)


def _shift(row: int, column: int, came_from: dict[int, int], row_at: list[int]) -> None:
    while column >= 0:
        previous = came_from[column]
        row_at[column] = row if previous < 0 else row_at[previous]
        column = previous
