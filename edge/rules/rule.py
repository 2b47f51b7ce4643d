"""What every rule is: a decision over tracks and time, without a clock or a camera of its own."""

from dataclasses import dataclass
from typing import Protocol

from edge.rules.finding import Finding
from edge.tracking.track import Track


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that a rule may know about one frame."""

    tracks: tuple[Track, ...]
    mono_s: float
    utc_s: float | None


class Rule(Protocol):
    def observe(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge one frame; scenes arrive in the order of their mono_s."""
        ...

    def end(self, scene: Scene) -> tuple[Finding, ...]:
        """Close what is open: the rule is taken away. scene: the last that was judged."""
        ...
