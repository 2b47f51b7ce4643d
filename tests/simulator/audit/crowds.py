"""Invented crowds: who is missed how often, without a picture."""

from collections.abc import Callable

import numpy as np

from simulator.audit.answers import Answer
from simulator.audit.portraits import Kind


def crowd(
    rates: dict[str, float],
    *,
    each: int,
    seed: int,
    pictures: int = 4,
    source: str = "town",
    kind: Kind = "photographed",
    attribute: str = "group",
    alike: bool = False,
    condition: Callable[[int], str] = lambda number: "plain",
) -> list[Answer]:
    """`each` people a group, missed at its rate. alike: all pictures of one as the first."""
    rng = np.random.default_rng(seed)
    found = []
    for group, rate in rates.items():
        for person in range(each):
            missed = rng.random(pictures) < rate
            found += [
                Answer(
                    source=source,
                    kind=kind,
                    person=f"{group}{person}",
                    groups={attribute: group},
                    factor=condition(number),
                    condition=condition(number),
                    missed=dict.fromkeys(
                        ("faces", "objects", "mask"), bool(missed[0 if alike else number])
                    ),
                )
                for number in range(pictures)
            ]
    return found
