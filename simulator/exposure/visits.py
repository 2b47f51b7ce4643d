"""Passes: one person's visits to the view, told apart."""

from dataclasses import replace
from math import inf
from typing import Final

from simulator.exposure.truth import Truth

# Whoever is out of sight for longer comes again: a pillar hides somebody for a second or two.
AWAY_S: Final = 2.0


class Visits:
    """Gives every visit a name of its own. place: of the scene, a part of that name."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._last_s: dict[str, float] = {}
        self._number: dict[str, int] = {}

    def named(self, truth: Truth) -> Truth:
        """The same with its faces named by visit. Truths come in the order of their time."""
        for who in truth.present:
            if truth.mono_s - self._last_s.get(who, -inf) > AWAY_S:
                self._number[who] = self._number.get(who, 0) + 1
            self._last_s[who] = truth.mono_s
        return replace(
            truth,
            faces=tuple(
                replace(face, who=f"{self._place}: {face.who} {self._number[face.who]}")
                for face in truth.faces
            ),
        )
