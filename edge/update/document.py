"""What is said of an update: what is desired, how far it is, and what the uplink is to fetch."""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from edge.contract import ConfigFault, Natural
from edge.errors import refuse

Kind = Literal["models", "firmware"]
Version = Annotated[int, Meta(ge=1, le=2_147_483_647)]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
# No user, no fragment, nothing but printable ASCII: it goes into a request line as it is.
Url = Annotated[
    str,
    Meta(
        pattern=r"^https://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?/[!-\"$-~]*\Z",
        max_length=2_048,
    ),
]
Release = Annotated[str, Meta(pattern=r"^[0-9][0-9A-Za-z.+-]{0,63}\Z")]
# A whole system image of a Pi is this large; models are a hundredth.
MAX_BUNDLE_BYTES: Final = 1024 * 2**20
# The order and the bundle lie in this folder beside the door, where both processes can write.
FOLDER: Final = "updates"
ORDER_FILE: Final = "order.json"
TROUBLE_FILE: Final = "trouble.json"


class Bundle(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The signed body of an envelope at `update/desired`: one file to fetch, prove and use.

    version: of the models or of the firmware, each counts up for itself. minimum: from now on no
    version below is taken, whoever has signed it. release: of a firmware, what it calls itself;
    None for models. format: zip of a models folder, wheel of this package, or a RAUC bundle.
    """

    v: Literal[1] = 1
    kind: Kind
    version: Version
    minimum: Natural = 0
    url: Url
    size_bytes: Annotated[int, Meta(ge=1, le=MAX_BUNDLE_BYTES)]
    sha256: Sha256
    format: Literal["zip", "wheel", "raucb"]
    release: Release | None = None

    def __post_init__(self) -> None:
        if (self.kind == "models") != (self.format == "zip"):
            raise refuse("format", f"{self.format} is not for {self.kind}")
        if (self.kind == "firmware") != (self.release is not None):
            raise refuse("release", "what a firmware calls itself, and nothing else")
        if self.minimum > self.version:
            raise refuse("minimum", "above the version that it comes with")


class UpdateReport(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Retained at `update/reported`: what became of the last desired update.

    kind, desired_version: what was judged, where it could be read. version: of that kind, what is
    at work; 0 for what the camera came with. fetching, checking: on its way; fetched_bytes of
    size_bytes lie here. trial: at work, and still to prove itself. rolled-back: it was at work and
    did not prove itself. faults: why, or what is in the way of fetching.
    """

    v: Literal[1] = 1
    state: Literal["fetching", "checking", "trial", "applied", "rejected", "rolled-back"]
    kind: Kind | None
    version: Natural
    desired_version: Natural | None
    fetched_bytes: Natural = 0
    size_bytes: Natural = 0
    faults: tuple[ConfigFault, ...] = ()


class Order(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What vision lets the uplink fetch, once it knows that the oversight has signed it."""

    url: Url
    size_bytes: Annotated[int, Meta(ge=1, le=MAX_BUNDLE_BYTES)]
    sha256: Sha256

    @property
    def part(self) -> str:
        """The file, in FOLDER, that the bytes are put into."""
        return f"{self.sha256}.part"


# What may be in the way of a fetch; all of it is tried again.
Obstacle = Literal[
    "no connection",
    "certificate",
    "the server refuses it",
    "it is of another size there",
    "the connection broke",
    "the server sends too slowly",
    "no room on the disk",
]


class Trouble(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the uplink says of a fetch that does not go on."""

    sha256: Sha256
    obstacle: Obstacle
