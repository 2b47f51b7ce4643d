"""Whether a policy permits anything that the one before it did not: that takes the oversight."""

from collections.abc import Iterator
from math import inf
from typing import Final, get_args

from edge.config import Noise
from edge.errors import Fault
from edge.governance.policy import Policy, Purpose, SealedLimits, lapsed
from edge.terms import PrivacyLevel

_LEVELS: Final[tuple[PrivacyLevel, ...]] = get_args(PrivacyLevel)


def loosened(new: Policy, old: Policy) -> tuple[Fault, ...]:
    """Every clause in which new permits more than old, whatever a configuration asks for.

    Whom to believe belongs to it: whoever names the keys decides everything else.
    """
    clauses = (*_shown(new, old), *_purposes(new, old), *_lasting(new, old))
    return tuple(Fault(path=path, reason=f"loosened: {before}") for path, before in clauses)


def _shown(new: Policy, old: Policy) -> Iterator[tuple[str, str]]:
    if _LEVELS.index(new.level) > _LEVELS.index(old.level):
        yield "level", f"it was {old.level}"
    if old.strict and not new.strict:
        yield "strict", "it was true"
    for name, area in old.areas.items():
        if area not in new.areas.values():
            yield f"areas.{name}", "it was there"
    if new.window_s < old.window_s:
        yield "window_s", f"it was {old.window_s}"
    if old.noise is not None and not _is_as_noisy(new.noise, old.noise):
        before = f"epsilon_milli {old.noise.epsilon_milli}, total_milli {old.noise.total_milli}"
        yield "noise", f"it was {before} in {old.noise.days} days"
    yield from _kept(new, old)


def _kept(new: Policy, old: Policy) -> Iterator[tuple[str, str]]:
    if new.clips is not None and (old.clips is None or new.clips.keep_hours > old.clips.keep_hours):
        before = "there were none" if old.clips is None else f"{old.clips.keep_hours} hours"
        yield "clips", before
    if new.sealed is not None and not _is_as_sealed(new.sealed, old.sealed):
        yield "sealed", "there were none" if old.sealed is None else f"as of {old.sealed.epoch}"
    if new.window_from_afar and not old.window_from_afar:
        yield "window_from_afar", "it was false"


def _is_as_noisy(noise: Noise | None, least: Noise) -> bool:
    return (
        noise is not None
        and noise.epsilon_milli <= least.epsilon_milli
        and noise.total_milli <= least.total_milli
        and noise.days >= least.days
    )


def _is_as_sealed(new: SealedLimits, old: SealedLimits | None) -> bool:
    """Whether it is for the same holders, and for no longer."""
    if old is None or (new.epoch, new.holders) != (old.epoch, old.holders):
        return False
    return new.keep_hours <= old.keep_hours and new.until <= old.until


def _purposes(new: Policy, old: Policy) -> Iterator[tuple[str, str]]:
    for name, purpose in new.purposes.items():
        before = old.purposes.get(name, Purpose(rules=()))
        if not set(purpose.rules) <= set(before.rules):
            yield f"purposes.{name}.rules", ", ".join(before.rules) or "it had none"
        elif purpose.rules and not set(purpose.labels) <= set(before.labels):
            yield f"purposes.{name}.labels", ", ".join(before.labels)


def _lasting(new: Policy, old: Policy) -> Iterator[tuple[str, str]]:
    after = lapsed(old)
    if _end_utc_s(new) > _end_utc_s(old) and any((*_shown(new, after), *_purposes(new, after))):
        yield "until", f"it was {old.until}"
    for circle in ("operators", "oversight"):
        if getattr(new, circle) != getattr(old, circle):
            yield circle, "others were believed"


def _end_utc_s(policy: Policy) -> float:
    return inf if policy.until is None else policy.until.timestamp()
