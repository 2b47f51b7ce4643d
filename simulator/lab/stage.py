"""The stage of one scene in real time: processes, broker, faults, and those who look on."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from edge.uplink.settings import UplinkSettings
from simulator.faults import process
from simulator.keyring import Keyring
from simulator.lab.conditions import Schedule, conditions_at
from simulator.lab.door_watch import DoorWatch
from simulator.lab.real_device import RealDevice, left_in
from simulator.lab.real_faults import Surroundings
from simulator.lab.receiver import Receiver
from simulator.lab.record import Heard
from simulator.lab.viewer import Viewer
from simulator.scenario.schema import Fault, KillUplink, KillVision, Push, Scenario
from simulator.world.places import config_of, pushed_document

# Both processes are up and connected before anything is to be seen.
_HEAD_START_S: Final = 8.0
# What `run` waits for the door to be empty, and its goodbye.
_DRAIN_S: Final = 20.0
_LAST_WORDS_S: Final = 5.0
_POLL_S: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a scene is played with. start_mono_s: its time 0. keys: that the camera heeds."""

    scenario: Scenario
    camera: str
    keys: Keyring
    start_mono_s: float
    surroundings: Surroundings
    device: RealDevice
    receiver: Receiver
    viewer: Viewer
    door: DoorWatch

    def play(self) -> None:
        """Go through the scene and its faults until the device has told all, or takes too long."""
        faults = self.scenario.faults
        schedule = Schedule(faults)
        while not self.device.is_done() and self._t_s() < self.scenario.duration_s + _DRAIN_S:
            t_s = self._t_s()
            begun = schedule.pass_to(t_s)
            self.surroundings.hold(conditions_at(faults, t_s), run_pid=self.device.pid)
            for fault in begun:
                self._begin(fault)
            self.door.look(t_s=t_s)
            self.device.keep_up(is_over=t_s >= self.scenario.duration_s)
            time.sleep(_POLL_S)

    def strike(self, spare: Path) -> int:
        """End the device and hear its last words. Returns how many events and counts it kept."""
        self.viewer.close()
        self.device.close()
        ended_s = self._t_s()
        self.receiver.wait_for(lambda m: _is_goodbye(m, after_s=ended_s), at_most_s=_LAST_WORDS_S)
        return left_in(self.surroundings.seen(self.surroundings.state), spare)

    def _begin(self, fault: Fault) -> None:
        match fault:
            case KillVision():
                process.kill(self.device.pid, "vision")
            case KillUplink():
                process.kill(self.device.pid, "uplink")
            case Push():
                text = pushed_document(self.scenario, fault).decode()
                self.receiver.push(self.keys.config(text, audience=[self.camera]))

    def _t_s(self) -> float:
        return time.monotonic() - self.start_mono_s


@contextmanager
def open_stage(
    scenario: Scenario, folder: Path, device: UplinkSettings, receiver: UplinkSettings
) -> Iterator[Stage]:
    """Set everything up for a scene that begins a little later, and take all of it down.

    device: who the camera is at the broker. receiver: who listens there, and pushes.
    """
    start_mono_s = time.monotonic() + _HEAD_START_S
    with ExitStack() as closing:
        around = Surroundings(scenario, folder=folder, broker_url=device.broker)
        closing.callback(around.close)
        listener = Receiver(receiver, start_mono_s=start_mono_s)
        closing.callback(listener.close)
        listener.push(b"")
        closing.callback(listener.push, b"")
        keys = Keyring.fresh()
        words = _words(scenario, folder, device, around, start_mono_s=start_mono_s)
        words += keys.enrol(device.camera, folder)
        running = RealDevice(words, namespace=around.namespace)
        closing.callback(running.close)
        viewer = Viewer(around.seen(around.state / "preview.sock"), start_mono_s=start_mono_s)
        closing.callback(viewer.close)
        yield Stage(
            scenario=scenario,
            camera=device.camera,
            keys=keys,
            start_mono_s=start_mono_s,
            surroundings=around,
            device=running,
            receiver=listener,
            viewer=viewer,
            door=DoorWatch(around.state / "door.sqlite"),
        )


def _words(
    scenario: Scenario,
    folder: Path,
    device: UplinkSettings,
    around: Surroundings,
    *,
    start_mono_s: float,
) -> list[str]:
    """Write down scene and configuration, and name them as `passerby run` wants it."""
    scene, config = folder / "scene.yaml", folder / "config.yaml"
    scene.write_bytes(msgspec.json.encode(scenario))
    config.write_bytes(msgspec.json.encode(config_of(scenario)))
    files = {"--ca": device.ca, "--cert": device.cert, "--key": device.key}
    return [
        *("--camera", device.camera, "--broker", around.broker_url, "--preview"),
        *("--source", source_of(scene, seed=scenario.seed, start_mono_s=start_mono_s)),
        *("--config", str(config), "--state", str(around.state)),
        *(f"{option}={path.resolve()}" for option, path in files.items() if path is not None),
    ]


def source_of(scene: Path, *, seed: int, start_mono_s: float) -> str:
    """The camera that sees a scene whose time 0 is at start_mono_s (simulator/camera.py)."""
    return f"sim:{scene}?seed={seed}&start_mono_s={start_mono_s:.3f}"


def _is_goodbye(message: Heard, *, after_s: float) -> bool:
    if message.topic != "status" or message.t_s < after_s - _LAST_WORDS_S:
        return False
    return b'"online":false' in message.payload
