"""The uplink process: carries parcels to the broker, and what the broker tells to the door."""

import logging
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from edge.clock import Clock
from edge.door.door import Door, DoorError
from edge.notify import Notify
from edge.uplink import account
from edge.uplink.dialler import Dialler
from edge.uplink.fetcher import open_fetcher
from edge.uplink.homeassistant import Announcement
from edge.uplink.inflow import Inflow
from edge.uplink.link import Dial, Link, LinkError, Received
from edge.uplink.mark import Marker
from edge.uplink.mqtt import dial as dial_mqtt
from edge.uplink.outflow import Outflow
from edge.uplink.settings import UplinkSettings, password, tls_context

log = logging.getLogger(__name__)

HEALTH_EVERY_S: Final = 10.0
# An event waits for this long at most before it is noticed.
_POLL_S: Final = 0.2
_GOODBYE_S: Final = 3.0
_DOOR_RETRY_S: Final = 5.0
_CHANCE: Final = secrets.SystemRandom()


def run_uplink(
    settings: UplinkSettings,
    door_path: Path,
    clock: Clock,
    stop: Callable[[], bool],
    *,
    random: Callable[[], float] = _CHANCE.random,
) -> int:
    """Carry until stop. Returns 0.

    Raises BadInputError, before anything else, for files that cannot be used. A broker or a disk
    that fails later is waited for. stop is asked several times a second, but not while a
    connection is being made.
    """
    tls_context(settings)
    password(settings)
    notify = Notify()
    notify.ready()
    with Door(door_path) as door:
        _wait_for(door, stop)
        uplink = Uplink(settings, door, clock, random=random)
        fetcher = open_fetcher(door_path, settings, clock, random=random)
        while not stop():
            if uplink.step(_POLL_S):
                notify.alive()
            fetcher.step()
        fetcher.close()
        uplink.close()
    return 0


