"""What a run leaves behind: all that left the camera, and what was there to be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from edge.config import Config
from simulator.scenario.schema import Scenario

Level = Literal["truth", "pixels"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message as the receiver at the broker got it, t_s after the scene began.

    topic: below the camera's own prefix. stored: kept by the broker from before.
    """

    t_s: float
    topic: str
    payload: bytes
    stored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event or count as vision judged it, t_s after the scene began, before the door.

    payload: as the door would write it, without session and seq.
    """

    t_s: float
    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One picture handed out: masked whole or not. raw_bytes: what was seen for it."""

    t_s: float
    whole: bool
    raw_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One run of one scenario.

    config: that the scene began with. happened: what vision judged. heard: what the receiver got,
    in its order, repetitions included. shown: every picture. waiting: events and counts that
    still lay in the door at the end. wall_s: how long the run took.
    """

    scenario: Scenario
    seed: int
    level: Level
    broker: str
    config: Config
    happened: tuple[Happened, ...]
    heard: tuple[Heard, ...]
    shown: Sequence[Shown]
    waiting: int
    frames: int
    wall_s: float
