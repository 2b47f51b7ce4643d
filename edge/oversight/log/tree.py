"""A Merkle tree that only grows: RFC 6962, section 2.1, and the proofs of its clients.

Hashes are 32 bytes of SHA-256. Leaves are numbered from 0.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

HASH_BYTES: Final = 32
# RFC 6962, 2.1: without these a node could be passed off as a leaf.
_LEAF: Final = b"\0"
_NODE: Final = b"\1"
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()


class Tree:
    """Leaves and every complete subtree above them: 64 bytes of memory a leaf."""

    def __init__(self, entries: Iterable[bytes] = ()) -> None:
        self._levels = [bytearray()]
        for entry in entries:
            self.append(entry)

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0]) // HASH_BYTES

    def append(self, entry: bytes) -> None:
        self._levels[0] += leaf_hash(entry)
        number, level = self.size - 1, 0
        while number & 1:
            if len(self._levels) == level + 1:
                self._levels.append(bytearray())
            self._levels[level + 1] += node_hash(
                self._at(level, number - 1), self._at(level, number)
            )
            number, level = number >> 1, level + 1

    def root(self, size: int | None = None) -> bytes:
        """Of the first leaves, all unless size says how many. Raises IndexError for too many."""
        size = self.size if size is None else size
        return self._hash(0, self._checked(size)) if size else EMPTY_ROOT

    def inclusion(self, number: int, size: int) -> tuple[bytes, ...]:
        """Audit path of one leaf in the tree of the first size leaves (RFC 6962, 2.1.1).

        Raises IndexError where there is no such leaf.
        """
        if not 0 <= number < self._checked(size):
            raise IndexError(f"no leaf {number} among {size}")
        return tuple(self._path(number, 0, size))

    def consistency(self, old: int, size: int) -> tuple[bytes, ...]:
        """That the tree of size leaves begins with the one of old (RFC 6962, 2.1.2).

        Nothing where they are the same or the old one was empty. Raises IndexError.
        """
        if not 0 <= old <= self._checked(size):
            raise IndexError(f"{old} is not within {size}")
        return tuple(self._subproof(old, 0, size, known=True)) if 0 < old < size else ()

    def _checked(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise IndexError(f"there are {self.size} leaves, not {size}")
        return size

    def _path(self, number: int, start: int, end: int) -> Iterable[bytes]:
        if end - start == 1:
            return
        middle = start + _split(end - start)
        if number < middle:
            yield from self._path(number, start, middle)
            yield self._hash(middle, end)
        else:
            yield from self._path(number, middle, end)
            yield self._hash(start, middle)

    def _subproof(self, old: int, start: int, end: int, *, known: bool) -> Iterable[bytes]:
        """known: whoever checks has the hash of these very leaves already, as the old root."""
        if old == end:
            if not known:
                yield self._hash(start, end)
            return
        middle = start + _split(end - start)
        if old <= middle:
            yield from self._subproof(old, start, middle, known=known)
            yield self._hash(middle, end)
        else:
            yield from self._subproof(old, middle, end, known=False)
            yield self._hash(start, middle)

    def _hash(self, start: int, end: int) -> bytes:
        """Of leaves start to end; subtrees that are complete are not hashed again."""
        length = end - start
        if length & (length - 1) == 0:
            return self._at(length.bit_length() - 1, start // length)
        middle = start + _split(length)
        return node_hash(self._hash(start, middle), self._hash(middle, end))

    def _at(self, level: int, number: int) -> bytes:
        return bytes(self._levels[level][number * HASH_BYTES : (number + 1) * HASH_BYTES])


def _split(length: int) -> int:
    """The largest power of two below length."""
    return 1 << (length - 1).bit_length() - 1
