"""Steps of a way into pieces of a course: a pen that remembers where and when it is."""

import math
from typing import Final

from simulator.scenario.schema import DRIVE_M_S, RIDE_M_S, WALK_M_S
from simulator.world.body import BodyKind, Motion
from simulator.world.course import Deed, Moment, Piece, heading_deg
from simulator.world.looks import CAST, RUN_STRIDE, character

Spot = tuple[float, float]

BEND_S: Final = 1.2
GIVE_S: Final = 0.8
BAG_AHEAD_M: Final = 0.4
USUAL_M_S: Final = {"person": WALK_M_S, "bicycle": RIDE_M_S, "car": DRIVE_M_S, "bag": 0.0}
# One slow shift of weight; one turn of the pedals (a middle gear).
_SWAY_S: Final = 6.4
_PEDALS_M: Final = 4.6


class Walker:
    """Lays piece after piece for one actor, from a spot and a time on."""

    def __init__(self, *, name: str, kind: BodyKind, look: str, tall: float, at: Spot) -> None:
        self.pieces: list[Piece] = []
        self.moments: list[Moment] = []
        self.at = at
        self.t_s = 0.0
        self._name = name
        self._kind = kind
        self._tall = tall
        self._stride_m = CAST[character(look)].stride_m * tall if kind == "person" else _PEDALS_M
        self._facing_deg = 0.0
        self._phase = 0.0

    def go(self, to: Spot, *, pace_m_s: float | None = None, running: bool = False) -> None:
        """Straight to another spot, at the kind's usual pace without one."""
        x_m, ahead_m = to[0] - self.at[0], to[1] - self.at[1]
        pace = pace_m_s or USUAL_M_S[self._kind]
        way_m = math.sqrt(x_m * x_m + ahead_m * ahead_m)
        if not way_m:
            return
        self._facing_deg = heading_deg(x_m, ahead_m)
        velocity = x_m / way_m * pace, ahead_m / way_m * pace
        motion = self._motion("run" if running else "walk")
        cycle_m = self._stride_m * (RUN_STRIDE if motion == "run" else 1.0)
        phase_s = 0.0 if motion == "still" else pace / cycle_m
        self._lay(way_m / pace, motion, self._phase, phase_s, velocity, pace)
        self._phase = (self._phase + way_m / cycle_m) % 1.0
        self.at = to

    def stay(self, for_s: float, *, facing_deg: float | None = None, sitting: bool = False) -> None:
        if facing_deg is not None:
            self._facing_deg = facing_deg
        motion = self._motion("sit" if sitting else "stand")
        if motion in ("ride", "still"):
            self._lay(for_s, motion, self._phase, 0.0)
        else:
            self._lay(for_s, motion, 0.0, 1.0 / _SWAY_S)

    def handle(self, deed: Deed, bag: str, to: str | None, path: str) -> None:
        """Bend, or reach out, and half way through do something with a bag."""
        motion: Motion = "stand" if deed == "give" else "bend"
        half_s = (GIVE_S if deed == "give" else BEND_S) / 2
        phase_s = 1.0 / _SWAY_S if deed == "give" else 1.0 / BEND_S
        self._lay(half_s, motion, 0.0, phase_s)
        self.moments.append(
            Moment(
                t_s=self.t_s,
                actor=self._name,
                deed=deed,
                bag=bag,
                to=to,
                feet=self.at,
                hand=self._reached(),
                facing_deg=self._facing_deg,
                path=path,
            )
        )
        self._lay(half_s, motion, half_s * phase_s, phase_s)

    def _reached(self) -> Spot:
        """Where the actor's hands put something down."""
        facing = math.radians(self._facing_deg)
        return (
            self.at[0] + BAG_AHEAD_M * math.sin(facing),
            self.at[1] - BAG_AHEAD_M * math.cos(facing),
        )

    def _motion(self, wanted: Motion) -> Motion:
        if self._kind == "person":
            return wanted
        return "ride" if self._kind == "bicycle" else "still"

    def _lay(
        self,
        for_s: float,
        motion: Motion,
        phase: float,
        phase_s: float,
        velocity: Spot = (0.0, 0.0),
        speed_m_s: float = 0.0,
    ) -> None:
        if for_s <= 0.0:
            return
        piece = Piece(
            begin_s=self.t_s,
            end_s=self.t_s + for_s,
            x_m=self.at[0],
            ahead_m=self.at[1],
            x_m_s=velocity[0],
            ahead_m_s=velocity[1],
            speed_m_s=speed_m_s,
            facing_deg=self._facing_deg,
            in_deg=0.0,
            in_s=1.0,
            out_deg=0.0,
            out_s=1.0,
            motion=motion,
            phase=phase,
            phase_s=phase_s,
        )
        self.pieces.append(piece)
        self.t_s = piece.end_s
