"""What was found of whom, and how the same person's pictures hang together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from simulator.audit.intervals import Portion
from simulator.audit.portraits import Kind

Outcome = Literal["faces", "objects", "mask"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("faces", "objects", "mask")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One picture of one person under one condition.

    person: unique within the source. missed: by outcome; mask: a part of the face was left.
    whole: the picture was masked whole, which covers but shows nothing.
    """

    source: str
    kind: Kind
    person: str
    groups: dict[str, str]
    factor: str
    condition: str
    missed: dict[Outcome, bool]
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One source's people: who misses how often. misses, trials: (N,); label: (N,) of groups."""

    misses: Floats
    trials: Floats
    label: NDArray[np.str_]

    def within(self, members: NDArray[np.bool_]) -> Portion:
        return portion(self.misses[members], self.trials[members])


def people(answers: Iterable[Answer], outcome: Outcome, attribute: str) -> dict[str, People]:
    """By source, everybody whose attribute is labelled."""
    counts: dict[str, dict[str, list[float]]] = {}
    labels: dict[tuple[str, str], str] = {}
    for answer in answers:
        if attribute in answer.groups:
            own = counts.setdefault(answer.source, {}).setdefault(answer.person, [0.0, 0.0])
            own[0] += answer.missed[outcome]
            own[1] += 1
            labels[answer.source, answer.person] = answer.groups[attribute]
    return {
        source: People(
            misses=np.array([one[0] for one in persons.values()]),
            trials=np.array([one[1] for one in persons.values()]),
            label=np.array([labels[source, person] for person in persons]),
        )
        for source, persons in counts.items()
    }


def portion(misses: Floats, trials: Floats) -> Portion:
    """Count, and divide by the design effect that pictures of the same people have.

    Linearised variance of a ratio with people as clusters (Kish 1965). Where nobody or everybody
    was missed nothing tells it: then everybody counts once.
    """
    hits, shown, many = misses.sum(), trials.sum(), len(trials)
    share = hits / shown
    simple = share * (1 - share) / shown
    if simple == 0 or many < 2:
        return Portion(hits=int(hits), trials=int(shown), effective=float(many), people=many)
    spread = ((misses - share * trials) ** 2).sum() * many / (many - 1) / shown**2
    effect = max(1.0, spread / simple)
    return Portion(hits=int(hits), trials=int(shown), effective=float(shown / effect), people=many)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Everybody under one condition. missed: share by outcome."""

    factor: str
    condition: str
    pictures: int
    missed: dict[Outcome, float]


def by_condition(answers: Iterable[Answer]) -> list[Row]:
    """One row a condition, in the order they were met."""
    shown: dict[tuple[str, str], list[Answer]] = {}
    for answer in answers:
        shown.setdefault((answer.factor, answer.condition), []).append(answer)
    return [
        Row(
            factor=factor,
            condition=condition,
            pictures=len(own),
            missed={kind: sum(one.missed[kind] for one in own) / len(own) for kind in OUTCOMES},
        )
        for (factor, condition), own in shown.items()
    ]


def attributes(answers: Sequence[Answer]) -> list[str]:
    """All attributes that any answer is labelled with, in the order they were met."""
    return list(dict.fromkeys(name for answer in answers for name in answer.groups))
