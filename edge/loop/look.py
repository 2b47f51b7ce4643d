"""What becomes of a frame: the pictures that may leave, and what was made of it."""

from dataclasses import dataclass

from edge.geometry import Boxes
from edge.perception.attention import Effort
from edge.privacy.event import Event, Total
from edge.privacy.mask import MaskedFrame
from edge.terms import Cause
from edge.tracking.track import Track

# The tracks of a picture, and people whom its look found too weakly to follow.
Known = tuple[tuple[Track, ...], Boxes]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A picture that may leave, and what was known of it when it was taken.

    masked: the only pixels that leave; whole when cause says why nothing may be seen.
    untracked: (N, 4) normalised boxes of people whom the last look found too weakly to follow.
    """

    masked: MaskedFrame
    tracks: tuple[Track, ...]
    untracked: Boxes
    cause: Cause | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one frame came to.

    views: the pictures whose time to leave has come: this one, an earlier one, several, or none.
    cause: why this very frame is masked whole. effort: which models looked at it.
    """

    views: tuple[View, ...]
    tracks: tuple[Track, ...]
    events: tuple[Event, ...]
    counts: tuple[Total, ...]
    cause: Cause | None
    effort: Effort
