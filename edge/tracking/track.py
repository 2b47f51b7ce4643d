"""One thing followed through the picture."""

from dataclasses import dataclass
from typing import NewType

from edge.geometry import Box
from edge.label import Label

TrackId = NewType("TrackId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One thing as it stands in one frame.

    id: unique within one run of the vision process, never sent, never stored.
    box: the measured box, or while the thing is not seen the predicted one.
    seen_mono_s: when it was last really detected; first_mono_s: when it appeared.
    confirmed: seen often and well enough for a rule to judge it (masking does not wait for it).
    """

    id: TrackId
    label: Label
    box: Box
    score: float
    first_mono_s: float
    seen_mono_s: float
    confirmed: bool
