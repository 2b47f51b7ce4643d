"""What has happened to a fleet so far."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Tallies:
    """What happened so far. troubles: why connections failed or ended, and how often.

    dropped: connections cut by storms. acknowledged: events and counts.
    """

    connected: int = 0
    dropped: int = 0
    acknowledged: int = 0
    sent_messages: int = 0
    troubles: Counter[str] = field(default_factory=Counter)