class Uplink:
    """Everything between the door and the broker, in steps.

    random: uniform in [0, 1). dial: makes a connection. wait: lets seconds pass.
    """

    def __init__(
        self,
        settings: UplinkSettings,
        door: Door,
        clock: Clock,
        *,
        random: Callable[[], float],
        dial: Dial = dial_mqtt,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._camera = settings.camera
        self._door = door
        self._clock = clock
        self._wait = wait
        self._dialler = Dialler(settings, clock, dial=dial, random=random)
        self._link: Link | None = None
        self._marker = Marker(door, clock, camera=self._camera, session="")
        self._outflow = Outflow(door, clock, camera=self._camera)
        self._inflow = Inflow(door, clock, camera=self._camera)
        self._home = Announcement(self._camera) if settings.home_assistant else None
        self._session = ""
        self._is_up = self._answered = self._begun = False
        self._status: bytes | None = None
        self._status_due = True
        self._health_due_s = clock.mono_s()
        self._boot = 0
        self._said: str | None = None

    def step(self, timeout_s: float) -> bool:
        """Do what can be done now, waiting for at most timeout_s when there is nothing.

        Tells whether it gets on: the door works, and what is under way gets answers.
        """
        try:
            gets_on = True
            if self._link is None:
                self._connect(timeout_s)
            else:
                gets_on = self._carry(self._link, timeout_s)
            self._say(None)
        except DoorError as error:
            self._say(str(error))
            self._wait(timeout_s)
            return False
        return gets_on

    def close(self) -> None:
        """Say offline, wait shortly for what is under way, and disconnect."""
        if self._link is None:
            return
        with suppress(LinkError, DoorError):
            self._say_goodbye(self._link)
        with suppress(DoorError):
            self._outflow.note()
        self._link.close()
        self._link = None

    def _connect(self, timeout_s: float) -> None:
        wait_s = self._dialler.wait_s()
        if wait_s > 0:
            self._wait(min(wait_s, timeout_s))
            return
        self._session = self._door.session
        self._outflow = Outflow(self._door, self._clock, camera=self._camera)
        self._marker = Marker(self._door, self._clock, camera=self._camera, session=self._session)
        self._begun, self._answered = False, False
        self._is_up, self._status, self._status_due = False, None, True
        self._link = self._dialler.dial(account.will(self._camera, self._door))

    def _carry(self, link: Link, timeout_s: float) -> bool:
        try:
            link.step(timeout_s)
            done = link.acknowledged()
            self._outflow.settle(done)
            self._answered = self._answered or bool(done)
            if link.is_up:
                self._exchange(link)
        except LinkError as error:
            self._lose(link, str(error))
            return True
        return bool(done) or not self._outflow.waits

    def _exchange(self, link: Link) -> None:
        if not self._is_up:
            self._is_up = True
            self._dialler.up()
            if self._home is not None:
                self._home.begin()
        if self._door.changed():
            self._outflow.wake()
            self._status_due = True
            self._check_session()
            self._check_boot()
        arrived = link.received()
        self._inflow.note(arrived)
        self._inflow.pass_on()
        self._marker.ask(link)
        self._tell_status(link)
        if self._begun or self._begin(arrived):
            self._outflow.send(link)
            self._marker.move(link, self._outflow.known_row)
        self._tell_health(link)
        self._tell_home(link)

    def _begin(self, arrived: tuple[Received, ...]) -> bool:
        """Go on behind what the broker knows, as soon as it has said what that is."""
        after = self._marker.note(arrived, acknowledged=self._answered)
        if after is not None:
            self._begun = True
            self._outflow = Outflow(self._door, self._clock, camera=self._camera, after=after)
        return self._begun

    def _check_session(self) -> None:
        if self._door.session != self._session:
            # The will names the session, and the new door lacks the configuration: begin anew.
            raise LinkError("the door was started afresh")

    def _check_boot(self) -> None:
        """Bring a vision that has started anew what is desired: it may have lost what it kept."""
        boot = self._door.boot
        if boot != self._boot:
            self._boot = boot
            self._inflow.bring_again()

    def _tell_status(self, link: Link) -> None:
        if not self._status_due or not link.room():
            return
        message = account.status(self._camera, self._door, online=True)
        if message.payload != self._status:
            link.publish(message)
        self._status, self._status_due = message.payload, False

    def _tell_health(self, link: Link) -> None:
        if self._clock.mono_s() >= self._health_due_s:
            self._health_due_s = self._clock.mono_s() + HEALTH_EVERY_S
            link.publish(account.health(self._camera, self._door, self._dialler.traffic))

    def _tell_home(self, link: Link) -> None:
        message = None if self._home is None else self._home.due(self._outflow.reported)
        if message is not None:
            link.publish(message)

    def _lose(self, link: Link, reason: str) -> None:
        with suppress(DoorError):
            self._outflow.note()
        self._link = None
        self._dialler.lost(link, reason)

    def _say_goodbye(self, link: Link) -> None:
        offline = account.status(self._camera, self._door, online=False)
        number: int | None = None
        end_s = self._clock.mono_s() + _GOODBYE_S
        while link.is_up and self._clock.mono_s() < end_s:
            if number is None and link.room():
                number = link.publish(offline)
            link.step(_POLL_S)
            done = link.acknowledged()
            self._outflow.settle(done)
            if number in done:
                self._marker.move(link, self._outflow.known_row, now=True)
                return

    def _say(self, trouble: str | None) -> None:
        """One line when the door fails, and one when it is well again."""
        if trouble is not None and self._said is None:
            log.error("%s; trying again", trouble)
        if trouble is None and self._said is not None:
            log.info("the door is well again")
        self._said = trouble


def _wait_for(door: Door, stop: Callable[[], bool]) -> None:
    """Wait until the door can be opened, or stop comes."""
    said = False
    while not stop():
        try:
            door.changed()
            return
        except DoorError as error:
            if not said:
                log.error("%s; trying again every %.0f s", error, _DOOR_RETRY_S)
            said = True
        _wait(_DOOR_RETRY_S, stop)


def _wait(seconds: float, stop: Callable[[], bool]) -> None:
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s and not stop():
        time.sleep(_POLL_S)
