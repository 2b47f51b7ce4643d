"""One thing followed through the picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NewType

import numpy as np

from edge.geometry import Box, Boxes
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is to be expected of all tracks for a while.

    boxes: (N, 4) normalised, all places from now until then. widths_per_s: how fast the fastest
    goes sideways, in its own widths a second. certain_s: until when a few more looks may confirm
    one that is not.
    """

    boxes: Boxes
    widths_per_s: float
    certain_s: float


def boxes_of(tracks: Sequence[Track]) -> Boxes:
    """Return the (N, 4) boxes of tracks, normalised."""
    corners = ((t.box.x_min, t.box.y_min, t.box.x_max, t.box.y_max) for t in tracks)
    return np.fromiter(chain.from_iterable(corners), np.float32, 4 * len(tracks)).reshape(-1, 4)
