"""Something is done to the camera: it sees nothing, or not what it was set up for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import ClassVar, Final

from edge import config
from edge.rules.finding import Finding, Tampering
from edge.rules.rule import Scene, Watches
from edge.rules.steady import Steady
from edge.terms import Cause, Phase, Tamper

# A lens wiped in strokes, or a cloth in the wind: one thing that goes on.
OVER_S: Final = 3.0
# Exposure, colours and focus of a camera that starts take some seconds to come to rest.
SETTLING_S: Final = 5.0
# What hides a picture. The first that holds names it: under a cloth the view is lost as well.
KINDS: Final[Mapping[Cause, Tamper]] = {
    "glare": "blinded",
    "covered": "covered",
    "frozen": "frozen",
    "moved": "moved",
    "blurred": "defocused",
    "dark": "darkened",
}


@dataclass(slots=True, kw_only=True)
class _Episode:
    number: int = 0
    since_mono_s: float = 0.0
    lasts: Steady = field(default_factory=Steady)


class TamperingRule:
    """One episode for each kind: opens when it has held for after_s, closes 3 s after its end.

    While one is open and its cause holds, no other kind begins: out of focus the view seems lost
    after a while, and it is still the same hand. Nothing opens in the 5 s after the first frame, or
    in after_s beyond. episodes: as of the other rules.
    """

    watches: ClassVar[Watches] = "camera"

    def __init__(self, rule: config.Tampering, *, episodes: Iterator[int]) -> None:
        self._config = rule
        self._numbers = episodes
        self._episodes = {kind: _Episode() for kind in rule.kinds}
        self._first_mono_s: float | None = None

    def observe(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge one frame, also one whose picture is masked whole."""
        if self._first_mono_s is None:
            self._first_mono_s = scene.mono_s
        now = self._kind(scene)
        return tuple(
            self._tell(kind, episode, phase, scene)
            for kind, episode in self._episodes.items()
            if (phase := self._turn(episode, kind == now, scene.mono_s)) is not None
        )

    def end(self, scene: Scene) -> tuple[Finding, ...]:
        """Close what is open."""
        open_ = [(kind, one) for kind, one in self._episodes.items() if one.lasts.holds]
        self._episodes = {kind: _Episode() for kind in self._config.kinds}
        return tuple(self._tell(kind, episode, "close", scene) for kind, episode in open_)

    def _kind(self, scene: Scene) -> Tamper | None:
        kinds = [kind for cause, kind in KINDS.items() if cause in scene.causes]
        told = (one for one in kinds if one in self._episodes and self._episodes[one].lasts.holds)
        return next(told, next(iter(kinds), None))

    def _opens_after_s(self, mono_s: float) -> float:
        rests_s = SETTLING_S + self._config.after_s
        past_s = mono_s - (mono_s if self._first_mono_s is None else self._first_mono_s)
        return self._config.after_s if past_s >= rests_s else inf

    def _turn(self, episode: _Episode, holds: bool, mono_s: float) -> Phase | None:
        before = episode.lasts.holds
        after_s = OVER_S if before else self._opens_after_s(mono_s)
        episode.lasts.look(holds, mono_s=mono_s, after_s=after_s)
        if episode.lasts.holds == before:
            return None
        if before:
            return "close"
        episode.number = next(self._numbers)
        episode.since_mono_s = episode.lasts.since_mono_s
        return "open"

    def _tell(self, kind: Tamper, episode: _Episode, phase: Phase, scene: Scene) -> Tampering:
        until_s = scene.mono_s if episode.lasts.holds else episode.lasts.since_mono_s
        return Tampering(
            episode=episode.number,
            phase=phase,
            severity=self._config.severity,
            kind=kind,
            dwell_s=max(0.0, until_s - episode.since_mono_s),
            after_s=self._config.after_s,
            mono_s=scene.mono_s,
            utc_s=scene.utc_s,
        )
