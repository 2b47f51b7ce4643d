"""Whether what arrives is all that was sent, in its order: one numbering for each camera."""

from collections.abc import Sequence
from typing import Literal

Arrival = Literal["next", "ahead", "late", "again"]


class Sequences:
    """Counts events of N cameras; each camera numbers its own from 1 without a gap."""

    def __init__(self, cameras: int) -> None:
        self._last = [0] * cameras
        self._missing: dict[int, set[int]] = {}
        self.received = 0
        self.duplicates = 0
        self.out_of_order = 0

    def take(self, camera: int, seq: int) -> Arrival:
        """Note one arrival. ahead: over a gap. late: fills a gap. again: it was here before."""
        last = self._last[camera]
        if seq > last:
            self._last[camera] = seq
            self.received += 1
            if seq == last + 1:
                return "next"
            self._missing.setdefault(camera, set()).update(range(last + 1, seq))
            return "ahead"
        if seq in self._missing.get(camera, ()):
            self._missing[camera].discard(seq)
            self.received += 1
            self.out_of_order += 1
            return "late"
        self.duplicates += 1
        return "again"

    def lost(self, sent: Sequence[int]) -> int:
        """How many have not arrived. sent: number of the last one that each camera has sent."""
        behind = sum(max(0, s - last) for s, last in zip(sent, self._last, strict=True))
        return behind + sum(len(missing) for missing in self._missing.values())


class Totals:
    """Counts messages without a number: new unless the same was among the last few of a camera."""

    _REMEMBERED = 24

    def __init__(self, cameras: int) -> None:
        self._recent: list[list[int]] = [[] for _ in range(cameras)]
        self._received = [0] * cameras
        self.duplicates = 0

    @property
    def received(self) -> int:
        return sum(self._received)

    def take(self, camera: int, topic: str, payload: bytes) -> None:
        """Note one arrival."""
        mark = hash((topic, payload))
        recent = self._recent[camera]
        if mark in recent:
            self.duplicates += 1
            return
        recent.append(mark)
        del recent[: -self._REMEMBERED]
        self._received[camera] += 1

    def lost(self, sent: Sequence[int]) -> int:
        """How many have not arrived. sent: how many each camera has sent."""
        return sum(max(0, s - got) for s, got in zip(sent, self._received, strict=True))
