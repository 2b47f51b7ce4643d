"""Light that changes in several places at once: a cloud that goes casts every shadow there is.

Of a patch on even ground nobody can tell whether it is a shadow (edge/perception/patch.py). What
becomes darker, or brighter, in the same moment as others do is light; what somebody puts down comes
alone, or with one other.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from edge.perception.patch import Patch, is_light
from edge.perception.scenery import AT_ONCE_S

# Two people may put something down at once, three do not, and seldom a small and a large thing.
_OTHERS: Final = 2
_LARGER: Final = 2.0
_KEPT_S: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """is_light: by its own pattern."""

    patch: Patch
    since_s: float
    area_px: int
    is_light: bool


class Together:
    """The changes of the last half minute, each told once by where it is."""

    def __init__(self) -> None:
        self._changes: list[_Change] = []

    def add(self, patch: Patch, since_s: float) -> None:
        """Take in what has changed since then and keeps still."""
        area_px = int(np.count_nonzero(patch.blob))
        light = is_light(patch)
        change = _Change(patch=patch, since_s=since_s, area_px=area_px, is_light=light)
        kept = [one for one in self._changes if since_s - one.since_s < _KEPT_S]
        self._changes = [one for one in kept if not patch.meets(one.patch)]
        self._changes.append(change)

    def is_light(self, patch: Patch, since_s: float) -> bool:
        """Tell whether a patch is light: by its pattern, or by what changed with it.

        One light as large as itself is enough, one change of twice its size, or two others.
        """
        others = [
            one
            for one in self._changes
            if one.patch.darkens == patch.darkens
            and abs(one.since_s - since_s) <= AT_ONCE_S
            and not one.patch.meets(patch)
        ]
        area_px = int(np.count_nonzero(patch.blob))
        if any(one.area_px >= (1.0 if one.is_light else _LARGER) * area_px for one in others):
            return True
        return len(others) >= _OTHERS or is_light(patch)
