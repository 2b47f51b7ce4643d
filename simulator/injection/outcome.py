"""What one episode came to."""

from dataclasses import dataclass, field

from edge.terms import Cause
from simulator.injection.judge import Leak
from simulator.injection.spell import Spell


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What goes wrong in one episode, and its chance. faults: none, one or more names."""

    faults: tuple[str, ...]
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One picture handed out. t_s: when it was taken, by the street's own clock."""

    t_s: float
    at_work: tuple[str, ...]
    whole: bool
    cause: Cause | None
    grey: float
    leak: Leak


@dataclass(slots=True, kw_only=True)
class Outcome:
    """frames: pictures that were looked at. deaths: of the process, restarts apart."""

    case: Case
    fps: int
    spells: tuple[Spell, ...]
    frames: int = 0
    deaths: int = 0
    handed: list[Handed] = field(default_factory=list)

    @property
    def leaks(self) -> list[Handed]:
        return [one for one in self.handed if one.leak]

    @property
    def recovery_s(self) -> float | None:
        """From the end of the last fault to the first picture again that shows the street.

        None where there was none.
        """
        over_s = max((spell.end_s for spell in self.spells), default=0.0)
        shown = (one.t_s for one in self.handed if one.t_s >= over_s and not one.whole)
        first_s = next(shown, None)
        return None if first_s is None else first_s - over_s
