"""The last seconds of masked video, coded and in memory: what came before an event."""

from collections import deque
from collections.abc import Sequence
from typing import Final

from edge.clips.packet import Packet

# 30 s at the encoder's ceiling of 2 Mbit/s.
MAX_BYTES: Final = 8_000_000


class Ring:
    """Holds whole runs of pictures, each from a key picture on, no longer than they are needed.

    before_s: how far back `since` can be asked. max_bytes: the oldest run goes where more piles up.
    """

    def __init__(self, *, before_s: float, max_bytes: int = MAX_BYTES) -> None:
        self._before_s = before_s
        self._max_bytes = max_bytes
        self._runs: deque[list[Packet]] = deque()
        self.bytes = 0

    def add(self, packet: Packet) -> None:
        """Take the next picture; one that needs another which is not here is of no use."""
        if packet.key:
            self._runs.append([])
        if not self._runs:
            return
        self._runs[-1].append(packet)
        self.bytes += len(packet.data)
        while len(self._runs) > 1 and self._is_over(now_s=packet.mono_s):
            self._drop()
        if self.bytes > self._max_bytes:
            self.clear()

    def since(self, mono_s: float) -> tuple[Packet, ...]:
        """All pictures from the last key picture at or before mono_s on, or all there are."""
        runs = list(self._runs)
        while len(runs) > 1 and _is_before(runs, mono_s):
            del runs[0]
        return tuple(packet for run in runs for packet in run)

    def clear(self) -> None:
        self._runs.clear()
        self.bytes = 0

    def _is_over(self, *, now_s: float) -> bool:
        return self.bytes > self._max_bytes or _is_before(self._runs, now_s - self._before_s)

    def _drop(self) -> None:
        self.bytes -= sum(len(packet.data) for packet in self._runs.popleft())


def _is_before(runs: Sequence[Sequence[Packet]], mono_s: float) -> bool:
    """Whether the first of several runs shows nothing of that moment or later.

    Its last picture is shown until the next run; but not over a gap in which none came.
    """
    return runs[1][0].mono_s <= mono_s or runs[0][-1].mono_s < mono_s
