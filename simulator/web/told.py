"""What a page is told, as JSON with its `kind`."""

from msgspec import Struct


class _Told(Struct, frozen=True, kw_only=True, tag_field="kind"):
    pass


class Message(_Told, frozen=True, kw_only=True, tag="message"):
    """One MQTT message. topic: below the camera's own prefix. text: its payload as it came.

    at_s: UTC second of arrival here. size_bytes: whole topic and payload. stored: kept by the
    broker from before, so it left the camera earlier and is not counted again.
    """

    topic: str
    text: str
    at_s: float
    size_bytes: int
    stored: bool


class Bytes(_Told, frozen=True, kw_only=True, tag="bytes"):
    """left: topics and payloads received from the broker. seen: raw picture bytes looked at."""

    left: int
    seen: int
    messages: int


class Parts(_Told, frozen=True, kw_only=True, tag="parts"):
    """How the parts of the demo are; each text is "ok" or says what is wrong."""

    camera: str
    broker: str
    picture: str


class AtWork(_Told, frozen=True, kw_only=True, tag="at_work"):
    """The configuration at work, as the text it was written in where that is known."""

    version: int
    text: str


class Unsent(_Told, frozen=True, kw_only=True, tag="unsent"):
    """A configuration that was not published, and why."""

    reason: str


Told = Message | Bytes | Parts | AtWork | Unsent


class Header(Struct, frozen=True, kw_only=True):
    """What the desk itself reads of a picture's header; the page gets all of it."""

    seen_bytes: int
    config: dict[str, object]
