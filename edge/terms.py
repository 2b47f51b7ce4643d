"""Words that the rules, the configuration and the schema share; light enough for any process."""

from typing import Annotated, Literal

from msgspec import Meta

# How a zone or a line is called in the configuration, and the only text of it that is sent.
PlaceId = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,31}\\Z")]
Phase = Literal["open", "update", "close"]
Direction = Literal["in", "out"]
PrivacyLevel = Literal["P0", "P1", "P2", "P3"]
SourceKind = Literal["file", "pictures", "usb", "network", "picamera", "simulator"]
