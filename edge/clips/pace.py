"""Which of a camera's pictures are recorded."""

from math import inf
from typing import Final

# Who walks is followed well at ten pictures a second; twice as many cost twice the work.
EVERY_S: Final = 0.1
# Cameras are not punctual.
_SLACK_S: Final = 0.02


class Pace:
    """Chooses ten pictures a second, spread evenly, or all where there are fewer."""

    def __init__(self) -> None:
        self._last_s = self._due_s = -inf

    def wants(self, mono_s: float) -> bool:
        """Whether to take the picture of that moment. Time that runs backwards begins afresh."""
        if self._last_s <= mono_s < self._due_s - _SLACK_S:
            return False
        goes_on = self._last_s <= mono_s
        self._due_s = max(self._due_s + EVERY_S, mono_s) if goes_on else mono_s + EVERY_S
        self._last_s = mono_s
        return True
