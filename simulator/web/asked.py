"""What a page may ask for, as JSON with its `ask`; anything else ends its connection."""

from typing import Any, Final, Literal, get_args

import msgspec
from msgspec import Struct

# Of the picture, of the network, of the camera's own processes, of whoever configures it.
TroubleName = Literal[
    "covered",
    "frozen",
    "unplugged",
    "moved",
    "defocused",
    "dark",
    "broker_down",
    "broker_slow",
    "broker_half_open",
    "broker_hostile",
    "kill_vision",
    "kill_uplink",
    "bad_config",
]
TROUBLES: Final[tuple[TroubleName, ...]] = get_args(TroubleName)


class _Asked(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="ask"):
    pass


class Publish(_Asked, frozen=True, kw_only=True, tag="publish"):
    """Publish this configuration text as it is."""

    text: str


class Check(_Asked, frozen=True, kw_only=True, tag="check"):
    """Say what the camera would say of this text. number: comes back with the answer."""

    number: int
    text: str


class Write(_Asked, frozen=True, kw_only=True, tag="write"):
    """Write this document as a text, and check that."""

    number: int
    document: dict[str, Any]


class Choose(_Asked, frozen=True, kw_only=True, tag="choose"):
    """Let a new camera look at another scene. key: of its card."""

    key: str


class Make(_Asked, frozen=True, kw_only=True, tag="trouble"):
    """Make a trouble, or end it. One that is over in a moment is only made."""

    name: TroubleName
    on: bool


Asked = Publish | Check | Write | Choose | Make
_DECODER: Final[msgspec.json.Decoder[Asked]] = msgspec.json.Decoder(Asked)


class NotAskedError(ValueError):
    """Nothing that a page of ours would send."""


def read_asked(text: str) -> Asked:
    """Read one wish. Raises NotAskedError."""
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise NotAskedError(str(error)) from error
