"""One run of a fleet: ramp, storms and pushes, then quiet until all has arrived."""

import gc
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from edge.errors import NotNowError
from edge.uplink.link import LinkError
from edge.uplink.settings import parse_broker, tls_context
from simulator.fleet.account import mark, outcome_of
from simulator.fleet.dial import Place, find
from simulator.fleet.ear import Ear
from simulator.fleet.fleet import Fleet
from simulator.fleet.ledger import Ledger
from simulator.fleet.limits import source_addresses
from simulator.fleet.memory import Growth, resident_mib
from simulator.fleet.observer import Brief
from simulator.fleet.outcome import Outcome
from simulator.fleet.push import first_config
from simulator.fleet.settings import OPERATOR, Access, Load

# Beyond what the ramp takes: a backoff at its longest, and a slow handshake.
_RAMP_PATIENCE_S: Final = 90.0
# When nobody is let in, somebody has to be told why.
_FIRST_PATIENCE_S: Final = 15.0
_REFUSED_PATIENCE_S: Final = 3.0
# A camera that was cut last thing comes back within a backoff at its longest.
_DRAIN_LIMIT_S: Final = 90.0
# When somebody asks to stop, they do not wait for who is away.
_STOPPED_LIMIT_S: Final = 5.0
_FAREWELL_LIMIT_S: Final = 20.0
_LIVE_EVERY_S: Final = 1.0


def run_fleet(
    load: Load, access: Access, *, show: Callable[[str], None], stop: Callable[[], bool]
) -> Outcome:
    """Run to the end, or until stop, and then see to it that nothing is under way.

    show: takes one line a second. Raises NotNowError for a broker that does not let us in,
    BadInputError for files that cannot be used.
    """
    # Files and names first: a broker need not be asked about them.
    for name in (access.name(0), OPERATOR):
        tls_context(access.of(name))
    place = _find(access)
    sources = source_addresses(load.cameras, to=place.address[0])
    with tempfile.TemporaryDirectory() as folder:
        brief = Brief(
            access=access, load=load, ledger=Path(folder) / "ledger", origin_s=time.monotonic()
        )
        ledger = Ledger(brief.ledger, cameras=load.cameras, origin_s=brief.origin_s, new=True)
        with Ear(brief) as ear:
            before_mib = resident_mib()
            fleet = Fleet(
                load=load,
                access=access,
                place=place,
                sources=sources,
                config=first_config(),
                ledger=ledger,
            )
            run = _Run(load=load, fleet=fleet, ear=ear, show=show, stop=stop)
            return run.whole(before_mib)


def _find(access: Access) -> Place:
    try:
        return find(parse_broker(access.broker))
    except LinkError as error:
        raise NotNowError(f"no broker at {access.broker}: {error}") from error


class _Run:
    def __init__(
        self,
        *,
        load: Load,
        fleet: Fleet,
        ear: Ear,
        show: Callable[[str], None],
        stop: Callable[[], bool],
    ) -> None:
        self._load = load
        self._fleet = fleet
        self._ear = ear
        self._show = show
        self._stop = stop
        self._storms = 0
        self._growth = Growth()
        self._live_due_s = 0.0

    def whole(self, before_mib: float) -> Outcome:
        began_s = time.monotonic()
        self._ramp(began_s)
        connect_s = time.monotonic() - began_s
        # What stands now stays: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        start = mark(self._fleet, self._ear)
        self._hold(start.mono_s)
        end = mark(self._fleet, self._ear)
        self._drain()
        connected = self._fleet.tallies.connected
        self._fleet.farewell(_FAREWELL_LIMIT_S)
        gc.unfreeze()
        return outcome_of(
            cameras=self._load.cameras,
            connected=connected,
            connect_s=connect_s,
            before_mib=before_mib,
            start=start,
            end=end,
            growth=self._growth,
            storms=self._storms,
            fleet=self._fleet,
            seen=self._ear.seen,
        )

    def _ramp(self, began_s: float) -> None:
        limit_s = began_s + self._load.cameras / self._load.ramp_per_s + _RAMP_PATIENCE_S
        while self._fleet.tallies.connected < self._load.cameras and not self._stop():
            self._step("connecting")
            now_s = time.monotonic()
            if now_s > limit_s or self._hopeless(now_s - began_s):
                raise NotNowError(self._why_not_all())

    def _hopeless(self, after_s: float) -> bool:
        """Nobody is in yet, and there is a reason or it has taken very long."""
        tallies = self._fleet.tallies
        patience_s = _REFUSED_PATIENCE_S if tallies.troubles else _FIRST_PATIENCE_S
        return not tallies.connected and after_s > patience_s

    def _why_not_all(self) -> str:
        tallies = self._fleet.tallies
        common = tallies.troubles.most_common(1)
        reason = f": {common[0][0]} ({common[0][1]:,} times)" if common else ""
        return f"{tallies.connected:,} of {self._load.cameras:,} cameras connected{reason}"

    def _hold(self, start_s: float) -> None:
        end_s = start_s + self._load.seconds
        storm_s = start_s + (self._load.storm_every_s or self._load.seconds + 1)
        push_s = start_s + (self._load.push_every_s or self._load.seconds + 1)
        while time.monotonic() < end_s and not self._stop():
            self._step("running")
            if time.monotonic() >= storm_s and self._load.storm_every_s:
                storm_s += self._load.storm_every_s
                self._storms += 1
                self._fleet.storm(self._load.storm_share)
            if time.monotonic() >= push_s and self._load.push_every_s:
                push_s += self._load.push_every_s
                self._ear.push()

    def _drain(self) -> None:
        self._fleet.hush()
        end_s = time.monotonic() + (_STOPPED_LIMIT_S if self._stop() else _DRAIN_LIMIT_S)
        while time.monotonic() < end_s and not self._all_arrived():
            self._step("draining")
        self._ear.listen_anew()

    def _all_arrived(self) -> bool:
        """Everyone is back, everything is acknowledged, everything was heard."""
        if self._fleet.tallies.connected < self._load.cameras:
            return False
        heard = self._ear.seen.heard
        told = self._fleet.events() + self._fleet.counts()
        return not self._fleet.outstanding() and heard.events + heard.counts >= told

    def _step(self, doing: str) -> None:
        self._fleet.step()
        now_s = time.monotonic()
        if now_s >= self._live_due_s:
            self._live_due_s = now_s + _LIVE_EVERY_S
            self._growth.sample(now_s)
            self._ear.listen()
            self._show(self._line(doing))

    def _line(self, doing: str) -> str:
        tallies, heard = self._fleet.tallies, self._ear.seen.heard
        told = self._fleet.events() + self._fleet.counts()
        return (
            f"{doing}: {tallies.connected:,} connected, {told:,} told, "
            f"{tallies.acknowledged:,} acknowledged, {heard.events + heard.counts:,} heard, "
            f"p95 {heard.latency_ms_p95 or 0:.1f} ms, {resident_mib():.0f} MiB"
        )
