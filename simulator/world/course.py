"""One actor's way as pieces of time in which nothing changes but by a constant rate."""

import math
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from simulator.world.body import BodyKind, Motion

Deed = Literal["put_down", "pick_up", "give"]

# Half of a turn: people turn round within half a second.
_HALF_TURN_S: Final = 0.25


class Piece(NamedTuple):
    """From begin_s until end_s (not included) in a straight line at constant speed.

    x_m, ahead_m: where it begins; x_m_s, ahead_m_s: velocity. facing_deg: in its middle; turned
    from facing_deg + in_deg over the first in_s, and to facing_deg + out_deg over the last out_s.
    phase, phase_s: of the motion at the beginning, and by how much it grows each second.
    """

    begin_s: float
    end_s: float
    x_m: float
    ahead_m: float
    x_m_s: float
    ahead_m_s: float
    speed_m_s: float
    facing_deg: float
    in_deg: float
    in_s: float
    out_deg: float
    out_s: float
    motion: Motion
    phase: float
    phase_s: float


class Moment(NamedTuple):
    """What an actor does with a bag, and where the scenario says so.

    to: who is given it. feet, hand: where the actor stands, and where their hand reaches down.
    """

    t_s: float
    actor: str
    deed: Deed
    bag: str
    to: str | None
    feet: tuple[float, float]
    hand: tuple[float, float]
    facing_deg: float
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """All that one actor does. carries: bags in hand at the beginning, kinds by name."""

    name: str
    kind: BodyKind
    look: str
    tall: float
    path: str
    carries: dict[str, str]
    pieces: tuple[Piece, ...]
    moments: tuple[Moment, ...]

    @property
    def begin_s(self) -> float:
        return self.pieces[0].begin_s if self.pieces else 0.0

    @property
    def end_s(self) -> float:
        return self.pieces[-1].end_s if self.pieces else 0.0

    def spot(self, t_s: float) -> tuple[float, float] | None:
        """Where the actor is at a time; None before they come and when they have gone."""
        for piece in self.pieces:
            if piece.begin_s <= t_s < piece.end_s:
                since_s = t_s - piece.begin_s
                return (
                    piece.x_m + piece.x_m_s * since_s,
                    piece.ahead_m + piece.ahead_m_s * since_s,
                )
        return None


def smoothed(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Turn people round over half a second where one piece meets the next."""
    for index in range(len(pieces) - 1):
        one, other = pieces[index], pieces[index + 1]
        turn_deg = turn(one.facing_deg, other.facing_deg)
        if turn_deg:
            half_s = [min(_HALF_TURN_S, (p.end_s - p.begin_s) / 2) for p in (one, other)]
            pieces[index] = one._replace(out_deg=turn_deg / 2, out_s=half_s[0])
            pieces[index + 1] = other._replace(in_deg=-turn_deg / 2, in_s=half_s[1])
    return tuple(pieces)


def turn(from_deg: float, to_deg: float) -> float:
    """The shorter way round, in [-180, 180)."""
    return (to_deg - from_deg + 180.0) % 360.0 - 180.0


def heading_deg(x_m: float, ahead_m: float) -> float:
    """Which way somebody looks who goes that far to the right and ahead."""
    return math.degrees(math.atan2(x_m, -ahead_m))
