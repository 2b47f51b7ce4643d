"""When rules are asked and crossings are counted, and when neither may be."""

from collections.abc import Iterable
from dataclasses import replace
from math import inf
from typing import Final

from edge.loop.judges import Judges
from edge.perception.frame import Frame
from edge.perception.thing import Thing
from edge.privacy.counts import GAP_S
from edge.privacy.event import Event, Total
from edge.privacy.guard import BLIND, DIM
from edge.rules.finding import Finding
from edge.rules.rule import Scene, Watches
from edge.rules.who import Who
from edge.terms import Cause
from edge.tracking.track import Track

Judged = tuple[tuple[Event, ...], tuple[Total, ...]]

# Where nobody moves the rules are still asked this often: a dwell ends on time.
_JUDGE_S: Final = 0.25


class Judging:
    """Asks the judges of the configuration at work, frame by frame."""

    def __init__(self, judges: Judges) -> None:
        self.judges = judges
        self._judged: Scene | None = None
        self._watched: Scene | None = None
        self._who = Who()
        self._counted_s = -inf
        self._uncounted: list[Finding] = []

    def replace(self, judges: Judges) -> tuple[Event | Total, ...]:
        """Judge by others from now on.

        Returns the ends of what rules that are gone had opened, and what the old counter had to
        give up.
        """
        old, self.judges = self.judges, judges
        totals = () if old.counter is judges.counter else old.counter.finish()
        gone = [rule for rule in old.rules if rule not in judges.rules]
        ended: list[Event] = []
        lasts: dict[Watches, Scene | None] = {"camera": self._watched, "scene": self._judged}
        for about, scene in lasts.items():
            if scene is not None:
                ends = [f for rule in gone if rule.watches == about for f in rule.end(scene)]
                ended += self._told(ends, scene)
        return (*ended, *totals)

    def judge(
        self,
        tracks: tuple[Track, ...],
        frame: Frame,
        *,
        looked: bool,
        causes: frozenset[Cause],
        present: frozenset[Cause] = frozenset(),
        things: tuple[Thing, ...] = (),
    ) -> Judged:
        """Judge what a look found; between looks now and then: who stands still is seen then.

        causes: why the picture is masked whole; present: those that hold in it. things: what stands
        still in it. Blind, nobody judges but what watches the camera itself: the rules see a gap in
        time, the counters an outage, never an empty scene. In dim light rules go on, but what is
        counted then may not be all: the counters see an outage.
        """
        scene = Scene(
            tracks=tracks,
            mono_s=frame.mono_s,
            utc_s=frame.utc_s,
            causes=present,
            things=things,
            aspect=frame.width / frame.height,
        )
        told = self._judge_camera(scene)
        if causes & BLIND or not (looked or _is_due(self._judged, scene)):
            return told, ()
        tracks = self._who.told_apart(tracks, mono_s=frame.mono_s)
        self._judged = scene = replace(scene, tracks=tracks)
        findings = self._ask("scene", scene)
        events = self._told(findings, scene)
        return told + events, self._count(findings, frame, is_dim=bool(causes & DIM))

    def _judge_camera(self, scene: Scene) -> tuple[Event, ...]:
        """Ask those rules that a covered lens does not silence."""
        if not _is_due(self._watched, scene):
            return ()
        self._watched = scene
        return self._told(self._ask("camera", scene), scene)

    def _ask(self, about: Watches, scene: Scene) -> list[Finding]:
        rules = (rule for rule in self.judges.rules if rule.watches == about)
        return [finding for rule in rules for finding in rule.observe(scene)]

    def _count(self, findings: list[Finding], frame: Frame, *, is_dim: bool) -> tuple[Total, ...]:
        # A flash is no outage to the counter: it must not cost a window what was seen meanwhile.
        if not 0.0 <= frame.mono_s - self._counted_s <= GAP_S:
            self._uncounted.clear()
        self._uncounted += findings
        if is_dim:
            return ()
        counted, self._uncounted = self._uncounted, []
        self._counted_s = frame.mono_s
        return self.judges.counter.looked(counted, mono_s=frame.mono_s, utc_s=frame.utc_s)

    def _told(self, findings: Iterable[Finding], scene: Scene) -> tuple[Event, ...]:
        told = map(self.judges.minimiser.minimise, self.judges.throttle.pass_on(findings, scene))
        return tuple(event for event in told if event is not None)


def _is_due(last: Scene | None, scene: Scene) -> bool:
    return last is None or not 0.0 <= scene.mono_s - last.mono_s < _JUDGE_S
