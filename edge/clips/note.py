"""What clips hear of an event."""

from dataclasses import dataclass

from edge.privacy.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """An event, when it was seen, and where on that clock its own coarse time lies."""

    event: Event
    mono_s: float
    coarse_mono_s: int
