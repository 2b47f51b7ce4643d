"""One camera, one street, one fault or two at once, and every picture that was handed out."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from edge.loop.pipeline import View
from edge.perception.frame import Frame, Pixels
from simulator.injection.acquainted import acquaint
from simulator.injection.acts import SHAKEN_PX
from simulator.injection.configuring import document
from simulator.injection.device import RESTART_S, Card, Device, MakePipeline, shipped
from simulator.injection.eyes import Eyes
from simulator.injection.faults import FAULTS
from simulator.injection.judge import Owed, grey_share, leak_of
from simulator.injection.moment import Moment
from simulator.injection.optics import Lens, Shot
from simulator.injection.outcome import Case, Handed, Outcome
from simulator.injection.scene import Street
from simulator.injection.spell import LENGTH_S, spells

_FPS: Final = (4, 5, 6, 8, 12)
_NOON_UTC_S: Final = 1_800_000_000.0


def play(case: Case, folder: Path, *, make: MakePipeline = shipped) -> Outcome:
    """Play one episode. folder: an empty one, for what the device keeps."""
    return _Episode(case, folder, make).play()


class _Episode:
    def __init__(self, case: Case, folder: Path, make: MakePipeline) -> None:
        rng = np.random.default_rng([case.seed, 7])
        self._fps = int(rng.choice(_FPS))
        self._strict, self._area = bool(rng.random() < 0.25), bool(rng.random() < 0.5)
        own = tuple(spells(case.faults, rng))
        street = Street(rng, length_s=LENGTH_S)
        self._lens = Lens(street, rng)
        self._eyes = Eyes(rng)
        self._version = 1
        self._configured: tuple[bool, bool, bool] | None = self._strict, self._area, False
        config = document(self._version, self._strict, self._area, False)
        card = Card(folder / "view.json")
        acquaint(card, street, version=self._version, window=self._area)
        self._device = Device(self._eyes, config=config, card=card, folder=folder, make=make)
        self._outcome = Outcome(case=case, fps=self._fps, spells=own)
        self._in_place = True
        self._jumped_s = 0.0
        self._dead_until_s = -np.inf
        self._held: tuple[float, Shot] | None = None
        # By the buffer, which is filled in place and handed out; kept here, it is nobody else's.
        self._owed: dict[int, tuple[Pixels, float, tuple[str, ...], Owed]] = {}

    def play(self) -> Outcome:
        t_s, step_s = 0.0, 1 / self._fps
        while t_s < LENGTH_S:
            moment, at_work = self._moment(t_s)
            self._configure(moment)
            for part in range(moment.crowd):
                now_s = t_s + part * step_s / moment.crowd
                for taken_s, shot in self._delivered(now_s, moment):
                    self._look(taken_s, shot, moment, at_work)
            t_s += step_s
        self._device.close()
        self._outcome.deaths = self._device.deaths
        return self._outcome

    def _moment(self, t_s: float) -> tuple[Moment, tuple[str, ...]]:
        moment = Moment()
        at_work = [spell for spell in self._outcome.spells if spell.start_s <= t_s < spell.end_s]
        for spell in at_work:
            FAULTS[spell.name].act(moment, spell, t_s)
            spell.moments += 1
        self._jumped_s += moment.jump_s
        return moment, tuple(spell.name for spell in at_work)

    def _configure(self, moment: Moment) -> None:
        if moment.nonsense_configured:
            self._device.configure(b"version: 99\nprivacy: {strict: perhaps}\n")
        strict = self._strict if moment.strict is None else moment.strict
        wanted = None if moment.unconfigured else (strict, self._area, moment.other_area)
        if wanted != self._configured:
            self._version += 1
            self._configured = wanted
            self._owed = {} if wanted is None else self._owed
            # Whoever configures a camera takes its view as it is then for the right one.
            self._in_place = max(map(abs, moment.shift_px)) <= SHAKEN_PX
            self._device.configure(wanted and document(self._version, *wanted))

    def _delivered(self, t_s: float, moment: Moment) -> Iterator[tuple[float, Shot]]:
        """What the stream brings: pictures with the time at which each was taken."""
        shot = self._lens.take(t_s, moment)
        if moment.lost:
            return
        if moment.late and self._held is None:
            self._held = t_s, shot
            return
        yield t_s, shot
        if moment.twice:
            yield t_s, shot
        if self._held is not None:
            yield self._held
            self._held = None

    def _look(self, t_s: float, shot: Shot, moment: Moment, at_work: tuple[str, ...]) -> None:
        if moment.restart:
            self._die(t_s)
        if t_s < self._dead_until_s:
            return
        pixels = shot.pixels.copy()
        mono_s = t_s + self._jumped_s
        frame = Frame(pixels, mono_s=mono_s, utc_s=_NOON_UTC_S + t_s if moment.utc_known else None)
        strict, area, _ = self._configured or (False, False, False)
        owed = Owed(labels=shot.labels, strict=strict, area=area and self._in_place)
        self._owed[id(pixels)] = pixels, t_s, at_work, owed
        self._eyes.show(shot)
        self._outcome.frames += 1
        views = self._device.look(frame, moment)
        if views is None:
            self._die(t_s)
        else:
            self._judge(views)

    def _die(self, t_s: float) -> None:
        """What the process kept back is gone with it."""
        self._owed.clear()
        self._device.restart()
        self._dead_until_s = t_s + RESTART_S

    def _judge(self, views: Sequence[View]) -> None:
        for view in views:
            masked = view.masked
            _, t_s, at_work, owed = self._owed.pop(id(masked.pixels))
            self._outcome.handed.append(
                Handed(
                    t_s=t_s,
                    at_work=at_work,
                    whole=masked.whole,
                    cause=masked.cause,
                    grey=1.0 if masked.whole else grey_share(masked),
                    leak=leak_of(masked, owed),
                )
            )
