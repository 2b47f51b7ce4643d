"""Who is where at any time of a scene: a function of scenario, seed and time alone."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.schema import Scenario
from simulator.world.bags import Luggage, Standing, replay
from simulator.world.body import Body, BodyKind
from simulator.world.course import Course, Piece
from simulator.world.courses import lay_courses
from simulator.world.tape import MOTIONS, Floats, Integers, Sample, Tape


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """What does not change about one person or thing."""

    name: str
    kind: BodyKind
    look: str
    tall: float = 1.0
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Many moments at once: one row for each body that is there, by frame and then by body.

    frame: index into the times asked for; who: index into World.people; motion: index into
    MOTIONS; carries: index into World.hands. (N,) each; the rest as in Body.
    """

    frame: Integers
    who: Integers
    x_m: Floats
    ahead_m: Floats
    facing_deg: Floats
    motion: Integers
    phase: Floats
    speed_m_s: Floats
    carries: Integers

    def __len__(self) -> int:
        return len(self.frame)

    def take(self, index: NDArray[Any]) -> "Rows":
        """Some rows, by number or by flag."""
        return Rows(**{one.name: getattr(self, one.name)[index] for one in fields(self)})


class World:
    """A scene as it goes. Raises DocumentError where the scenario asks for what cannot be."""

    def __init__(self, scenario: Scenario, *, seed: int | None = None) -> None:
        """seed: None for the scenario's own."""
        self.seed = scenario.seed if seed is None else seed
        courses = lay_courses(scenario, seed=self.seed)
        luggage = replay(courses, scenario.things)
        bags = list(dict.fromkeys(stay.bag for stay in luggage.standing))
        self.people: tuple[Who, ...] = (
            *(_who(each) for each in courses),
            *(_bag(next(s for s in luggage.standing if s.bag == bag)) for bag in bags),
        )
        stays = [[_lying(s) for s in luggage.standing if s.bag == bag] for bag in bags]
        self._tape = Tape([*(each.pieces for each in courses), *stays])
        self._set_hands(courses, luggage)

    def _set_hands(self, courses: list[Course], luggage: Luggage) -> None:
        held: dict[tuple[str, ...], int] = {(): 0}
        base = np.zeros(len(self.people), np.int64)
        changes: list[tuple[int, float, int]] = []
        for index, each in enumerate(courses):
            base[index] = held.setdefault(tuple(each.carries.values()), len(held))
            for since_s, kinds in luggage.hands.get(each.name, ()):
                changes.append((index, since_s, held.setdefault(kinds, len(held))))
        self._base, self._changes = base, tuple(changes)
        self.hands: tuple[tuple[str, ...], ...] = tuple(held)

    def at(self, t_s: float) -> tuple[Body, ...]:
        """Everybody and everything there at one time, those of the scenario first."""
        rows = self.rows(np.array([t_s], np.float64))
        return tuple(self._body(rows, row) for row in range(len(rows)))

    def rows(self, times: Floats) -> Rows:
        """The same as at() for many times, (T,) in seconds, rising. Raises ValueError if not."""
        if np.any(np.diff(times) < 0):
            raise ValueError("times: expected to rise")
        sample = self._tape.read(times)
        return Rows(
            frame=sample.frame,
            who=sample.course,
            x_m=sample.x_m,
            ahead_m=sample.ahead_m,
            facing_deg=sample.facing_deg,
            motion=sample.motion,
            phase=sample.phase,
            speed_m_s=sample.speed_m_s,
            carries=self._hands_at(sample, times),
        )

    def _hands_at(self, sample: Sample, times: Floats) -> Integers:
        code = self._base[sample.course]
        t_s = times[sample.frame]
        for who, since_s, kinds in self._changes:
            if len(times) and since_s <= times[-1]:
                code[(sample.course == who) & (t_s >= since_s)] = kinds
        return code

    def _body(self, rows: Rows, row: int) -> Body:
        who = self.people[int(rows.who[row])]
        return Body(
            name=who.name,
            kind=who.kind,
            look=who.look,
            x_m=float(rows.x_m[row]),
            ahead_m=float(rows.ahead_m[row]),
            facing_deg=float(rows.facing_deg[row]),
            motion=MOTIONS[int(rows.motion[row])],
            phase=float(rows.phase[row]),
            speed_m_s=float(rows.speed_m_s[row]),
            tall=who.tall,
            carries=self.hands[int(rows.carries[row])],
            owner=who.owner,
        )


def _who(each: Course) -> Who:
    return Who(name=each.name, kind=each.kind, look=each.look, tall=each.tall)


def _bag(stay: Standing) -> Who:
    return Who(name=stay.bag, kind="bag", look=stay.kind, owner=stay.owner)


def _lying(stay: Standing) -> Piece:
    return Piece(
        begin_s=stay.begin_s,
        end_s=stay.end_s,
        x_m=stay.x_m,
        ahead_m=stay.ahead_m,
        x_m_s=0.0,
        ahead_m_s=0.0,
        speed_m_s=0.0,
        facing_deg=stay.facing_deg,
        in_deg=0.0,
        in_s=1.0,
        out_deg=0.0,
        out_s=1.0,
        motion="still",
        phase=0.0,
        phase_s=0.0,
    )
