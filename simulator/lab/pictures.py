"""All pictures that a camera has handed out, in a few bytes each: a day has a million of them."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import overload

from simulator.lab.record import Shown


class Pictures(Sequence[Shown]):
    """What of a Shown is as it was in the one before is kept once, all but the time."""

    def __init__(self) -> None:
        self._t_s = array("d")
        self._firsts: list[int] = []
        self._alike: list[tuple[bool, int]] = []

    def add(self, *, t_s: float, whole: bool, raw_bytes: int) -> None:
        alike = whole, raw_bytes
        if not self._alike or self._alike[-1] != alike:
            self._firsts.append(len(self._t_s))
            self._alike.append(alike)
        self._t_s.append(t_s)

    def __len__(self) -> int:
        return len(self._t_s)

    @overload
    def __getitem__(self, index: int) -> Shown: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Shown, ...]: ...

    def __getitem__(self, index: int | slice) -> Shown | tuple[Shown, ...]:
        if isinstance(index, slice):
            return tuple(self[place] for place in range(*index.indices(len(self))))
        place = range(len(self))[index]
        whole, raw_bytes = self._alike[bisect_right(self._firsts, place) - 1]
        return Shown(t_s=self._t_s[place], whole=whole, raw_bytes=raw_bytes)

    def __iter__(self) -> Iterator[Shown]:
        spans = pairwise([*self._firsts, len(self)])
        for (whole, raw_bytes), (first, end) in zip(self._alike, spans, strict=True):
            for t_s in self._t_s[first:end]:
                yield Shown(t_s=t_s, whole=whole, raw_bytes=raw_bytes)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Pictures):
            return NotImplemented
        return (self._t_s, self._firsts, self._alike) == (other._t_s, other._firsts, other._alike)

    __hash__ = None  # type: ignore[assignment]
