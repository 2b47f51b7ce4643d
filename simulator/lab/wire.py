"""A connection without a network: packets in order, late, or not at all."""

from collections import deque
from collections.abc import Callable
from typing import Final

from simulator.lab.packets import Packet

_NOW: Final = float("-inf")


class Wire:
    """One connection between a client and a broker, as TCP: in order, whole, or cut.

    delay_s: how much later than sent the broker's packets arrive. stalled: nothing passes either
    way and nobody is told; what was sent passes when the stall ends. heard_s: when the broker
    last heard from the client.
    """

    def __init__(self, mono_s: Callable[[], float], *, to_broker: Callable[[Packet], None]) -> None:
        self.delay_s = 0.0
        self.heard_s = mono_s()
        self.left = False
        self._mono_s = mono_s
        self._to_broker = to_broker
        self._cut = False
        self._stalled = False
        self._up: deque[Packet] = deque()
        self._down: deque[tuple[float, Packet]] = deque()
        self._last_due_s = _NOW

    # -- the client's end

    @property
    def is_over(self) -> bool:
        """The broker has hung up, and all that it said before was taken."""
        return self._cut and not self._down and not self._stalled

    def say(self, packet: Packet) -> None:
        """Send to the broker; into the void where it has hung up."""
        if self._stalled:
            self._up.append(packet)
        elif not self._cut:
            self._hear(packet)

    def has_come(self) -> bool:
        """Whether there is something to take or to notice at this moment."""
        if self.left or self._stalled:
            return False
        return self._down[0][0] <= self._mono_s() if self._down else self._cut

    def take(self) -> tuple[Packet, ...]:
        """What has arrived from the broker since the last call."""
        if not self._down or self._stalled:
            return ()
        now_s, taken = self._mono_s(), []
        while self._down and self._down[0][0] <= now_s:
            taken.append(self._down.popleft()[1])
        return tuple(taken)

    def leave(self) -> None:
        """Close without a word; the broker is told once that can pass."""
        self.left = True

    # -- the broker's end

    @property
    def is_gone(self) -> bool:
        """The client has left, and the broker can know it."""
        return self.left and not self._stalled

    @property
    def is_dead(self) -> bool:
        """Nothing will ever pass again."""
        return self._cut and not self._stalled

    def answer(self, packet: Packet) -> None:
        """Send to the client."""
        due_s = _NOW
        if self.delay_s or self._down:
            due_s = max(self._mono_s() + self.delay_s, self._last_due_s)
        self._last_due_s = due_s
        self._down.append((due_s, packet))

    def hang_up(self) -> None:
        """End it from the broker's end; what was said before still arrives."""
        self._cut = True

    def stall(self, stalled: bool) -> None:
        """Let nothing pass, or let all pass that was held up."""
        self._stalled = stalled
        while self._up and not self._stalled and not self._cut:
            self._hear(self._up.popleft())

    def _hear(self, packet: Packet) -> None:
        self.heard_s = self._mono_s()
        self._to_broker(packet)
