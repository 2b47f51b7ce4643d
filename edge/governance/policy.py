"""What one camera may ever do: the ceiling over every configuration, which oversight signs."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from edge import strict
from edge.config import Noise, Zone
from edge.errors import DocumentError, refuse
from edge.governance.trust import Circle, Holder
from edge.label import LABELS, Label
from edge.terms import GENERAL, PlaceId, PrivacyLevel, PurposeId, RuleName


class _Section(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Purpose(_Section, frozen=True, kw_only=True):
    """The rules that a place may have for one purpose, and what they may look for."""

    rules: Annotated[tuple[RuleName, ...], Meta(max_length=16)]
    labels: Annotated[tuple[Label, ...], Meta(min_length=1, max_length=5)] = LABELS


class ClipLimits(_Section, frozen=True, kw_only=True):
    """keep_hours: no clip may be kept for longer."""

    keep_hours: Annotated[int, Meta(ge=1, le=720)] = 24


# A holder's public key (edge/oversight/sealed/keys.py): base64 of 1,216 bytes.
SealKey = Annotated[str, Meta(min_length=1_624, max_length=1_624)]


class SealedLimits(_Section, frozen=True, kw_only=True):
    """Unmasked originals may be kept, encrypted at once so that two of three holders can open them.

    epoch: names these keys; when their holders have destroyed them, nothing of it can be opened
    again. until: nothing more is sealed for them. keep_hours: no file may be kept for longer.
    """

    epoch: Annotated[str, Meta(pattern=r"^[0-9A-Za-z.+-]{1,32}\Z")]
    until: Annotated[datetime, Meta(tz=True)]
    holders: Annotated[dict[Holder, SealKey], Meta(min_length=3, max_length=3)]
    keep_hours: Annotated[int, Meta(ge=1, le=720)] = 24

    def __post_init__(self) -> None:
        # Loads what nobody needs who seals nothing.
        from edge.oversight.sealed.keys import read_holder

        if len(set(self.holders.values())) < len(self.holders):
            raise refuse("holders", "one key stands there twice")
        for name, key in self.holders.items():
            try:
                read_holder(key)
            except DocumentError as error:
                raise refuse(f"holders.{name}", error.faults[0].reason) from error


# What tells how many there were, and nothing of anybody.
COUNTING: Final = Purpose(rules=("line_crossing", "occupancy"))


class Policy(_Section, frozen=True, kw_only=True):
    """Every default is the strictest there is: a policy says what it permits beyond it.

    A clause that this firmware does not know is refused: it could not be kept.
    version: counts up. until: afterwards only what the strictest permits as well; None for ever.
    level: the most an event may tell. mask: the weakest way to hide people. strict: whole people
    have to be hidden. areas: what nobody may see, whatever a configuration says. window_s: counts
    cover no less. noise: counts may be told with no less of it, and no more of them; None asks for
    none. clips: None permits none; sealed: nor unmasked originals. purposes: the only ones there
    may be; places that a configuration gives none serve GENERAL.
    window_from_afar: an operator may open the installer's window by a command (edge/installer), and
    so look at masked pictures; who is at the camera may always.
    operators, oversight: whom to believe in place of those of the trust file; None for those.
    """

    version: Annotated[int, Meta(ge=1, le=2_147_483_647)]
    until: Annotated[datetime, Meta(tz=True)] | None = None
    level: PrivacyLevel = "P0"
    mask: Literal["fill"] = "fill"
    strict: bool = True
    areas: Annotated[dict[PlaceId, Zone], Meta(max_length=16)] = {}
    window_s: Annotated[int, Meta(ge=10, le=86_400)] = 900
    noise: Noise | None = None
    clips: ClipLimits | None = None
    sealed: SealedLimits | None = None
    purposes: Annotated[dict[PurposeId, Purpose], Meta(max_length=16)] = field(
        default_factory=lambda: {GENERAL: COUNTING}
    )
    window_from_afar: bool = False
    operators: Circle | None = None
    oversight: Circle | None = None

    def __post_init__(self) -> None:
        if self.noise is not None and self.level != "P0":
            raise refuse("noise", "is for level P0: events would tell what it hides")


# What holds without a policy. No document can have this version.
STRICTEST: Final = Policy(version=0)


def parse_policy(raw: bytes) -> Policy:
    """Read a policy from YAML or JSON bytes.

    Raises DocumentError with the path and reason of every fault, 20 at most.
    """
    return strict.parse(raw, Policy)


def read_policy(path: Path) -> Policy:
    """Read a policy file. Raises DocumentError as parse_policy, naming the file too."""
    return strict.read_file(path, Policy)


def has_lapsed(policy: Policy, utc_s: float | None) -> bool:
    """Whether its time is known to be over."""
    return utc_s is not None and policy.until is not None and utc_s >= policy.until.timestamp()


def lapsed(policy: Policy) -> Policy:
    """What holds once its time is over: what both it and the strictest permit."""
    general = policy.purposes.get(GENERAL, Purpose(rules=()))
    counting = Purpose(
        rules=tuple(rule for rule in COUNTING.rules if rule in general.rules),
        labels=general.labels,
    )
    return replace(
        STRICTEST,
        version=policy.version,
        areas=policy.areas,
        window_s=max(policy.window_s, STRICTEST.window_s),
        noise=policy.noise,
        purposes={GENERAL: counting},
        operators=policy.operators,
        oversight=policy.oversight,
    )
