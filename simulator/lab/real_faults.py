"""What a scenario breaks around real processes."""

from contextlib import ExitStack
from pathlib import Path
from typing import Final

from edge.config import RestrictedZone
from edge.errors import DocumentError, Fault
from edge.uplink.settings import parse_broker
from simulator.faults import process
from simulator.faults.disk import SmallDisk, allow_writing, forbid_writing
from simulator.faults.models import DamagedModel
from simulator.faults.namespace import Namespace
from simulator.faults.proxy import Proxy
from simulator.faults.tunnels import Weather
from simulator.lab.conditions import Conditions
from simulator.lab.disk import DiskState
from simulator.scenario.schema import (
    BrokerDown,
    BrokerHalfOpen,
    BrokerHostile,
    BrokerSlow,
    ClockJump,
    ClockUnset,
    DiskFull,
    Heat,
    ModelDamaged,
    Scenario,
)
from simulator.world.places import config_of

_AT_THE_BROKER: Final = frozenset({BrokerDown, BrokerHalfOpen, BrokerHostile, BrokerSlow})
_NEED_A_NAMESPACE: Final = frozenset({DiskFull, ModelDamaged})
_ONLY_IN_THE_LAB: Final = (ClockJump, ClockUnset, Heat)


def check_is_real(scenario: Scenario) -> None:
    """Raises DocumentError naming what only the lab's own clock and chip can do."""
    faults = [
        Fault(path=f"faults[{index}]", reason="only in the lab: a machine has one clock, one chip")
        for index, fault in enumerate(scenario.faults)
        if isinstance(fault, _ONLY_IN_THE_LAB)
    ]
    faults += [
        Fault(path=f"config.rules[{index}].schedule", reason="only in the lab: now is not then")
        for index, rule in enumerate(config_of(scenario).rules)
        if isinstance(rule, RestrictedZone) and rule.schedule is not None
    ]
    if faults:
        raise DocumentError(faults)


class Surroundings:
    """The way to the broker, the disk and the models of one device, as a scenario breaks them.

    broker_url: where the device finds its broker. state: its folder; inside namespace, where there
    is one. Needs root or user namespaces for a full disk and a damaged model, else BadInputError.
    """

    def __init__(self, scenario: Scenario, *, folder: Path, broker_url: str) -> None:
        self._closing = ExitStack()
        self.namespace: Namespace | None = None
        self.state = folder / "state"
        self.broker_url = broker_url
        self._now = Conditions()
        self._disk: SmallDisk | None = None
        self._model: DamagedModel | None = None
        self._proxy: Proxy | None = None
        with ExitStack() as undo:
            undo.callback(self.close)
            self._build(scenario, folder)
            undo.pop_all()

    def seen(self, path: Path) -> Path:
        """Where a file of the device is found from outside."""
        return path if self.namespace is None else self.namespace.seen(path)

    def hold(self, now: Conditions, *, run_pid: int) -> None:
        """Let a device feel the conditions of now. run_pid: of `passerby run`."""
        before, self._now = self._now, now
        if self._proxy is not None and weather_of(now) != weather_of(before):
            self._proxy.change(weather_of(now))
        if now.vision_down:
            process.kill(run_pid, "vision")
        if now.uplink_down:
            process.kill(run_pid, "uplink")
        if now.model_damaged != before.model_damaged:
            self._swap_model(damaged=now.model_damaged, run_pid=run_pid)
        self._hold_disk(before.disk, now.disk, run_pid=run_pid)

    def close(self) -> None:
        self._closing.close()

    def _build(self, scenario: Scenario, folder: Path) -> None:
        kinds = {type(fault) for fault in scenario.faults}
        if kinds & _AT_THE_BROKER:
            broker = parse_broker(self.broker_url)
            self._proxy = self._closing.enter_context(Proxy(broker.host, broker.port))
            self.broker_url = self._proxy.through(self.broker_url)
        if kinds & _NEED_A_NAMESPACE:
            self.namespace = self._closing.enter_context(Namespace())
        if self.namespace is not None and DiskFull in kinds:
            disk = folder / "disk"
            disk.mkdir()
            self._disk, self.state = SmallDisk(self.namespace, disk), disk / "state"
        if self.namespace is not None and ModelDamaged in kinds:
            self._model = DamagedModel(self.namespace, folder)

    def _swap_model(self, *, damaged: bool, run_pid: int) -> None:
        if self._model is None:
            return
        if damaged:
            self._model.damage()
            # Nobody reads a model twice: only a start finds the damage.
            process.kill(run_pid, "vision")
        else:
            self._model.repair()

    def _hold_disk(self, before: DiskState, now: DiskState, *, run_pid: int) -> None:
        if now == "read_only":
            forbid_writing((run_pid, *process.children_of(run_pid)))
        elif before == "read_only":
            allow_writing((run_pid,))
            allow_writing(process.children_of(run_pid))
        if self._disk is not None and now != before:
            if now == "full":
                self._disk.fill()
            else:
                self._disk.free()


def weather_of(now: Conditions) -> Weather:
    """What is to happen to connections; the worst comes first."""
    if now.broker_down:
        return Weather(mode="down")
    if now.way.stalled:
        return Weather(mode="half_open")
    if now.broker_hostile:
        return Weather(mode="hostile")
    if now.way.delay_s > 0:
        return Weather(mode="slow", to_client_s=now.way.delay_s)
    return Weather(mode="ok")
