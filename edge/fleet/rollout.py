"""A configuration or an update to all cameras, a few first: it stops where they fare badly.

Pure: what is known of the cameras and the time are arguments; whoever steps it publishes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final, Literal

from msgspec import Struct

from edge.fleet.known import Camera, said
from edge.update.document import Kind, UpdateReport

# One in a hundred shows what fails everywhere, one in ten what fails in some places.
STAGES: Final = (0.01, 0.1, 1.0)
# Of all cameras, who may be without an answer at once: what shows only late shows on few.
_UNDER_WAY: Final = 0.1
_ON_ITS_WAY: Final = ("fetching", "checking", "trial")
State = Literal["running", "done", "stopped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """version: of what is rolled out. update: the kind that it is of, None for a configuration.

    tolerate: share of those told so far that may fare badly.

    answer_s: how long a camera may take to report, its probation included, and how long it may be
    gone. soak_s: how long a stage is watched after its last answer.
    """

    version: int
    update: Kind | None = None
    tolerate: float = 0.01
    answer_s: float = 180.0
    soak_s: float = 60.0


class Outcome(Struct, frozen=True, kw_only=True):
    """How it went, or goes. stage: of STAGES, from 1.

    failed: who fares badly, and why. left_out: who fared badly before; told last, and not counted.
    untold: how many have not been told.
    """

    state: State
    stage: int
    told: int
    good: int
    untold: int
    failed: dict[str, str]
    left_out: dict[str, str]


class Rollout:
    """One roll-out. cameras: what is known of each now, and kept up to date by others."""

    def __init__(self, terms: Terms, cameras: Mapping[str, Camera]) -> None:
        self._terms = terms
        self._cameras = cameras
        ill = {name: why for name, camera in cameras.items() if (why := camera.ailment())}
        self._left_out = dict(sorted(ill.items()))
        well = [name for name in cameras if name not in ill]
        # Another sample for each version: the same cameras would always bear the risk.
        self._order = sorted(well, key=lambda name: _lot(terms.version, name))
        self._ends = [ceil(share * len(self._order)) for share in STAGES]
        self._stage = 0
        self._told: set[str] = set()
        self._waiting_s: dict[str, float] = {}
        self._good: set[str] = set()
        self._failed: dict[str, str] = {}
        self._settled_s: float | None = None
        self._state: State = "running"

    def step(self, mono_s: float) -> tuple[str, ...]:
        """Judge those who were told, and return whom to tell now."""
        if self._state != "running":
            return ()
        self._judge(mono_s)
        self._state = self._next_state(mono_s)
        if self._state != "running":
            return tuple(self._left_out) if self._state == "done" else ()
        room = max(1, ceil(_UNDER_WAY * len(self._order))) - len(self._waiting_s)
        end = min(self._ends[self._stage], len(self._told) + max(0, room))
        new = tuple(self._order[len(self._told) : end])
        self._told.update(new)
        self._waiting_s.update(dict.fromkeys(new, mono_s))
        return new

    @property
    def is_running(self) -> bool:
        return self._state == "running"

    def outcome(self) -> Outcome:
        return Outcome(
            state=self._state,
            stage=self._stage + 1,
            told=len(self._told),
            good=len(self._good),
            untold=len(self._order) - len(self._told),
            failed=dict(sorted(self._failed.items())),
            left_out=self._left_out,
        )

    def _next_state(self, mono_s: float) -> State:
        """Whether to stop, to go on to the next stage, or to end."""
        if len(self._failed) > self._terms.tolerate * len(self._told):
            return "stopped"
        if self._waiting_s or len(self._told) < self._ends[self._stage]:
            self._settled_s = None
            return "running"
        if self._settled_s is None:
            self._settled_s = mono_s
        if mono_s - self._settled_s < self._terms.soak_s:
            return "running"
        if self._stage + 1 == len(STAGES):
            return "done"
        self._stage, self._settled_s = self._stage + 1, None
        return "running"

    def _judge(self, mono_s: float) -> None:
        """Judge all who were told anew, as a camera may fail later."""
        for name in self._told:
            verdict = _verdict(self._cameras[name], self._terms)
            if verdict is None:
                since_s = self._waiting_s.setdefault(name, mono_s)
                if mono_s - since_s <= self._terms.answer_s:
                    continue
                verdict = f"{self._cameras[name].ailment() or 'no answer'} for too long"
            self._waiting_s.pop(name, None)
            if verdict:
                # Who recovers has failed all the same: nobody knows why.
                self._failed.setdefault(name, verdict)
            self._good.add(name)
        self._good -= self._failed.keys()


def targets(cameras: Iterable[str], prefixes: Iterable[str]) -> list[str]:
    """The cameras whose names begin with one of the prefixes; all of them for none."""
    wanted = tuple(prefixes)
    return sorted(name for name in cameras if not wanted or name.startswith(wanted))


def _verdict(camera: Camera, terms: Terms) -> str | None:
    """Why it fares badly, "" when it fares well, None while nobody can tell."""
    if camera.status is None or not camera.status.online:
        # Phone networks lose cameras for moments.
        return None
    report = camera.config if terms.update is None else camera.update
    ailment = camera.ailment()
    if report is None or report.desired_version != terms.version or report.state in _ON_ITS_WAY:
        return ailment
    if isinstance(report, UpdateReport) and report.kind != terms.update:
        return ailment
    if report.state != "applied":
        return said(report)
    return ailment or ""


def _lot(version: int, name: str) -> bytes:
    return hashlib.sha256(f"{version}/{name}".encode()).digest()
