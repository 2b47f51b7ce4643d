"""The public statement: what a camera does now, in a form that can be signed, hashed and compared.

Its hash is over the facts alone: they are what a passer-by may care about. Versions and keys stand
beside them, so that a change that changes nothing for anybody on the street makes no sign stale.
"""

import hashlib
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from edge.contract import Addressee, CameraId, Natural
from edge.errors import refuse
from edge.oversight.public.words import OperatorWords, PurposeWords
from edge.terms import PlaceId, PurposeId, RuleName, SourceKind

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
# Settings as a configuration or a policy writes them, whatever a later firmware adds to them.
Settings = dict[str, Any]


class _Section(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Watch(_Section, frozen=True, kw_only=True):
    """One rule at work. purposes: of its place. shapes: digests of where that is in the picture.

    A digest tells that a zone was moved, and not where a burglar is not seen.
    """

    rule: RuleName
    place: PlaceId
    purposes: tuple[PurposeId, ...]
    shapes: tuple[Sha256, ...]
    settings: Settings


class Verdict(_Section, frozen=True, kw_only=True):
    """Of the audit whether a model misses some groups of people more often (see the manifest)."""

    verdict: Literal["pass", "fail", "insufficient"]
    on: str
    margin: float
    people: Natural
    needed_people_a_group: Natural
    report: Sha256
    despite: str | None


class Model(_Section, frozen=True, kw_only=True):
    """One network that looks at the pictures. audit: None where nobody has audited it."""

    name: str
    task: Literal["objects", "faces"]
    sha256: Sha256
    licence: str
    origin: str
    audit: Verdict | None


class Holders(_Section, frozen=True, kw_only=True):
    """How many keys there are, and how many of them have to sign."""

    keys: Natural
    at_least: Natural


class Ceiling(_Section, frozen=True, kw_only=True):
    """What the policy permits at most. by_policy: False where there is none: then the strictest.

    private: digests of the areas that nobody may see.
    """

    by_policy: bool
    settings: Settings
    private: tuple[Sha256, ...]


class Facts(_Section, frozen=True, kw_only=True):
    """What is hashed. at_work: False where there is no configuration: all is masked, nothing told.

    source: None in a draft that names none. preview: whether an installer may see masked pictures.
    private: digests of the areas that no model sees. sealed: as clips, of unmasked originals. more:
    sections of the configuration that this statement has no other place for. timezone: of hours,
    None where no rule has any. purposes: those that are served, with the operator's words for each.
    words: without those purposes.
    """

    camera: CameraId | None
    firmware: str
    at_work: bool
    source: SourceKind | None
    preview: bool
    privacy: Settings
    private: tuple[Sha256, ...]
    counts: Settings
    clips: Settings | None
    sealed: Settings | None
    more: Settings
    timezone: str | None
    rules: tuple[Watch, ...]
    purposes: dict[PurposeId, PurposeWords | None]
    words: OperatorWords
    ceiling: Ceiling
    operators: Holders
    oversight: Holders
    models: tuple[Model, ...]


class Statement(_Section, frozen=True, kw_only=True):
    """The signed body of the envelope at `statement`. hash: of the facts, as `digest` makes it.

    key: the camera's own, whose signature the envelope bears; base64, None where it has none.
    """

    v: Literal[1] = 1
    hash: Sha256
    facts: Facts
    config_version: Natural | None
    policy_version: Natural | None
    key: str | None


def stated(
    facts: Facts, *, config_version: int | None, policy_version: int | None, key: str | None = None
) -> Statement:
    """Put the facts under their hash."""
    return Statement(
        hash=digest(facts),
        facts=facts,
        config_version=config_version,
        policy_version=policy_version,
        key=key,
    )


def audience(statement: Statement) -> tuple[Addressee, ...]:
    """Whom the envelope names: the camera that speaks."""
    return (statement.facts.camera or "unnamed",)


def digest(value: object) -> Sha256:
    """SHA-256 over JSON with sorted keys, without spaces, in UTF-8.

    The same for a struct and for what came of it through JSON, so that anybody can repeat it.
    """
    plain = msgspec.to_builtins(value)
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()


def read_statement(raw: bytes | str) -> Statement:
    """Read the body of an envelope. Raises DocumentError, also for a hash of other facts."""
    try:
        statement = msgspec.json.decode(raw, type=Statement)
        document = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise refuse("statement", str(error)) from error
    if digest(document["facts"]) != statement.hash:
        raise refuse("statement.hash", "not that of its facts")
    return statement


def missing(facts: Facts) -> tuple[str, ...]:
    """What only the operator could say and has not, as keys of the configuration.

    Whom a complaint goes to, recipients and a protection officer are not needed everywhere: they
    are not among these.
    """
    words = facts.words
    needed = {
        "place": words.place,
        "controller": words.controller,
        "legal_basis": words.legal_basis,
        "broker_days": words.broker_days,
        "rights": words.rights,
        "url": words.url,
    }
    silent = [key for key, value in needed.items() if value is None]
    silent += [f"purposes.{name}" for name, text in facts.purposes.items() if text is None]
    return tuple(f"statement.{key}" for key in silent)
