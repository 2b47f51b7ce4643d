"""One camera without its machine: vision, uplink and door, stepped on a virtual clock."""

from typing import Final

from edge.desired.memory import Memory
from edge.perception.frame import Frame
from simulator.keyring import WIDEST
from simulator.lab.boot import Machine, Parts, Running, start_uplink, start_vision
from simulator.lab.camera import LabCamera
from simulator.lab.conditions import Conditions
from simulator.lab.disk import Disk
from simulator.lab.process import Process
from simulator.world.chance import generator

# Answers that come at once are taken at once, as by a socket that is ready again.
_MOST_STEPS: Final = 64
_ALL: Final = 10**9
# What is due by the clock alone (health, a keepalive, an answer too late) is never later by more.
_IDLE_S: Final = 1.0


class Device:
    """Both processes of a camera, kept up as a supervisor does. Time is the clock's."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        Memory(parts.folder).policy.keep(WIDEST)
        self._machine = Machine(
            parts=parts,
            disk=Disk(),
            camera=LabCamera(),
            chip=Conditions().chip,
            ids=generator(parts.seed, "ids"),
            backoff=generator(parts.seed, "backoff"),
        )
        self._carried_s = 0.0
        self._writes: tuple[int, ...] = ()
        clock = parts.clock
        self._vision = Process("vision", clock, start=lambda: start_vision(self._machine))
        self._uplink = Process("uplink", clock, start=lambda: start_uplink(self._machine))

    # -- what happens to it

    def live_under(self, now: Conditions) -> None:
        """Feel what is wrong around it from now on."""
        clock, eyes = self._parts.clock, self._parts.eyes
        clock.is_set, clock.off_by_s = now.clock_set, now.clock_off_s
        self._machine.camera.state = "lost" if now.camera.unplugged else "ok"
        self._machine.chip = now.chip
        self._machine.disk.set_state(now.disk)
        if eyes.damaged != now.model_damaged:
            eyes.damaged = now.model_damaged
            if eyes.needs_restart:
                self.kill_vision()
        self._vision.hold_down(now.vision_down)
        self._uplink.hold_down(now.uplink_down)

    def kill_vision(self) -> None:
        self._vision.kill()

    def kill_uplink(self) -> None:
        self._uplink.kill()

    def switch_off(self) -> None:
        """Cut its power."""
        self._vision.end()
        self._uplink.end()

    # -- its two loops

    def see(self, frame: Frame | None) -> None:
        """Let vision do one step, with a frame or with none."""
        vision = self._vision.keep_up()
        if vision is not None:
            if frame is not None:
                self._machine.camera.deliver(frame)
            vision.step()

    def carry(self) -> None:
        """Let the uplink do what it can do now."""
        uplink = self._uplink.keep_up()
        if uplink is None or self._is_idle(uplink):
            return
        self._carried_s = self._parts.clock.mono_s()
        for _ in range(_MOST_STEPS):
            uplink.step()
            if uplink.wire is None or not uplink.wire.has_come():
                break
        self._writes = self._machine.disk.writes()

    def waiting(self) -> int:
        """How many events and counts lie in the door, for who mends its card to look."""
        self._machine.disk.set_state("ok")
        with self._machine.open_door() as door:
            suffixes = [parcel.suffix for parcel in door.parcels(after=door.sent_row, limit=_ALL)]
        return sum(suffix.startswith(("event/", "count/")) for suffix in suffixes)

    def is_drained(self) -> bool:
        """Whether nothing is left in the door. Raises DoorError."""
        with self._machine.open_door() as door:
            return door.depth() == 0

    # -- inside

    def _is_idle(self, uplink: Running) -> bool:
        """Whether a step of the uplink would find nothing: neither in the door nor on the wire."""
        if uplink.wire is None or uplink.wire.left or uplink.wire.has_come():
            return False
        if self._parts.clock.mono_s() - self._carried_s >= _IDLE_S:
            return False
        return self._machine.disk.writes() == self._writes
