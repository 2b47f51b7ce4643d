"""Whether a proof about an append-only log holds, for whoever has nothing but two roots.

Algorithms of RFC 9162, 2.1.3.2 and 2.1.4.2, for the hashes of RFC 6962. A proof is nothing but
hashes: it cannot make anything true that is not.
"""

from collections.abc import Sequence

from edge.oversight.log.tree import node_hash


def is_included(leaf: bytes, path: Sequence[bytes], *, number: int, size: int, root: bytes) -> bool:
    """Whether the leaf with this hash is the one of that number below root."""
    if not 0 <= number < size:
        return False
    first, last, found = number, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            found = node_hash(step, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node_hash(found, step)
        first, last = first >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    path: Sequence[bytes], *, old_size: int, old_root: bytes, size: int, root: bytes
) -> bool:
    """Whether the tree below root begins with the one below old_root."""
    if not 0 < old_size < size:
        # Every tree begins with nothing, and each with itself.
        same = old_size == size and old_root == root
        return not path and (same or (old_size == 0 < size))
    steps = list(path)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)
    return (old_root, root) == _roots(steps, first=old_size - 1, last=size - 1)


def _roots(steps: Sequence[bytes], *, first: int, last: int) -> tuple[bytes, bytes] | None:
    """The roots that a path leads to, None where it is too short or too long.

    first, last: number of the last leaf of either tree.
    """
    while first & 1:
        first, last = first >> 1, last >> 1
    if not steps:
        return None
    old_found = found = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if first & 1 or first == last:
            old_found, found = node_hash(step, old_found), node_hash(step, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node_hash(found, step)
        first, last = first >> 1, last >> 1
    return (old_found, found) if last == 0 else None
