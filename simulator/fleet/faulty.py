"""Cameras that do not bear a new configuration: which ones, and in which way."""

from typing import Final, Literal, get_args

# What they do with it: take it back as a failed probation, never answer, or lose their detector.
Faulty = Literal["rolls back", "is silent", "falls ill"]
_WAYS: Final[tuple[Faulty, ...]] = get_args(Faulty)
# Knuth's multiplicative hash: spread over the fleet, and the same ones in every run.
_SPREAD: Final = 2_654_435_761


def faulty(index: int, share: float) -> Faulty | None:
    """How a camera is at fault; None for one that is well. share: of all cameras, in [0, 1]."""
    lot = index * _SPREAD % 2**32
    return _WAYS[lot % len(_WAYS)] if lot < share * 2**32 else None
