"""What a camera does, gathered from what is at work in it: configuration, policy, models, source.

Whatever a section of the configuration or the policy holds is told, also what a later firmware
adds, but for what is listed here with the reason why it is nothing to a passer-by.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from edge.config import Config, RuleConfig, Zone, place_of, places_of
from edge.contract import CameraId
from edge.governance.policy import STRICTEST, Policy
from edge.governance.signing import Keys
from edge.oversight.public.statement import Ceiling, Facts, Holders, Model, Settings, Watch, digest
from edge.oversight.public.words import SILENT, OperatorWords, PurposeWords
from edge.terms import GENERAL, PlaceId, PurposeId, SourceKind

# Left out of the facts, and why. Keys name the section and the field.
NOTHING_TO_A_PASSER_BY: Final[Mapping[str, str]] = {
    "config.version": "counts up with every change, also with those that change nothing",
    "config.zones": "a zone without a rule is not watched; of the others the shape is told",
    "config.lines": "likewise",
    "config.purposes": "told with the rules that serve them",
    "policy.version": "as config.version",
    "policy.operators": "told as how many there are",
    "policy.oversight": "likewise",
    "rules.severity": "how loudly something is told, not what",
    "rules.cooldown_s": "after something is told, less is told for a while; never more",
    "clips.quota_mb": "clips may be deleted sooner for it, never later",
}
# Fields that have a place of their own in the facts.
_APART: Final = frozenset(
    {
        *(f"config.{name}" for name in ("privacy", "counts", "clips", "sealed", "rules")),
        "config.statement",
        "config.timezone",
        "privacy.areas",
        "policy.areas",
        *(f"rules.{name}" for name in ("rule", "zone", "line", "along")),
    }
)
_EMPTY: Final = Config(version=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What does not change while a camera runs."""

    camera: CameraId | None
    firmware: str
    source: SourceKind | None
    preview: bool
    models: tuple[Model, ...]


def gathered(
    about: About, *, config: Config | None, policy: Policy, operators: Keys, oversight: Keys
) -> Facts:
    """Gather what is at work. config: as far as the policy permits it, None for none at all."""
    at_work = _EMPTY if config is None else config
    words = at_work.statement or SILENT
    rules = sorted((_watch(rule, at_work) for rule in at_work.rules), key=_order)
    served = sorted({purpose for watch in rules for purpose in watch.purposes})
    return Facts(
        camera=about.camera,
        firmware=about.firmware,
        at_work=config is not None,
        source=about.source,
        preview=about.preview,
        privacy=_told("privacy", at_work.privacy),
        private=_shapes(at_work.privacy.areas.values()),
        counts=_told("counts", at_work.counts),
        clips=None if at_work.clips is None else _told("clips", at_work.clips),
        sealed=None if at_work.sealed is None else _told("clips", at_work.sealed),
        more=_told("config", at_work),
        timezone=at_work.timezone if any(_has_hours(watch) for watch in rules) else None,
        rules=tuple(rules),
        purposes={name: words.purposes.get(name) for name in served},
        words=_without_purposes(words),
        ceiling=Ceiling(
            by_policy=policy.version != STRICTEST.version,
            settings=_told("policy", policy) | _limits(policy),
            private=_shapes(policy.areas.values()),
        ),
        operators=_holders(operators),
        oversight=_holders(oversight),
        models=about.models,
    )


def purposes_of(place: PlaceId, config: Config) -> tuple[PurposeId, ...]:
    """What a place is watched for: GENERAL where nothing else is said."""
    named = sorted(name for name, places in config.purposes.items() if place in places)
    return tuple(named) or (GENERAL,)


def _watch(rule: RuleConfig, config: Config) -> Watch:
    watched = places_of(rule).values()
    place = place_of(rule)
    return Watch(
        rule=rule.__struct_config__.tag,  # type: ignore[arg-type]
        place=place,
        # What watches the camera itself, as tampering does, watches nobody.
        purposes=purposes_of(place, config) if watched else (),
        shapes=tuple(
            digest(config.zones[name] if kind == "zone" else config.lines[name])
            for kind, name in watched
        ),
        settings=_told("rules", rule),
    )


def _order(watch: Watch) -> tuple[str, str]:
    return watch.rule, watch.place


def _told(section: str, value: msgspec.Struct) -> Settings:
    """The settings of a section that are told."""
    plain: Settings = msgspec.to_builtins(value)
    left_out = _APART | NOTHING_TO_A_PASSER_BY.keys()
    told = {key: inner for key, inner in plain.items() if f"{section}.{key}" not in left_out}
    ordered: Settings = _ordered(told)
    return ordered


def _ordered(value: Any) -> Any:
    """The same as JSON has it, with words that only stand beside each other in one order."""
    if isinstance(value, dict):
        return {key: _ordered(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        if all(isinstance(inner, str) for inner in value):
            return sorted(value)
        return [_ordered(inner) for inner in value]
    return value


def _limits(policy: Policy) -> Settings:
    """What is sealed at most, with its holders' keys as digests, and who they are left out."""
    if policy.sealed is None:
        return {}
    told = _told("sealed", policy.sealed)
    keys = sorted(digest(key) for key in policy.sealed.holders.values())
    return {"sealed": told | {"holders": keys}}


def _shapes(areas: Iterable[Zone]) -> tuple[str, ...]:
    return tuple(sorted(digest(area) for area in areas))


def _has_hours(watch: Watch) -> bool:
    return watch.settings.get("schedule") is not None


def _without_purposes(words: OperatorWords) -> OperatorWords:
    nothing: dict[PurposeId, PurposeWords] = {}
    return msgspec.structs.replace(words, purposes=nothing)


def _holders(keys: Keys) -> Holders:
    return Holders(keys=len(keys.known), at_least=max(1, keys.at_least) if keys.known else 0)
