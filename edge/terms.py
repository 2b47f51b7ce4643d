"""Words that the rules, the configuration and the schema share; light enough for any process."""

from typing import Annotated, Final, Literal

from msgspec import Meta

# How a zone or a line is called in the configuration, and the only text of it that is sent.
PlaceId = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,31}\\Z")]
# What something is watched for, as an operator and the oversight call it; never sent.
PurposeId = PlaceId
GENERAL: Final[PurposeId] = "general"
RuleName = Literal[
    "restricted_zone",
    "loitering",
    "line_crossing",
    "occupancy",
    "wrong_way",
    "tampering",
    "unattended_object",
    "object_removed",
    "unusual_activity",
]
# The place of what concerns no zone and no line.
WHOLE_CAMERA: Final = "camera"
# What can be done to a camera so that it sees nothing, or something else.
Tamper = Literal["covered", "moved", "defocused", "blinded", "frozen", "darkened"]
# How it ends that something stands alone: its owner, or whoever stays by it now, is there (the
# camera knows nobody again who was out of sight); it is gone; or it has stood for so long that it
# belongs there.
LeftEnd = Literal["reclaimed", "removed", "settled"]
# How much it matters: what happens, what to look at, what to go to.
Severity = Literal["info", "warning", "alarm"]
Phase = Literal["open", "update", "close"]
Direction = Literal["in", "out"]
PrivacyLevel = Literal["P0", "P1", "P2", "P3"]
# Thousandths of the epsilon of differential privacy: whole numbers add up without rounding.
EpsilonMilli = Annotated[int, Meta(ge=10, le=10_000)]
SourceKind = Literal["file", "pictures", "usb", "network", "picamera", "simulator"]
# Why a picture is masked whole.
Cause = Literal[
    "starting",  # nothing has been looked at completely yet
    "paused",  # somebody asked that nothing be seen for a while
    "detector",  # a model failed
    "mask",  # boxes that make no sense
    "stale",  # what is known of people is older than it may be
    "overload",  # frames come faster than they can be seen
    "dark",  # too little light for a detector
    "glare",  # blown out
    "blurred",  # out of focus, or dirt on the lens
    "covered",  # the lens sees nothing of the scene
    "frozen",  # the same picture again and again
    "moved",  # another view than the one it was set up for
    "light",  # another light within a moment
    "config",  # no configuration that can be read
    "clock",  # a schedule needs the time, and nobody knows it
]
