"""What the log can say: a closed schema, in one canonical form, and nothing that names a person.

Times are whole minutes, so the log tells no finer than an event when something happened.
"""

from typing import Annotated, Final, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from edge.contract import CommandName, KeyId
from edge.errors import refuse
from edge.terms import Cause, SourceKind

Natural = Annotated[int, Meta(ge=0)]
# SHA-256 in hexadecimal digits, of what is named where it stands.
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Release = Annotated[str, Meta(pattern=r"^[0-9A-Za-z.+-]{1,32}\Z")]
# A file number that a court or an office gave: letters, digits, points, dashes.
CaseNumber = Annotated[str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z./-]{0,31}\Z")]
# The largest has some 400; one that is larger is none of ours.
MAX_ENTRY_BYTES: Final = 1_024
MINUTE_S: Final = 60


class _Entry(
    Struct,
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="kind",
):
    """n: its place in the log, from 0. t: the minute, in seconds since 1970-01-01T00:00Z; None
    while the clock is not set. skipped: of this kind before it, which a flood or a full disk left
    no room for.
    """

    n: Natural = 0
    t: Natural | None = None
    skipped: Natural = 0


class Began(_Entry, frozen=True, kw_only=True, tag="began"):
    """The first of every log. why: no log before it, or one that is damaged and was set aside;
    then old_size and old_root are of its last checkpoint, where that could be read.
    """

    why: Literal["first", "damaged"]
    old_size: Natural | None = None
    old_root: Digest | None = None


class Started(_Entry, frozen=True, kw_only=True, tag="started"):
    """boot: how often vision has started, counted in the door; None where that cannot be read. Of a
    camera that starts again and again every 32nd is written.
    """

    firmware: Release
    source: SourceKind
    boot: Natural | None = None


class Stopped(_Entry, frozen=True, kw_only=True, tag="stopped"):
    """In order; a start without a stop before it followed a crash or a power cut."""


class Configured(_Entry, frozen=True, kw_only=True, tag="config"):
    """What became of a desired configuration, as in ConfigReport. digest: of what is at work."""

    state: Literal["applied", "trial", "narrowed", "rejected", "rolled-back"]
    version: int | None = None
    desired_version: int | None = None
    digest: Digest | None = None


class Governed(_Entry, frozen=True, kw_only=True, tag="policy"):
    """What became of a desired policy. digest: of the one that holds."""

    state: Literal["applied", "rejected"]
    version: int | None = None
    desired_version: int | None = None
    digest: Digest | None = None


class Updated(_Entry, frozen=True, kw_only=True, tag="update"):
    """What became of an update. digest: of its bundle."""

    state: Literal["applied", "trial", "rejected", "rolled-back"]
    digest: Digest


class Masked(_Entry, frozen=True, kw_only=True, tag="mask"):
    """From here on pictures are masked whole, and why; None: they are shown, people hidden."""

    whole: Cause | None


class Previewed(_Entry, frozen=True, kw_only=True, tag="preview"):
    """Somebody looks at masked pictures, or nobody does any more."""

    open: bool


OpenedBy = Literal["button", "stick", "command"]
MaintenanceState = Literal["opened", "entered", "refused", "locked", "closed"]


class Maintenance(_Entry, frozen=True, kw_only=True, tag="maintenance"):
    """Of the installer's window. by: what opened it; keys: that had signed what lay on a stick.

    entered: somebody knew the PIN. refused: somebody did not; locked: closed after too many.
    """

    state: MaintenanceState
    by: OpenedBy | None = None
    keys: Annotated[tuple[KeyId, ...], Meta(max_length=8)] = ()


class Exported(_Entry, frozen=True, kw_only=True, tag="export"):
    """A clip was copied off the camera. digest: of its film."""

    digest: Digest


class Commanded(_Entry, frozen=True, kw_only=True, tag="command"):
    """A command that was proven, and what was answered. keys: that signed it."""

    name: CommandName
    state: Literal["done", "refused"]
    reason: Literal["expired", "early", "arguments", "unavailable"] | None = None
    keys: Annotated[tuple[KeyId, ...], Meta(max_length=8)] = ()


class Sealed(_Entry, frozen=True, kw_only=True, tag="sealed"):
    """Originals were written, to be opened by two holders alone. digest: of the file."""

    digest: Digest
    epoch: Release


class Opened(_Entry, frozen=True, kw_only=True, tag="opened"):
    """In a log of holders: before sealed originals are opened. digest: of the file."""

    digest: Digest
    holders: Annotated[tuple[KeyId, ...], Meta(min_length=2, max_length=2)]
    case: CaseNumber


Entry = (
    Began
    | Started
    | Stopped
    | Configured
    | Governed
    | Updated
    | Masked
    | Previewed
    | Maintenance
    | Exported
    | Commanded
    | Sealed
    | Opened
)
KINDS: Final[tuple[type[Entry], ...]] = get_args(Entry)
_DECODER: Final = msgspec.json.Decoder(Entry)


def encoded(entry: Entry) -> bytes:
    """The one way to write it: JSON, fields in the order above, defaults left out."""
    return msgspec.json.encode(entry)


def parse_entry(raw: bytes) -> Entry:
    """Read what `encoded` wrote. Raises DocumentError for any other way to write it, too."""
    if len(raw) > MAX_ENTRY_BYTES:
        raise refuse("entry", f"larger than {MAX_ENTRY_BYTES} bytes")
    try:
        entry: Entry = _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise refuse("entry", str(error)) from error
    if encoded(entry) != raw:
        raise refuse("entry", "not written as it has to be")
    return entry


def minute_of(utc_s: float | None) -> int | None:
    return None if utc_s is None else int(utc_s) // MINUTE_S * MINUTE_S
