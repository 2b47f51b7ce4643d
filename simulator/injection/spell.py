"""How long one fault lasts, and its chance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

# Of one episode.
LENGTH_S: Final = 12.0
# Before a fault a camera has come to know its street; after the last it has time to recover.
_CALM_S: Final = 2.5
_CALM_AGAIN_S: Final = 4.0
_SHORTEST_S: Final = 0.2
_DRAWS: Final = 64


@dataclass(slots=True, kw_only=True)
class Spell:
    """One fault's time. strength: in [0, 1]; chances: draws for as long as it lasts, in [0, 1)."""

    name: str
    start_s: float
    end_s: float
    strength: float
    chances: tuple[float, ...]
    moments: int = field(default=0)

    @property
    def chance(self) -> float:
        """Another draw in every moment."""
        return self.chances[self.moments % len(self.chances)]

    @property
    def begins(self) -> bool:
        return self.moments == 0

    def past(self, t_s: float) -> float:
        """Share of its time that is over."""
        return (t_s - self.start_s) / max(self.end_s - self.start_s, 1e-6)


def spells(names: Sequence[str], rng: np.random.Generator) -> Iterator[Spell]:
    """Each at a random time, for parts of a second to seconds; the second begins in the first."""
    start_s = float(rng.uniform(_CALM_S, _CALM_S + 1.0))
    over_s = LENGTH_S - _CALM_AGAIN_S
    for name in names:
        longest_s = over_s - start_s
        lasts_s = _SHORTEST_S * (longest_s / _SHORTEST_S) ** float(rng.random() ** 0.5)
        yield Spell(
            name=name,
            start_s=start_s,
            end_s=start_s + lasts_s,
            strength=float(rng.random()),
            chances=tuple(rng.random(_DRAWS).tolist()),
        )
        start_s += float(rng.uniform(0, min(lasts_s, longest_s - _SHORTEST_S)))
