"""Which of the regions that are held somebody is seen in again."""

from collections.abc import Sequence
from typing import Final

from edge.privacy.extent import Region, area, iou, shared_area
from edge.privacy.region import Ids

# Which of the held, and which of the seen.
Pair = tuple[int, int]

# A region is seen again when its likeness covers most of its upper part, where the head is. Legs
# apart or together change the lower part at every step: to hold it each time doubles the grey.
_ALIKE_IOU: Final = 0.3
_HEAD_PART: Final = 0.4
_COVERED: Final = 0.6
# Who shows less of himself at once is half hidden, or somebody else who was given his number.
_AS_LARGE: Final = 0.7


def successors(
    held: Sequence[Region], held_ids: Ids, seen: Sequence[Region], ids: Ids
) -> tuple[list[Pair], set[int]]:
    """Pair held regions with seen ones: those of the same track, and of the others the like.

    Returns the pairs, and which of the held have certainly been seen: about as wide and as high,
    or larger; and no held region that has no pair is more like it. Where two are close and one is
    missed, the other may be found under his number.
    """
    column_of = {number: column for column, number in enumerate(ids) if number}
    pairs, left = [], []
    for row, number in enumerate(held_ids):
        if number in column_of:
            pairs.append((row, column_of[number]))
        else:
            left.append(row)
    taken = {column for _, column in pairs}
    free = [column for column in range(len(seen)) if column not in taken]
    if left and free:
        alike = _alike(held, left, seen, free)
        pairs += alike.items()
        left = [row for row in left if row not in alike]
    rivals = [held[row] for row in left]
    return pairs, {row for row, column in pairs if _is_he(held[row], seen[column], rivals)}


def _is_he(held: Region, seen: Region, rivals: Sequence[Region]) -> bool:
    left, top, right, bottom = seen
    x_min, y_min, x_max, y_max = held
    if right - left <= _AS_LARGE * (x_max - x_min) or bottom - top <= _AS_LARGE * (y_max - y_min):
        return False
    own = None
    for rival in rivals:
        x_min, y_min, x_max, y_max = rival
        if x_min < right and x_max > left and y_min < bottom and y_max > top:
            if own is None:
                own = iou(held, seen)
            if iou(rival, seen) > own:
                return False
    return True


def _alike(
    held: Sequence[Region], rows: Sequence[int], seen: Sequence[Region], columns: Sequence[int]
) -> dict[int, int]:
    """One seen region each, the most alike that covers the held one's head."""
    likest = []
    for row in rows:
        one = x_min, y_min, x_max, y_max = held[row]
        for column in columns:
            other = left, top, right, bottom = seen[column]
            # Most are nowhere near.
            if left < x_max and right > x_min and top < y_max and bottom > y_min:
                alike = iou(one, other)
                if alike >= _ALIKE_IOU and _shows_head(one, other):
                    likest.append((-alike, row, column))
    pairs: dict[int, int] = {}
    taken = set()
    for _, row, column in sorted(likest):
        if row not in pairs and column not in taken:
            pairs[row] = column
            taken.add(column)
    return pairs


def _shows_head(held: Region, seen: Region) -> bool:
    left, top, right, bottom = held
    head = left, top, right, top + _HEAD_PART * (bottom - top)
    return shared_area(head, seen) >= _COVERED * area(head)
