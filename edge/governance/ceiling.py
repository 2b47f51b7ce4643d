"""Whether a configuration keeps within a policy, and what is left of it within one.

`beyond` and `narrowed` go clause by clause and know the same clauses: what is narrowed is within.
"""

from collections.abc import Iterator
from typing import Final, get_args

from msgspec.structs import replace

from edge.config import (
    NOISY_WINDOW_S,
    Clips,
    Config,
    Counts,
    Noise,
    Privacy,
    RuleConfig,
    Zone,
    place_of,
    places_of,
)
from edge.errors import Fault
from edge.governance.policy import STRICTEST, ClipLimits, Policy, SealedLimits
from edge.label import Label
from edge.terms import GENERAL, PlaceId, PrivacyLevel

_LEVELS: Final[tuple[PrivacyLevel, ...]] = get_args(PrivacyLevel)


def beyond(config: Config, policy: Policy) -> tuple[Fault, ...]:
    """What of a configuration a policy does not permit: each place, and the clause against it."""
    title = "no policy" if policy == STRICTEST else f"policy {policy.version}"
    clauses = (*_privacy(config, policy), *_kept(config, policy), *_rules(config, policy))
    return tuple(Fault(path=path, reason=f"{title}, {clause}") for path, clause in clauses)


def narrowed(config: Config, policy: Policy) -> Config:
    """The most of a configuration that a policy permits; itself where that is all of it."""
    privacy, clips = config.privacy, config.clips
    within = replace(
        config,
        privacy=Privacy(
            level=min(privacy.level, policy.level, key=_LEVELS.index),
            mask=policy.mask,
            strict=privacy.strict or policy.strict,
            areas=privacy.areas | _named_apart(_missing(config, policy), privacy.areas),
        ),
        counts=_coarser(config.counts, policy),
        clips=_shorter(clips, policy.clips),
        sealed=_shorter(config.sealed, policy.sealed),
        rules=tuple(left for rule in config.rules if (left := _permitted(rule, config, policy))),
    )
    return config if within == config else within


def _privacy(config: Config, policy: Policy) -> Iterator[tuple[str, str]]:
    privacy = config.privacy
    if _LEVELS.index(privacy.level) > _LEVELS.index(policy.level):
        yield "privacy.level", f"level: {policy.level} at most"
    if policy.strict and not privacy.strict:
        yield "privacy.strict", "strict: whole people are hidden"
    for name in _missing(config, policy):
        yield "privacy.areas", f"areas.{name}: has to be among them"


def _kept(config: Config, policy: Policy) -> Iterator[tuple[str, str]]:
    if config.counts.window_s < policy.window_s:
        yield "counts.window_s", f"window_s: {policy.window_s} at least"
    most, noise = policy.noise, config.counts.noise
    if most is not None and _noisier(noise, most) != noise:
        within = f"epsilon_milli {most.epsilon_milli}, total_milli {most.total_milli} at most"
        yield "counts.noise", f"noise: {within}, days {most.days} at least"
    yield from _longer("clips", config.clips, policy.clips)
    yield from _longer("sealed", config.sealed, policy.sealed)


def _longer(
    name: str, clips: Clips | None, limits: ClipLimits | SealedLimits | None
) -> Iterator[tuple[str, str]]:
    if clips is None:
        return
    if limits is None:
        yield name, f"{name}: none"
    elif clips.keep_hours > limits.keep_hours:
        yield f"{name}.keep_hours", f"{name}.keep_hours: {limits.keep_hours} at most"


def _rules(config: Config, policy: Policy) -> Iterator[tuple[str, str]]:
    for index, rule in enumerate(config.rules):
        left = _permitted(rule, config, policy)
        if left is None:
            purposes = " or ".join(_purposes_of(place_of(rule), config))
            name = rule.__struct_config__.tag
            yield f"rules[{index}]", f"purposes: no {name} for {purposes}"
        elif left != rule:
            labels = ", ".join(_labels(left))
            yield f"rules[{index}].labels", f"purposes: {labels} only"


def _missing(config: Config, policy: Policy) -> dict[PlaceId, Zone]:
    there = config.privacy.areas.values()
    return {name: area for name, area in policy.areas.items() if area not in there}


def _named_apart(areas: dict[PlaceId, Zone], taken: dict[PlaceId, Zone]) -> dict[PlaceId, Zone]:
    """Areas of a policy under names that no area of the configuration has."""
    named: dict[PlaceId, Zone] = {}
    for number, (name, area) in enumerate(areas.items()):
        spare = (name, *(f"policy-{n}" for n in range(number, number + len(taken) + len(areas))))
        free = next(n for n in spare if n not in taken and n not in named)
        named[free] = area
    return named


def _coarser(counts: Counts, policy: Policy) -> Counts:
    window_s = max(counts.window_s, policy.window_s)
    if policy.noise is None:
        return replace(counts, window_s=window_s)
    noise = _noisier(counts.noise, policy.noise)
    return Counts(window_s=max(window_s, NOISY_WINDOW_S), noise=noise)


def _noisier(noise: Noise | None, most: Noise) -> Noise:
    """The most of a noise that keeps within another; itself where that is all of it."""
    if noise is None:
        return most
    return Noise(
        epsilon_milli=min(noise.epsilon_milli, most.epsilon_milli),
        total_milli=min(noise.total_milli, most.total_milli),
        days=max(noise.days, most.days),
    )


def _shorter(clips: Clips | None, limits: ClipLimits | SealedLimits | None) -> Clips | None:
    if clips is None or limits is None:
        return None
    return replace(clips, keep_hours=min(clips.keep_hours, limits.keep_hours))


def _permitted(rule: RuleConfig, config: Config, policy: Policy) -> RuleConfig | None:
    """What is left of a rule, itself where that is all. What watches the camera always may."""
    if not places_of(rule):
        return rule
    named = (policy.purposes.get(name) for name in _purposes_of(place_of(rule), config))
    serving = [p for p in named if p is not None and rule.__struct_config__.tag in p.rules]
    if not serving:
        return None
    wanted = _labels(rule)
    labels = tuple(label for label in wanted if any(label in p.labels for p in serving))
    if labels == wanted:
        return rule
    return replace(rule, labels=labels) if labels else None


def _purposes_of(place: PlaceId, config: Config) -> tuple[str, ...]:
    named = tuple(name for name, places in config.purposes.items() if place in places)
    return named or (GENERAL,)


def _labels(rule: RuleConfig) -> tuple[Label, ...]:
    """What a rule looks for; of what stands alone it cannot be said beforehand."""
    return getattr(rule, "labels", ())
