"""What a page is told, as JSON with its `kind`."""

from typing import Any, Literal

from msgspec import Struct

from simulator.scenario.schema import CameraAt, Occluder, Spot
from simulator.web.asked import TroubleName
from simulator.world.body import BodyKind, Motion


class _Told(Struct, frozen=True, kw_only=True, tag_field="kind"):
    pass


class SceneCard(Struct, frozen=True, kw_only=True):
    """One scene that can be chosen. theme: of the catalogue, or `video`; nature: its kind there."""

    key: str
    title: str
    about: str
    theme: str
    nature: Literal["normal", "near_miss", "nasty"] | None = None


class Scenes(_Told, frozen=True, kw_only=True, tag="scenes"):
    cards: tuple[SceneCard, ...]


class OnStage(_Told, frozen=True, kw_only=True, tag="on_stage"):
    """Which scene the camera looks at. A new number is a new camera: all before it is over.

    camera: its id at the broker. troubles: those that can be made here.
    """

    number: int
    camera: str
    card: SceneCard
    troubles: tuple[TroubleName, ...]


class Ground(_Told, frozen=True, kw_only=True, tag="ground"):
    """The scene's ground as its author wrote it: the camera at [0, 0], metres."""

    camera: CameraAt
    occluders: tuple[Occluder, ...]
    lamps: tuple[Spot, ...]


class BodyAt(Struct, frozen=True, kw_only=True, array_like=True):
    name: str
    kind: BodyKind
    x_m: float
    ahead_m: float
    facing_deg: float
    motion: Motion
    carried: bool


class Bodies(_Told, frozen=True, kw_only=True, tag="bodies"):
    """Who is where, t_s after the scene began. The simulator's truth: no camera sends it."""

    t_s: float
    bodies: tuple[BodyAt, ...]


class Message(_Told, frozen=True, kw_only=True, tag="message", omit_defaults=True):
    """One MQTT message. topic: below the camera's own prefix. text: its payload as it came.

    raw: the payload where it is no UTF-8. at_s: UTC second of arrival here. size_bytes: whole
    topic and payload. stored: kept by the broker from before, so it left the camera earlier and
    is not counted again. again: an event that came before. left_bytes: all that had left the
    camera with this message.
    """

    topic: str
    text: str
    at_s: float
    size_bytes: int
    stored: bool
    raw: bytes | None = None
    again: bool = False
    left_bytes: int = 0


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


class Troubled(_Told, frozen=True, kw_only=True, tag="troubled"):
    """The troubles that last at present."""

    on: tuple[TroubleName, ...] = ()


class AtWork(_Told, frozen=True, kw_only=True, tag="at_work"):
    """The configuration at work, as the text it was written in where that is known."""

    version: int
    text: str


class Place(Struct, frozen=True, kw_only=True):
    """What is wrong with a configuration, where."""

    path: str
    reason: str


class Checked(_Told, frozen=True, kw_only=True, tag="checked"):
    """What the camera would say of a configuration. number: of the question that it answers.

    document: the text's plain values, None where it is no mapping. faults: empty when it is good.
    """

    number: int
    text: str
    document: dict[str, Any] | None
    faults: tuple[Place, ...]


class Refused(_Told, frozen=True, kw_only=True, tag="refused"):
    """A wish that was not carried out, and why."""

    wish: str
    reason: str


Told = (
    Scenes
    | OnStage
    | Ground
    | Bodies
    | Message
    | Bytes
    | Parts
    | Troubled
    | AtWork
    | Checked
    | Refused
)


class Header(Struct, frozen=True, kw_only=True):
    """What the desk itself reads of a picture's header; the page gets all of it."""

    seen_bytes: int
    config: dict[str, object]
