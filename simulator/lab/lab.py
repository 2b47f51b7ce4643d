"""A scene as a device lives through it: virtual time, the broker, the faults, a listener."""

from typing import Final

from edge.contract import topic
from edge.perception.frame import Frame
from edge.uplink.link import Message
from simulator.lab.boot import CAMERA, KEYS
from simulator.lab.clock import LabClock
from simulator.lab.conditions import Conditions, Schedule, conditions_at
from simulator.lab.device import Device
from simulator.lab.eyes import Eyes
from simulator.lab.malice import Tormentor
from simulator.lab.memory_broker import MemoryBroker
from simulator.lab.memory_client import MemoryClient
from simulator.lab.record import Heard
from simulator.lab.run_of import Run
from simulator.scenario.schema import Fault, KillUplink, KillVision, Push
from simulator.world.chance import generator
from simulator.world.places import pushed_document

# The pauses of the device's own loops: a camera is waited for, a socket is waited at.
_LOOK_EVERY_S: Final = 0.25
_CARRY_EVERY_S: Final = 0.2
# After the scene: a dead connection is given up after 60 s, the next one made after 60 more, and
# faults that last a little longer than the scene are waited for.
_SETTLE_S: Final = 2.0
_AFTER_S: Final = 180.0
_MOST_FAULTY_S: Final = 600.0
_FOREVER_S: Final = 1e9
_NEVER: Final = float("inf")
# Where frames get lost the rate changes as well: it is halved for ten seconds of every thirty, but
# nowhere below 2 a second, the slowest that is promised.
_SLOWED_FPS: Final = 4.0
_SLOW_EVERY_S: Final = 30.0
_FAST_S: Final = 20.0


class Lab:
    """Runs one device through one scenario, once."""

    def __init__(
        self, run: Run, *, device: Device, clock: LabClock, broker: MemoryBroker, eyes: Eyes
    ) -> None:
        self.heard: list[Heard] = []
        self._scenario = run.scenario
        self._device = device
        self._clock = clock
        self._broker = broker
        self._eyes = eyes
        self._drop_share = run.drop_share
        self._drops = generator(run.seed, "dropped frames")
        self._on_fault = run.on_fault
        self._schedule = Schedule(run.scenario.faults)
        self._now = Conditions()
        chance = generator(run.seed, "hostile broker")
        self._tormentor = Tormentor(camera=CAMERA, clock=clock, chance=chance)
        self._unsent: list[Message] = []
        self._listener = MemoryClient(
            broker, "listener", on_message=self._hear, clean_start=False, expiry_s=_FOREVER_S
        )
        self._listener.connect()
        self._listener.subscribe(topic(CAMERA, "#"))
        self._pictures = self._carries = 0
        self._look_s = 0.0

    def play(self) -> None:
        """Let the whole scene pass, and then as much time as the door needs to get empty."""
        end_s = self._scenario.duration_s
        self._run_to(end_s, fps=self._scenario.camera.fps)
        most_s = end_s + _SETTLE_S
        if not self._stays_cut_off():
            most_s = max(end_s, min(self._schedule.last_s, end_s + _MOST_FAULTY_S)) + _AFTER_S
        while end_s < most_s:
            end_s += _SETTLE_S
            self._run_to(end_s, fps=0.0)
            if self._is_quiet():
                return

    def _run_to(self, end_s: float, *, fps: float) -> None:
        """Go on to end_s, with fps pictures a second or without any."""
        while True:
            picture_s = self._pictures / fps if fps else _NEVER
            carry_s = self._carries * _CARRY_EVERY_S
            t_s = min(picture_s, self._look_s, carry_s, self._schedule.next_s)
            if t_s >= end_s:
                return
            self._clock.move_to(t_s)
            if t_s >= self._schedule.next_s:
                self._change(t_s)
            if t_s >= min(picture_s, self._look_s):
                self._look(t_s, has_picture=t_s >= picture_s)
            if t_s >= carry_s:
                self._carry()

    def _look(self, t_s: float, *, has_picture: bool) -> None:
        self._look_s = t_s + _LOOK_EVERY_S
        frame = None
        if has_picture:
            self._pictures += 1
            if not self._now.camera.unplugged and not self._is_dropped(t_s):
                pixels = self._eyes.pixels(t_s, self._now.camera)
                frame = Frame(pixels, mono_s=t_s, utc_s=self._clock.utc_s())
        self._device.see(frame)

    def _is_dropped(self, t_s: float) -> bool:
        """Whether a picture gets lost: by chance, and every second one while the rate is halved."""
        if not self._drop_share:
            return False
        is_slow = self._scenario.camera.fps >= _SLOWED_FPS and t_s % _SLOW_EVERY_S >= _FAST_S
        return bool(self._drops.random() < self._drop_share or (is_slow and self._pictures % 2))

    def _carry(self) -> None:
        self._carries += 1
        self._device.carry()
        self._broker.step()
        self._listener.step()

    # -- what happens around the device

    def _change(self, t_s: float) -> None:
        begun = self._schedule.pass_to(t_s)
        self._now = conditions_at(self._scenario.faults, t_s)
        self._change_broker(self._now)
        self._device.live_under(self._now)
        for fault in begun:
            self._begin(fault)
        self._listener.step()

    def _begin(self, fault: Fault) -> None:
        self._on_fault(fault)
        if isinstance(fault, KillVision):
            self._device.kill_vision()
        elif isinstance(fault, KillUplink):
            self._device.kill_uplink()
        elif isinstance(fault, Push):
            text = pushed_document(self._scenario, fault).decode()
            self._publish(
                Message(
                    topic=topic(CAMERA, "config/desired"),
                    payload=KEYS.config(text, audience=[CAMERA]),
                    retain=True,
                )
            )

    def _change_broker(self, now: Conditions) -> None:
        if now.broker_down and self._broker.running:
            self._broker.stop()
        if not now.broker_down and not self._broker.running:
            self._broker.start()
            self._listener.connect()
            for message in self._unsent:
                self._broker.publish(message)
            self._unsent.clear()
        self._broker.set_way(now.way)
        self._broker.malice = self._tormentor if now.broker_hostile else None

    def _publish(self, message: Message) -> None:
        """Publish as an operator does, who tries again until a broker is there."""
        if self._broker.running:
            self._broker.publish(message)
        else:
            self._unsent.append(message)

    def _hear(self, message: Message) -> None:
        self.heard.append(
            Heard(
                t_s=self._clock.mono_s(),
                topic=message.topic.removeprefix(topic(CAMERA, "")),
                payload=message.payload,
                stored=message.retain,
            )
        )

    def _stays_cut_off(self) -> bool:
        last_s = self._scenario.duration_s + _MOST_FAULTY_S
        return conditions_at(self._scenario.faults, last_s).broker_down

    def _is_quiet(self) -> bool:
        return self._now.disk == "ok" and self._device.is_drained()
