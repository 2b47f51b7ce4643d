"""What has changed in the scene and stands still: all that rules learn of it, without a pixel."""

from dataclasses import dataclass
from typing import Final, Literal, NewType

from edge.geometry import Box

ThingId = NewType("ThingId", int)
# Stands where nothing of the kind stood; or what belonged there does no more.
Change = Literal["appeared", "gone"]
# The place is as it was; or the change has lasted so long that it is how the place is now.
Over = Literal["undone", "usual"]

# What is over is told for so long: longer than the slowest camera takes between two looks.
TOLD_S: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One change that stands still.

    id: unique within one run of the vision process, never sent, never stored. box: normalised.
    since_mono_s: when it began, as far as can be told: it may have been hidden then. seen_mono_s:
    when it was last really seen so, and not behind somebody. over: None while it lasts.
    """

    id: ThingId
    change: Change
    box: Box
    since_mono_s: float
    seen_mono_s: float
    over: Over | None = None
