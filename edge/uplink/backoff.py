"""How long to wait before the next attempt, so that a fleet does not knock all at once."""

from collections.abc import Callable
from typing import Final

SHORTEST_S: Final = 1.0
LONGEST_S: Final = 60.0
# A connection that held this long was well: the next one is tried soon again. Shorter ones
# count as failures, or two cameras with one id would throw each other out every second.
WELL_AFTER_S: Final = 20.0


class Backoff:
    """Exponential, with full jitter. random: uniform in [0, 1)."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._failures = 0

    def next_s(self, *, held_s: float) -> float:
        """Seconds until the next attempt, after a connection that held for held_s."""
        self._failures = 1 if held_s >= WELL_AFTER_S else self._failures + 1
        # The exponent stops where the ceiling is reached anyway.
        ceiling_s = min(LONGEST_S, SHORTEST_S * 2.0 ** min(self._failures, 10))
        return SHORTEST_S + (ceiling_s - SHORTEST_S) * self._random()
