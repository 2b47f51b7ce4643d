"""All cameras together: what is due at each of them, storms, and the end."""

import time
from typing import Final

import numpy as np

from edge.config import Config
from edge.uplink.backoff import WELL_AFTER_S
from edge.uplink.link import ANSWER_TIMEOUT_S
from edge.uplink.uplink import HEALTH_EVERY_S
from simulator.fleet.agenda import Agenda, Task
from simulator.fleet.camera import FleetCamera
from simulator.fleet.dial import Place
from simulator.fleet.faulty import faulty
from simulator.fleet.ledger import Ledger
from simulator.fleet.lines import Lines
from simulator.fleet.settings import Access, Load
from simulator.fleet.tallies import Tallies
from simulator.fleet.traffic import Plan, Traffic

# How late a camera may be in noticing what is due; a device looks every 0.2 s.
_TICK_S: Final = 0.05
# A count leaves with the look that follows the window's end, not at all cameras at once.
_WINDOW_SPREAD_S: Final = 2.0
_LEAVING_AT_ONCE: Final = 100


class Fleet:
    """Call step() again and again; it never blocks for longer than one tick.

    place: where the broker has answered. sources: local addresses to come from.
    """

    def __init__(
        self,
        *,
        load: Load,
        access: Access,
        place: Place,
        sources: tuple[str | None, ...],
        config: Config,
        ledger: Ledger,
    ) -> None:
        self.tallies = Tallies()
        self._random = np.random.default_rng(load.seed)
        self._agenda = Agenda(load.cameras)
        self._cameras = _cameras(load, access, config, self._random)
        self._lines = Lines(
            access=access,
            place=place,
            sources=sources,
            ledger=ledger,
            agenda=self._agenda,
            random=self._random.random,
            tallies=self.tallies,
        )
        self._tick_due_s = now_s = time.monotonic()
        for camera in self._cameras:
            self._agenda.set(Task.DIAL, camera.index, now_s + camera.index / load.ramp_per_s)
            self._agenda.set(Task.VISIT, camera.index, camera.traffic.due_s())
            self._await_window(camera)

    def step(self) -> None:
        """Do what is due, then serve the sockets that are ready, waiting for a tick at most."""
        if time.monotonic() >= self._tick_due_s:
            self._act(time.monotonic())
            self._tick_due_s = time.monotonic() + _TICK_S
        self._lines.serve(max(0.0, self._tick_due_s - time.monotonic()))

    def storm(self, share: float) -> None:
        """Cut the connections of a share of the cameras, without goodbye."""
        up = [camera for camera in self._cameras if camera.up_s is not None]
        for index in self._random.choice(len(up), int(len(up) * share), replace=False).tolist():
            self.tallies.dropped += 1
            self._lines.lose(up[index])

    def events(self) -> int:
        """Events that were told so far, sent or still waiting."""
        return sum(camera.events for camera in self._cameras)

    def counts(self) -> int:
        """Counts that were told so far, sent or still waiting."""
        return sum(camera.counts for camera in self._cameras)

    def outstanding(self) -> int:
        """Messages that the broker has not acknowledged."""
        return sum(len(camera.outbox) for camera in self._cameras)

    def hush(self) -> None:
        """Nobody passes any more, and nothing is counted."""
        self._agenda.clear(Task.VISIT)
        self._agenda.clear(Task.WINDOW)

    def farewell(self, limit_s: float) -> None:
        """Say offline and disconnect, some at a time; after limit_s without waiting for answers."""
        self._agenda.clear(Task.HEALTH)
        self._agenda.clear(Task.DIAL)
        end_s = time.monotonic() + limit_s
        for start in range(0, len(self._cameras), _LEAVING_AT_ONCE):
            self._part(self._cameras[start : start + _LEAVING_AT_ONCE], end_s)
        self._lines.close()

    def _part(self, cameras: list[FleetCamera], end_s: float) -> None:
        for camera in cameras:
            camera.leave()
            self._lines.pump(camera)
        while time.monotonic() < end_s and any(c.up_s is not None and c.outbox for c in cameras):
            self._lines.serve(_TICK_S)
        for camera in cameras:
            self._lines.leave(camera)

    def _act(self, now_s: float) -> None:
        for index in self._agenda.due(Task.DIAL, now_s):
            self._lines.dial(self._cameras[index])
        for index in self._agenda.due(Task.VISIT, now_s):
            self._look(self._cameras[index], now_s)
        for index in self._agenda.due(Task.WINDOW, now_s):
            self._close_window(self._cameras[index])
        for index in self._agenda.due(Task.HEALTH, now_s):
            self._feel(self._cameras[index], now_s)

    def _look(self, camera: FleetCamera, now_s: float) -> None:
        camera.look(now_s, time.time())
        self._agenda.set(Task.VISIT, camera.index, camera.traffic.due_s())
        self._lines.pump(camera)

    def _close_window(self, camera: FleetCamera) -> None:
        # A push may have moved the end of the window meanwhile.
        if time.time() >= camera.window_end_utc_s():
            camera.close_window(time.time())
            self._lines.pump(camera)
        self._await_window(camera)

    def _await_window(self, camera: FleetCamera) -> None:
        spread_s = _WINDOW_SPREAD_S * camera.index / len(self._cameras)
        due_s = time.monotonic() + camera.window_end_utc_s() - time.time() + spread_s
        self._agenda.set(Task.WINDOW, camera.index, due_s)

    def _feel(self, camera: FleetCamera, now_s: float) -> None:
        """Tell its health, and look after its connection on that occasion."""
        self._agenda.set(Task.HEALTH, camera.index, now_s + HEALTH_EVERY_S)
        if camera.outbox.owes and now_s - camera.moved_s > ANSWER_TIMEOUT_S:
            self._lines.lose(camera, "the broker does not acknowledge")
            return
        if camera.up_s is not None and now_s - camera.up_s > WELL_AFTER_S:
            camera.backoff = None
        self._lines.send(camera, camera.health(now_s, time.time()))


def _cameras(
    load: Load, access: Access, config: Config, random: np.random.Generator
) -> list[FleetCamera]:
    now_s = time.monotonic()
    plan = Plan(
        seed=load.seed, per_hour=load.episodes_per_hour, start_hour=load.hour, start_s=now_s
    )
    return [
        FleetCamera(
            index=index,
            name=access.name(index),
            session=plan.chance(index, 0).bytes(4).hex(),
            config=config,
            traffic=Traffic(plan, camera=index),
            random_bytes=random.bytes,
            mono_s=now_s,
            utc_s=time.time(),
            faulty=faulty(index, load.faulty_share),
        )
        for index in range(load.cameras)
    ]
