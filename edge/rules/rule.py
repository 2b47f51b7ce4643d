"""What every rule is: a decision over tracks and time, without a clock or a camera of its own."""

from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

from edge.perception.thing import Thing
from edge.rules.finding import Finding
from edge.terms import Cause
from edge.tracking.track import Track

Watches = Literal["scene", "camera"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that a rule may know about one frame.

    causes: what speaks against showing this very picture. things: what has changed and stands
    still. aspect: of the picture, its width over its height.
    """

    tracks: tuple[Track, ...]
    mono_s: float
    utc_s: float | None
    causes: frozenset[Cause] = frozenset()
    things: tuple[Thing, ...] = ()
    aspect: float = 4 / 3


class Rule(Protocol):
    """watches: what the rule is about. The scene is not judged while the picture shows none."""

    watches: ClassVar[Watches]

    def observe(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge one frame; scenes arrive in the order of their mono_s."""
        ...

    def end(self, scene: Scene) -> tuple[Finding, ...]:
        """Close what is open: the rule is taken away. scene: the last that was judged."""
        ...
