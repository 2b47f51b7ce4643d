"""A scenario as a camera: `sim:NAME?seed=3&start_mono_s=1.5&faults=FILE`.

NAME is a scenario of the library or the path of one. Live it begins anew at its end.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal
from urllib.parse import parse_qsl

from edge.capture.camera import Camera, CameraError, EndOfRecording, Pace
from edge.clock import Clock
from edge.errors import BadInputError, DocumentError
from edge.perception.frame import Frame
from edge.terms import SourceKind
from simulator.faults.by_hand import FaultFile, both
from simulator.faults.trouble import Trouble, trouble_at
from simulator.picture.studio import Studio
from simulator.scenario.library import find
from simulator.scenario.read import read_scenario, start_utc_s
from simulator.scenario.schema import Scenario
from simulator.world.world import World

OPTIONS: Final = ("seed", "start_mono_s", "faults")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What follows the scenario's name. start_mono_s: when its time was 0, None for now."""

    seed: int | None = None
    start_mono_s: float | None = None
    faults: FaultFile | None = None


class SceneCamera:
    """A camera that stands in a scenario, at the scenario's rate.

    At the pace of a recording a frame's times are the scene's own. Live they are the clock's, and
    pictures that are late are left out, undrawn.
    """

    kind: SourceKind = "simulator"

    def __init__(
        self,
        scenario: Scenario,
        options: Options,
        *,
        clock: Clock,
        pace: Pace,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._scenario, self._options = scenario, options
        self._clock, self._pace, self._sleep = clock, pace, sleep
        self._studio = Studio(scenario, World(scenario, seed=options.seed))
        self._fps = scenario.camera.fps
        self._start_utc_s = start_utc_s(scenario)
        self._start_mono_s = options.start_mono_s
        self._index = -1
        self.dropped = 0
        self.state: Literal["ok", "lost"] = "ok"

    def read(self, timeout_s: float) -> Frame | None:
        """The next frame; None when it is not due yet, or the camera is unplugged."""
        return self._live(timeout_s) if self._pace == "live" else self._recorded()

    def close(self) -> None:
        """Nothing is held."""

    def _recorded(self) -> Frame | None:
        self._index += 1
        t_s = self._index / self._fps
        if t_s >= self._scenario.duration_s:
            raise EndOfRecording(f"{self._scenario.name}: the scenario has ended")
        return self._frame(t_s, mono_s=t_s, utc_s=self._start_utc_s + t_s)

    def _live(self, timeout_s: float) -> Frame | None:
        now_s = self._clock.mono_s()
        if self._start_mono_s is None:
            self._start_mono_s = now_s
        # A picture is shown for as long as it is the last one that was due.
        due = math.floor((now_s - self._start_mono_s) * self._fps + 1e-6)
        index = max(self._index + 1, due, 0)
        wait_s = self._start_mono_s + index / self._fps - now_s
        if wait_s > 0:
            self._sleep(min(wait_s, timeout_s))
        if wait_s > timeout_s:
            return None
        self.dropped += index - self._index - 1
        self._index = index
        since_s = index / self._fps
        return self._frame(
            since_s % self._scenario.duration_s,
            mono_s=self._start_mono_s + since_s,
            utc_s=self._clock.utc_s(),
        )

    def _frame(self, t_s: float, *, mono_s: float, utc_s: float | None) -> Frame | None:
        trouble = self._trouble(t_s)
        self.state = "lost" if trouble.unplugged else "ok"
        if trouble.unplugged:
            return None
        return Frame(self._studio.picture(t_s, trouble).pixels, mono_s=mono_s, utc_s=utc_s)

    def _trouble(self, t_s: float) -> Trouble:
        trouble = trouble_at(self._scenario.faults, t_s)
        if self._options.faults is None:
            return trouble
        by_hand = self._options.faults.trouble()
        if by_hand.frozen_at_s is not None:
            frozen_at_s = by_hand.frozen_at_s % self._scenario.duration_s
            by_hand = replace(by_hand, frozen_at_s=frozen_at_s)
        return both(trouble, by_hand)


def open_camera(rest: str, *, clock: Clock, pace: Pace) -> Camera:
    """Open what follows `sim:` in a source. Raises CameraError, or DocumentError of a scenario."""
    name, _, query = rest.partition("?")
    try:
        options = _options(query)
        path = find(name)
    except DocumentError:
        raise
    except BadInputError as error:
        raise CameraError(f"sim:{rest}: {error}") from error
    return SceneCamera(read_scenario(path), options, clock=clock, pace=pace)


def _options(query: str) -> Options:
    given = dict(parse_qsl(query, keep_blank_values=True))
    unknown = sorted(set(given) - set(OPTIONS))
    if unknown:
        raise BadInputError(f"{unknown[0]}: no such option, known are {', '.join(OPTIONS)}")
    seed, faults = given.get("seed"), given.get("faults")
    if seed is not None and not seed.isdecimal():
        raise BadInputError("seed: expected a whole number")
    return Options(
        seed=None if seed is None else int(seed),
        start_mono_s=_seconds(given.get("start_mono_s")),
        faults=None if faults is None else FaultFile(Path(faults)),
    )


def _seconds(text: str | None) -> float | None:
    try:
        value = None if text is None else float(text)
    except ValueError:
        value = math.nan
    if value is not None and not math.isfinite(value):
        raise BadInputError("start_mono_s: expected a number of seconds")
    return value
