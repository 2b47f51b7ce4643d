"""What one camera may ever do: the ceiling over every configuration, which oversight signs."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from edge import strict
from edge.config import Zone
from edge.governance.trust import Circle
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


# What tells how many there were, and nothing of anybody.
COUNTING: Final = Purpose(rules=("line_crossing", "occupancy"))


class Policy(_Section, frozen=True, kw_only=True):
    """Every default is the strictest there is: a policy says what it permits beyond it.

    A clause that this firmware does not know is refused: it could not be kept.
    version: counts up. until: afterwards only what the strictest permits as well; None for ever.
    level: the most an event may tell. mask: the weakest way to hide people. strict: whole people
    have to be hidden. areas: what nobody may see, whatever a configuration says. window_s: counts
    cover no less. clips: None permits none. purposes: the only ones there may be; places that a
    configuration gives none serve GENERAL.
    operators, oversight: whom to believe in place of those of the trust file; None for those.
    """

    version: Annotated[int, Meta(ge=1, le=2_147_483_647)]
    until: Annotated[datetime, Meta(tz=True)] | None = None
    level: PrivacyLevel = "P0"
    mask: Literal["fill"] = "fill"
    strict: bool = True
    areas: Annotated[dict[PlaceId, Zone], Meta(max_length=16)] = {}
    window_s: Annotated[int, Meta(ge=10, le=86_400)] = 900
    clips: ClipLimits | None = None
    purposes: Annotated[dict[PurposeId, Purpose], Meta(max_length=16)] = field(
        default_factory=lambda: {GENERAL: COUNTING}
    )
    operators: Circle | None = None
    oversight: Circle | None = None


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
        purposes={GENERAL: counting},
        operators=policy.operators,
        oversight=policy.oversight,
    )
