"""The connections of all cameras over one epoll: made, served, lost, and made again."""

import select
import ssl
import time
from collections.abc import Callable

from edge.contract import topic
from edge.uplink.backoff import WELL_AFTER_S, Backoff
from edge.uplink.link import CONNECT_TIMEOUT_S, LinkError, Message
from edge.uplink.settings import tls_context
from edge.uplink.uplink import HEALTH_EVERY_S
from simulator.fleet.agenda import NEVER, Agenda, Task
from simulator.fleet.camera import FleetCamera
from simulator.fleet.dial import Place
from simulator.fleet.ledger import Ledger
from simulator.fleet.link import Link
from simulator.fleet.settings import Access
from simulator.fleet.tallies import Tallies
from simulator.fleet.watch import Watch


class Lines:
    """Knows each camera's socket; what is to be said lies in the camera's outbox.

    random: uniform in [0, 1).
    """

    def __init__(
        self,
        *,
        access: Access,
        place: Place,
        sources: tuple[str | None, ...],
        ledger: Ledger,
        agenda: Agenda,
        random: Callable[[], float],
        tallies: Tallies,
    ) -> None:
        self._access = access
        self._place = place
        self._sources = sources
        self._ledger = ledger
        self._agenda = agenda
        self._random = random
        self._tallies = tallies
        self._tls = None if access.certs else tls_context(access.of(access.name(0)))
        self._watch = Watch()

    def serve(self, wait_s: float) -> None:
        """Move what can be moved, waiting for at most wait_s when there is nothing."""
        for camera, flags in self._watch.ready(wait_s):
            if camera.link is not None:
                self._advance(camera, camera.link, flags)

    def dial(self, camera: FleetCamera) -> None:
        """Begin to connect, or give up an attempt that was not answered. Raises BadInputError."""
        if camera.link is not None:
            self.lose(camera, "the broker does not answer")
            return
        self._agenda.set(Task.DIAL, camera.index, time.monotonic() + CONNECT_TIMEOUT_S)
        try:
            camera.link = Link(
                name=camera.name,
                place=self._place,
                source=self._sources[camera.index % len(self._sources)],
                tls=self._context(camera),
                will=camera.will(),
            )
        except LinkError as error:
            self._plan(camera, str(error))
            return
        self._watch.add(camera, camera.link.fileno(), select.EPOLLOUT)

    def pump(self, camera: FleetCamera) -> None:
        """Send what waits, as far as the window allows."""
        link = camera.link
        if link is None or not link.is_up:
            return
        try:
            self._pump(camera, link)
        except LinkError as error:
            self.lose(camera, str(error))

    def send(self, camera: FleetCamera, message: Message) -> None:
        """Send a message of QoS 0 past the others, and see whether the broker is there."""
        link = camera.link
        if link is None or not link.is_up:
            return
        try:
            self._publish(camera, link, message)
            link.keep_alive()
            self._watch.change(camera, link.flush())
        except LinkError as error:
            self.lose(camera, str(error))

    def lose(self, camera: FleetCamera, reason: str | None = None) -> None:
        """End a connection without goodbye, and plan the next one. reason: None when we cut it."""
        if camera.link is not None:
            self._settle(camera, camera.link)
            self._forget(camera, camera.link)
        self._plan(camera, reason)

    def leave(self, camera: FleetCamera) -> None:
        """End a connection with a goodbye, for good."""
        if camera.link is not None:
            camera.link.close()
            self._forget(camera, camera.link)
            camera.up_s = None

    def close(self) -> None:
        """All cameras have left."""
        self._watch.close()

    def _advance(self, camera: FleetCamera, link: Link, flags: int) -> None:
        try:
            wanted = link.step(flags)
            if not link.is_up:
                self._watch.change(camera, wanted)
                return
            if camera.up_s is None:
                self._greet(camera, link)
            self._hear(camera, link)
            self._pump(camera, link)
        except LinkError as error:
            self.lose(camera, str(error))

    def _greet(self, camera: FleetCamera, link: Link) -> None:
        now_s = time.monotonic()
        camera.up_s = now_s
        self._tallies.connected += 1
        self._agenda.set(Task.DIAL, camera.index, NEVER)
        self._agenda.set(Task.HEALTH, camera.index, now_s + HEALTH_EVERY_S * self._random())
        link.subscribe(topic(camera.name, "config/desired"))
        camera.greet()

    def _hear(self, camera: FleetCamera, link: Link) -> None:
        self._settle(camera, link)
        for _, envelope, _ in link.received:
            if envelope:
                camera.take(envelope, time.time())
        link.received.clear()

    def _settle(self, camera: FleetCamera, link: Link) -> None:
        for number in link.acknowledged:
            parcel = camera.outbox.settle(number)
            if parcel is not None:
                camera.moved_s = time.monotonic()
                self._tallies.acknowledged += bool(parcel.event or parcel.count)
        link.acknowledged.clear()

    def _pump(self, camera: FleetCamera, link: Link) -> None:
        if not camera.outbox.owes:
            camera.moved_s = time.monotonic()
        while (parcel := camera.outbox.next()) is not None:
            # Noted first: it may arrive before publish() returns.
            if parcel.event:
                self._ledger.event_sent(camera.index, parcel.event, mono_s=time.monotonic())
            if parcel.count:
                self._ledger.count_sent(camera.index, parcel.count)
            camera.outbox.sent(self._publish(camera, link, parcel.message))
        self._watch.change(camera, link.flush())

    def _publish(self, camera: FleetCamera, link: Link, message: Message) -> int:
        number = link.publish(message)
        self._tallies.sent_messages += 1
        camera.sent_messages += 1
        camera.sent_bytes += len(message.topic) + len(message.payload)
        return number

    def _forget(self, camera: FleetCamera, link: Link) -> None:
        self._watch.forget(camera)
        link.drop()
        camera.link = None
        camera.outbox.put_back()
        self._tallies.connected -= camera.up_s is not None
        self._agenda.set(Task.HEALTH, camera.index, NEVER)

    def _plan(self, camera: FleetCamera, reason: str | None) -> None:
        now_s = time.monotonic()
        held_s = 0.0 if camera.up_s is None else now_s - camera.up_s
        camera.up_s = None
        if camera.backoff is None or held_s >= WELL_AFTER_S:
            camera.backoff = Backoff(self._random)
        due_s = now_s + camera.backoff.next_s(held_s=held_s)
        self._agenda.set(Task.DIAL, camera.index, due_s)
        if reason is not None:
            self._tallies.troubles[reason] += 1

    def _context(self, camera: FleetCamera) -> ssl.SSLContext | None:
        # A context of its own for each certificate; it goes with the connection.
        return self._tls or tls_context(self._access.of(camera.name))
