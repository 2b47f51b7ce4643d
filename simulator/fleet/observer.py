"""A process of its own that hears every camera, so that listening does not slow the speaking."""

import os
import signal
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from select import EPOLLIN, EPOLLOUT, epoll
from typing import Final

from edge.contract import ROOT
from edge.errors import BadInputError
from edge.uplink.link import CONNECT_TIMEOUT_S, LinkError
from edge.uplink.settings import parse_broker, tls_context
from simulator.fleet.dial import find
from simulator.fleet.hearing import Heard, Hearing
from simulator.fleet.ledger import Ledger
from simulator.fleet.link import Link
from simulator.fleet.push import Pushed, Pushes
from simulator.fleet.settings import OPERATOR, Access, Load

# How long a broker may keep what arrives while the observer has no connection.
_KEPT_S: Final = 600
# Configurations on their way at once.
_WINDOW: Final = 50
_TELL_EVERY_S: Final = 0.5
_TICK_S: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What the observer is told once. ledger, origin_s: as in Ledger."""

    access: Access
    load: Load
    ledger: Path
    origin_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the observer tells, twice a second. reconnects: of its own connection."""

    heard: Heard
    pushed: Pushed
    push_ms_p50: float | None
    push_ms_p95: float | None
    reconnects: int
    cpu_s: float


def observe(brief: Brief, pipe: Connection) -> None:
    """Be the observer until the pipe is closed.

    Sends a Seen twice a second, the first one as soon as it hears; a str when it cannot connect.
    Receives True to push a configuration.
    """
    # Ctrl-C reaches both: the fleet ends first, and this ends with the fleet.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        Observer(brief, pipe).run()
    except (LinkError, BadInputError) as error:
        pipe.send(str(error))
    except (EOFError, ConnectionError):
        return


class Observer:
    """One subscriber to everything, which is also the operator that pushes."""

    def __init__(self, brief: Brief, pipe: Connection) -> None:
        load, access = brief.load, brief.access
        ledger = Ledger(brief.ledger, cameras=load.cameras, origin_s=brief.origin_s, new=False)
        self._access = access
        self._pipe = pipe
        self._pushes = Pushes(access, cameras=load.cameras, share=load.push_share, seed=load.seed)
        self._hearing = Hearing(access, ledger, self._pushes, cameras=load.cameras)
        self._name = f"{OPERATOR}-{os.urandom(4).hex()}"
        self._reconnects = 0
        self._under_way = 0
        self._epoll = epoll()
        self._epoll.register(pipe.fileno(), EPOLLIN)
        self._tell_due_s = 0.0

    def run(self) -> None:
        """Raises LinkError when the first connection fails, EOFError when nobody listens."""
        link = self._connect()
        while True:
            try:
                self._step(link)
            except LinkError:
                link.drop()
                link = self._reconnect()

    def _connect(self) -> Link:
        settings = self._access.of(OPERATOR)
        link = Link(
            name=self._name,
            user=OPERATOR,
            place=find(parse_broker(settings.broker)),
            tls=tls_context(settings),
            kept_s=_KEPT_S,
        )
        end_s = time.monotonic() + CONNECT_TIMEOUT_S
        self._epoll.register(link.fileno(), EPOLLOUT)
        asked = False
        while not link.is_subscribed:
            if time.monotonic() > end_s:
                raise LinkError("the broker does not answer")
            self._move(link)
            if link.is_up and not asked:
                link.subscribe(f"{ROOT}/+/#")
                asked = True
        self._under_way = 0
        return link

    def _reconnect(self) -> Link:
        self._reconnects += 1
        while True:
            try:
                return self._connect()
            except LinkError:
                time.sleep(1.0)

    def _step(self, link: Link) -> None:
        self._move(link)
        now_s = time.monotonic()
        for topic, payload, retained in link.received:
            self._hearing.take(topic, payload, retained=retained, mono_s=now_s)
        link.received.clear()
        self._under_way -= len(link.acknowledged)
        link.acknowledged.clear()
        self._push(link)
        if now_s >= self._tell_due_s:
            self._tell_due_s = now_s + _TELL_EVERY_S
            self._tell()
            link.keep_alive()
        while self._pipe.poll():
            self._pipe.recv()
            self._pushes.begin()

    def _move(self, link: Link) -> None:
        file = link.fileno()
        for ready, flags in self._epoll.poll(_TICK_S):
            if ready == file:
                link.step(flags)
        self._epoll.modify(file, link.flush())

    def _push(self, link: Link) -> None:
        while self._under_way < _WINDOW and (message := self._pushes.next()) is not None:
            link.publish(message)
            self._under_way += 1

    def _tell(self) -> None:
        times = os.times()
        self._pipe.send(
            Seen(
                heard=self._hearing.heard(),
                pushed=self._pushes.pushed,
                push_ms_p50=self._pushes.latencies.percentile_ms(50),
                push_ms_p95=self._pushes.latencies.percentile_ms(95),
                reconnects=self._reconnects,
                cpu_s=times.user + times.system,
            )
        )
